// Values of a type that the field does not take; what YAML made of an unquoted word included.
import type { DecodeProblem } from '../../apis/schema/decodeProblem';
import type { FixData } from '../diagnostic';
import { locate, rangeFor } from '../fieldLookup';
import { fieldLink } from '../links';
import { formatFieldPath } from '../../apis/schema/decodeProblem';
import type { ObjectCheck, ObjectRule } from '../objectCheck';

export const wrongType: ObjectRule = {
  check: (check) =>
    check.problems
      .filter(({ kind }) => kind === 'wrong type')
      .map((problem) => ({
        code: 'wrong-type',
        severity: 'error',
        message: `${problem.message}. ${hint(check, problem)}`,
        range: rangeFor(check.object.node, problem.path),
        link: fieldLink(check.object.gvk, formatFieldPath(problem.path)),
        data: fix(check, problem),
      })),
};

function hint(check: ObjectCheck, { path, expected = '', found = '' }: DecodeProblem): string {
  const { node } = locate(check.object.node, path);
  if (expected === 'string' && node.kind === 'scalar') {
    return `A string is needed here, and YAML reads this as a ${found}: write ${JSON.stringify(node.source)} in quotes.`;
  }
  if (found === 'string' && unquoted(check, path) !== undefined) {
    return `Expected: ${expected}. Remove the quotes.`;
  }
  if (expected.startsWith('list') && found !== 'array') {
    return `Expected: ${expected}. Start each element with "- ".`;
  }
  if (found === 'array') return `Expected: ${expected}. Remove the "- ".`;
  if (isGroup(expected)) {
    return `Expected: ${expected}, each field on a line of its own as "name: value".`;
  }
  return `Expected: ${expected}.`;
}

/** Fields by name: a map, or a type that Kubernetes has a name for. */
function isGroup(expected: string): boolean {
  return expected.startsWith('map') || /^[A-Z]/.test(expected);
}

/** A quoted number or boolean where a bare one is needed: what it is without its quotes. */
function unquoted(check: ObjectCheck, path: DecodeProblem['path']): string | undefined {
  const { node } = locate(check.object.node, path);
  if (node.kind !== 'scalar' || node.plain || typeof node.value !== 'string') return undefined;
  return /^(?:-?\d+|true|false)$/.test(node.value) ? node.value : undefined;
}

function fix(check: ObjectCheck, { path, expected = '' }: DecodeProblem): FixData {
  const { node } = locate(check.object.node, path);
  if (expected === 'string' && node.kind === 'scalar' && node.plain && node.value !== null) {
    return { path, replaces: 'value', suggestions: [JSON.stringify(node.source)] };
  }
  const bare = unquoted(check, path);
  const fits =
    bare !== undefined &&
    (/^-?\d+$/.test(bare) ? expected.startsWith('integer') : expected === 'boolean');
  return fits ? { path, replaces: 'value', suggestions: [bare] } : { path };
}
