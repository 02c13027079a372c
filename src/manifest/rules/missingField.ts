// Fields that must be there, by the schema; where validation says why, in its words.
import { formatFieldPath } from '../../apis/schema/decodeProblem';
import type { FieldPath } from '../../apis/schema/schemaBundle';
import { rangeFor } from '../fieldLookup';
import { fieldLink } from '../links';
import type { ObjectCheck, ObjectRule } from '../objectCheck';
import { suggestedNames } from './unknownField';

export const missingField: ObjectRule = {
  check: (check) =>
    missingPaths(check).map((path) => {
      const field = formatFieldPath(path);
      const error = check.validation.errors.find(
        (each) => each.type === 'FieldValueRequired' && each.path === field,
      );
      return {
        code: 'missing-field',
        severity: 'error',
        message: `${field}: ${error?.detail ?? 'Required value'}. Add "${String(path.at(-1))}" here.`,
        range: rangeFor(check.object.node, path),
        link: fieldLink(check.object.gvk, field),
        data: { path },
      };
    }),
};

/**
 * Not told of: the status, which users do not write; what defaults fill in; and what is there
 * under a misspelt name, which unknownField tells of.
 */
export function missingPaths(check: ObjectCheck): readonly FieldPath[] {
  const misspelt = misspeltPaths(check);
  const { completed, errors } = check.validation;
  const required = new Set(
    errors.filter(({ type }) => type === 'FieldValueRequired').map(({ path }) => path),
  );
  return check.problems
    .filter(({ kind, path }) => kind === 'missing required' && path[0] !== 'status')
    .map(({ path }) => path)
    .filter((path) => {
      const field = formatFieldPath(path);
      return !misspelt.has(field) && (required.has(field) || !hasValue(completed, path));
    });
}

/** Right names of fields that are there under a wrong one. */
export function misspeltPaths(check: ObjectCheck): ReadonlySet<string> {
  const paths = check.problems
    .filter(({ kind }) => kind === 'unknown field')
    .flatMap(({ path }) => suggestedNames(check, path).map((name) => [...path.slice(0, -1), name]));
  return new Set(paths.map((path) => formatFieldPath(path)));
}

function hasValue(object: unknown, path: FieldPath): boolean {
  let value = object;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return false;
    // Whatever the object is, an own property of that name or its absence is the answer.
    value = Object.hasOwn(value, step)
      ? (value as Readonly<Record<string | number, unknown>>)[step]
      : undefined;
  }
  return value !== undefined && value !== null && value !== '';
}
