// Union, difference and intersection of field sets. Where a result equals an operand it is that very
// operand: most writes change nothing in who owns what, and then nothing is made.
// Source: sigs.k8s.io/structured-merge-diff (fieldpath/set.go).
import { type FieldSet, LEAF, NO_FIELDS } from './fieldSet';
import { FieldSetBuilder } from './fieldSetBuilder';

/** Whether all members of `part` are members of `whole`. */
export function covers(whole: FieldSet, part: FieldSet): boolean {
  if (whole === part) return true;
  if (part.isMember && !whole.isMember) return false;
  // Plain loops here and below: each write of an object comes along.
  for (let index = 0; index < part.elements.length; index++) {
    const [element, theirs] = [part.elements[index], part.children[index]];
    if (element === undefined || theirs === undefined) continue;
    const ours = whole.child(element);
    if (ours === undefined || !covers(ours, theirs)) return false;
  }
  return true;
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (covers(a, b)) return a;
  if (covers(b, a)) return b;
  const builder = new FieldSetBuilder();
  forEach(a, (element, ours) => {
    const theirs = b.child(element);
    builder.add(element, theirs === undefined ? ours : union(ours, theirs));
  });
  forEach(b, (element, theirs) => {
    if (a.child(element) === undefined) builder.add(element, theirs);
  });
  return builder.build(a.isMember || b.isMember);
}

/** The members of `a` that `b` does not have. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return NO_FIELDS;
  if (areDisjoint(a, b)) return a;
  const builder = new FieldSetBuilder();
  forEach(a, (element, ours) => {
    const theirs = b.child(element);
    builder.add(element, theirs === undefined ? ours : difference(ours, theirs));
  });
  return builder.build(a.isMember && !b.isMember);
}

/** The members of `a` that neither `b` has nor that lie below a member of `b`. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  if (!b.elements.some((element) => a.child(element) !== undefined)) return a;
  const builder = new FieldSetBuilder();
  let isSame = true;
  forEach(a, (element, ours) => {
    const theirs = b.child(element);
    if (theirs === undefined) {
      builder.add(element, ours);
      return;
    }
    const left = theirs.isMember ? NO_FIELDS : recursiveDifference(ours, theirs);
    if (left !== ours) isSame = false;
    builder.add(element, left);
  });
  return isSame ? a : builder.build(a.isMember);
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return a;
  const isMember = a.isMember && b.isMember;
  if (a.elements.length === 0 || b.elements.length === 0) return isMember ? LEAF : NO_FIELDS;
  const builder = new FieldSetBuilder();
  forEach(a, (element, ours) => {
    const theirs = b.child(element);
    if (theirs !== undefined) builder.add(element, intersection(ours, theirs));
  });
  return builder.build(isMember);
}

function areDisjoint(a: FieldSet, b: FieldSet): boolean {
  if (a.isMember && b.isMember) return false;
  for (let index = 0; index < b.elements.length; index++) {
    const [element, theirs] = [b.elements[index], b.children[index]];
    if (element === undefined || theirs === undefined) continue;
    const ours = a.child(element);
    if (ours !== undefined && !areDisjoint(ours, theirs)) return false;
  }
  return true;
}

function forEach(set: FieldSet, visit: (element: string, child: FieldSet) => void): void {
  set.elements.forEach((element, index) => {
    const child = set.children[index];
    if (child !== undefined) visit(element, child);
  });
}
