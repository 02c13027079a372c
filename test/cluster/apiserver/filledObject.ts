// An object of a kind with every field of its schema filled, for tests: plain values where any will do,
// and choices where the fields exclude each other or must fit together.
import type { FieldSchema } from '../../../src/apis/schema/schemaBundle';
import { SCHEMA } from '../../kubernetesSchema';

/** A value, or what to make of the plain one. */
type Choice = (filled: Record<string, unknown>) => unknown;

/** By schema (`core.v1.PodSpec`) or by field (`core.v1.PodSpec.hostNetwork`). */
type Choices = Readonly<Record<string, unknown>>;

/** Deep enough for every field; schemas of custom resources hold themselves. */
const MAX_NESTING = 2;

export function filledObject(schemaName: string, choices: Choices): Record<string, unknown> {
  return struct(schemaName, choices, []);
}

function struct(
  name: string,
  choices: Choices,
  within: readonly string[],
): Record<string, unknown> {
  const schema = SCHEMA.schema(name);
  const filled: Record<string, unknown> = {};
  for (const [field, fieldSchema] of Object.entries(schema?.properties ?? {})) {
    const key = `${name}.${field}`;
    const value = Object.hasOwn(choices, key)
      ? choices[key]
      : valueOf(field, fieldSchema, choices, [...within, name]);
    if (value !== undefined) filled[field] = value;
  }
  const choice = choices[name];
  // The table says what to make of the struct.
  return typeof choice === 'function'
    ? ((choice as Choice)(filled) as Record<string, unknown>)
    : filled;
}

function valueOf(
  name: string,
  field: FieldSchema,
  choices: Choices,
  within: readonly string[],
): unknown {
  switch (field.type) {
    case 'array': {
      const item = field.items && valueOf(name, field.items, choices, within);
      return item === undefined ? undefined : Array.isArray(item) ? item : [item];
    }
    case 'map': {
      const value = field.values && valueOf(name, field.values, choices, within);
      return value === undefined ? undefined : { a: value };
    }
    case 'object': {
      const { ref = '' } = field;
      if (within.filter((each) => each === ref).length >= MAX_NESTING) return undefined;
      return struct(ref, choices, within);
    }
    case 'any':
      return { a: 1 };
    default:
      return scalar(field);
  }
}

function scalar({ type, format, enum: words }: FieldSchema): unknown {
  if (words !== undefined) return words[0];
  switch (format) {
    case 'quantity':
      return '1';
    case 'int-or-string':
      return 1;
    case 'date-time':
      return '2026-01-01T00:00:00Z';
    case 'micro-time':
      return '2026-01-01T00:00:00.000000Z';
    case 'byte':
      return 'YQ==';
    default:
      return type === 'boolean' ? true : type === 'string' ? 'a' : 1;
  }
}

/** One struct for each of the fields, of which only one may be set; the others stay in all of them. */
export function oneOf(
  filled: Record<string, unknown>,
  fields: readonly string[],
): readonly Record<string, unknown>[] {
  const common = Object.fromEntries(
    Object.entries(filled).filter(([key]) => !fields.includes(key)),
  );
  return fields
    .filter((field) => filled[field] !== undefined)
    .map((field) => ({ ...common, [field]: filled[field] }));
}

export function without(
  filled: Record<string, unknown>,
  ...fields: readonly string[]
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(filled).filter(([key]) => !fields.includes(key)));
}
