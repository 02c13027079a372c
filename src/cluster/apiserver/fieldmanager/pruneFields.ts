// What a manager applied before, does not apply any more, and nobody else owns, goes.
// Source: sigs.k8s.io/structured-merge-diff (merge/update.go, prune).
import type { FieldShape } from './fieldShape';
import { LEAF, type FieldSet } from './fieldSet';
import { FieldSetBuilder } from './fieldSetBuilder';
import { difference, intersection, union } from './fieldSetAlgebra';
import { shapeOfKey } from './mergeApplied';
import { appliedFields } from './presentFields';
import { removeFields } from './removeFields';

/** `last` is what the manager applied before, `owned` what all managers own from now on. */
export function pruneFields(
  shape: FieldShape,
  merged: unknown,
  last: FieldSet,
  owned: FieldSet,
): unknown {
  if (last.isEmpty) return merged;
  const lastNamed = withNamedFields(shape, last);
  const present = withNamedFields(shape, appliedFields(shape, merged));
  const without = removeFields(shape, merged, lastNamed);
  // Where something above a field goes, the field may be somebody's all the same.
  const kept = union(fieldsLeft(shape, without), withNamedFields(shape, owned));
  const withOwned = removeFields(shape, merged, difference(present, kept));
  // And nothing goes that was not the manager's.
  const gone = difference(present, fieldsLeft(shape, withOwned));
  return removeFields(shape, merged, intersection(gone, lastNamed));
}

function fieldsLeft(shape: FieldShape, value: unknown): FieldSet {
  return withNamedFields(shape, appliedFields(shape, value ?? {}));
}

/** With the structs that lead to its fields: `.spec` for `.spec.replicas`. */
function withNamedFields(shape: FieldShape, set: FieldSet): FieldSet {
  const builder = new FieldSetBuilder();
  set.elements.forEach((element, index) => {
    const child = set.children[index];
    if (child === undefined) return;
    const name = element.slice(2);
    const isField = element.startsWith('f:');
    const inner = isField ? shapeOfKey(shape, name) : shape.kind === 'list' ? shape.items : shape;
    const isDeclared = isField && shape.kind === 'struct' && shape.field(name) !== undefined;
    const isNamed = isDeclared && !holdsUnowned(inner);
    const below = withNamedFields(inner, child);
    builder.add(element, isNamed ? union(below, LEAF) : below);
  });
  return builder.build(set.isMember);
}

/** Metadata is the server's, too, and never goes. */
function holdsUnowned(shape: FieldShape): boolean {
  return shape.kind === 'struct' && shape.unowned.size > 0;
}
