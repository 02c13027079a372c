// Reads Kubernetes' JSON form of a field set; FieldSet.toJSON writes it.
// Source: sigs.k8s.io/structured-merge-diff (fieldpath/serialize.go).
import { isJsonObject } from '../../../apimachinery/jsonObject';
import { FieldSet } from './fieldSet';
import { FieldSetBuilder } from './fieldSetBuilder';
import { canonicalElement } from './pathElement';

/** Undefined where the value is no field set. Elements of an unknown type are skipped. */
export function decodeFieldsV1(value: unknown): FieldSet | undefined {
  if (value instanceof FieldSet) return value;
  return value === undefined ? decodeLevel({}, true) : decodeLevel(value, true);
}

function decodeLevel(value: unknown, isRoot: boolean): FieldSet | undefined {
  if (!isJsonObject(value)) return value === null && !isRoot ? decodeLevel({}, false) : undefined;
  const builder = new FieldSetBuilder();
  const seen = new Set<string>();
  let isMember = '.' in value;
  let hasElements = false;
  for (const [text, below] of Object.entries(value)) {
    if (text === '.') continue;
    if (text[1] !== ':') return undefined;
    hasElements = true;
    const element = canonicalElement(text);
    if (element === undefined || seen.has(element)) continue;
    seen.add(element);
    const child = decodeLevel(below, false);
    if (child === undefined) return undefined;
    builder.add(element, child);
  }
  // A field with nothing below it is there because it is owned.
  if (!hasElements) isMember = true;
  return builder.build(isMember && !isRoot);
}
