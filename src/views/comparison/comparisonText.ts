// A comparison as two texts that a diff editor lays side by side: what differs, object by object, in
// YAML; objects that are the same in both are left out.
import { stringify } from 'yaml';
import type { ApiObject } from '../../apimachinery/objectMeta';
import { plural } from '../plural';
import { comparableObject } from './comparableObject';
import type { Comparison } from './comparison';

export interface ComparisonTexts {
  readonly a: string;
  readonly b: string;
  /** `2 objects differ, 1 only in "Branch 1"`. */
  readonly summary: string;
}

export interface ComparedNames {
  readonly a: string;
  readonly b: string;
}

export function comparisonTexts(comparison: Comparison, names: ComparedNames): ComparisonTexts {
  const { onlyInA, onlyInB, different } = comparison;
  const summary = summaryOf(comparison, names);
  const blocks: (readonly [title: string, a: string, b: string])[] = [
    ...different.map(({ a, b, fields }) => {
      const paths = fields.map(({ path }) => path).join(', ');
      return [`${titleOf(a)}: ${paths}`, yamlOf(a), yamlOf(b)] as const;
    }),
    ...onlyInA.map(
      (object) => [`${titleOf(object)}: only in ${names.a}`, yamlOf(object), ''] as const,
    ),
    ...onlyInB.map(
      (object) => [`${titleOf(object)}: only in ${names.b}`, '', yamlOf(object)] as const,
    ),
  ];
  const side = (name: string, pick: 1 | 2): string =>
    [
      `# ${name}\n# ${summary}\n# Left out: what is the same, Events, identities, versions and times.\n`,
      ...blocks.map((block) => `---\n# ${block[0]}\n${block[pick]}`),
    ].join('');
  return { a: side(names.a, 1), b: side(names.b, 2), summary };
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

function titleOf({ kind, metadata }: ApiObject): string {
  const { name, namespace } = metadata;
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function yamlOf(object: ApiObject): string {
  return stringify(comparableObject(object), { lineWidth: 0 });
}
