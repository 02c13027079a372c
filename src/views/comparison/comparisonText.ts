// A comparison as two texts that a diff editor lays side by side: what differs, object by object and
// field by field. Objects and fields that are the same in both are left out, so every line of a field
// is a difference. In the form of INI files: objects are sections.
import { objectKey, type ApiObject } from '../../apimachinery/objectMeta';
import { plural } from '../plural';
import type { ComparableValue } from './comparableObject';
import type { Comparison, ObjectDifference } from './comparison';

export interface ComparisonTexts {
  readonly a: string;
  readonly b: string;
  /** `2 objects not the same, 1 only in Branch 1, 278 the same`. */
  readonly summary: string;
}

export interface ComparedNames {
  readonly a: string;
  readonly b: string;
}

/** A line of one object on both sides. */
type Line = readonly [a: string, b: string];

export function comparisonTexts(comparison: Comparison, names: ComparedNames): ComparisonTexts {
  const summary = summaryOf(comparison, names);
  const lines: Line[] = [
    [`# ${names.a}`, `# ${names.b}`],
    both(`# ${summary}`),
    both('# Not compared: Events, identities, versions, times, addresses of pods'),
    ...comparison.different.flatMap(differenceLines),
    ...comparison.onlyInA.flatMap((object) => presenceLines(object, [HERE, MISSING])),
    ...comparison.onlyInB.flatMap((object) => presenceLines(object, [MISSING, HERE])),
  ];
  const side = (pick: 0 | 1): string => lines.map((line) => `${line[pick]}\n`).join('');
  return { a: side(0), b: side(1), summary };
}

const HERE = 'is there';
const MISSING = 'is not there';

function differenceLines({ a, b, fields }: ObjectDifference): readonly Line[] {
  const title = titleOf(a) + (a.metadata.name === b.metadata.name ? '' : ` ↔ ${b.metadata.name}`);
  return [
    both(''),
    both(`[${title}]`),
    ...fields.map((field): Line => [
      `${field.path} = ${valueText(field.a)}`,
      `${field.path} = ${valueText(field.b)}`,
    ]),
  ];
}

function presenceLines(object: ApiObject, [a, b]: Line): readonly Line[] {
  return [both(''), both(`[${titleOf(object)}]`), [`this object = ${a}`, `this object = ${b}`]];
}

function both(text: string): Line {
  return [text, text];
}

function valueText(value: ComparableValue | undefined): string {
  if (value === undefined) return MISSING;
  const isPlain = typeof value === 'string' && value !== '' && !/[\n\r]/.test(value);
  return isPlain ? value : JSON.stringify(value);
}

function summaryOf(
  { onlyInA, onlyInB, different, same }: Comparison,
  names: ComparedNames,
): string {
  const parts = [
    different.length > 0 && `${plural(different.length, 'object')} not the same`,
    onlyInA.length > 0 && `${String(onlyInA.length)} only in ${names.a}`,
    onlyInB.length > 0 && `${String(onlyInB.length)} only in ${names.b}`,
    `${String(same)} the same`,
  ];
  return parts.filter((part) => part !== false).join(', ');
}

function titleOf(object: ApiObject): string {
  return `${object.kind} ${objectKey(object)}`;
}
