// How large values of a structural schema can be: as it declares, or as a request can be.
// Source: k8s.io/apiserver/pkg/cel/common (schemas.go), pkg/cel (limits.go),
// k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel (compilation.go).
import { isJsonObject } from '../../apimachinery/jsonObject';
import type { DeclaredSize } from '../cel/costEstimate';
import { escapedName } from '../cel/schemaTypes';
import { isIntOrString, type JsonSchema } from './structural/jsonSchema';

const MAX_REQUEST_BYTES = 3 * 1024 * 1024;
/** Quotes, brackets and braces are two. */
const DELIMITERS = 2;
const UNICODE_BYTES = 4;

/** For what `self` is. */
export function declaredSizes(root: JsonSchema): DeclaredSize {
  return (path) => {
    let schema: JsonSchema | undefined = root;
    for (const step of path) {
      schema = schema === undefined ? undefined : stepInto(schema, step);
    }
    return schema === undefined ? undefined : maxElements(schema);
  };
}

/** How often a value of the schema can stand in one request, where nothing else limits it. */
export function maxCardinality(schema: JsonSchema): number {
  return Math.floor(MAX_REQUEST_BYTES / (minBytes(schema) + 1));
}

/** How many elements a list or map of the schema has at most, where it says so. */
export function declaredElements(schema: JsonSchema): number | undefined {
  if (schema.type === 'array') return nonNegative(schema.maxItems);
  return schema.type === 'object' ? nonNegative(schema.maxProperties) : 1;
}

function stepInto(schema: JsonSchema, step: string): JsonSchema | undefined {
  const { items, additionalProperties, properties = {} } = schema;
  switch (step) {
    case '@items':
      return items;
    case '@values':
      return isJsonObject(additionalProperties) ? additionalProperties : undefined;
    case '@keys':
      return isJsonObject(additionalProperties) ? { type: 'string' } : undefined;
    default:
      return Object.entries(properties).find(([name]) => escapedName(name) === step)?.[1];
  }
}

function maxElements(schema: JsonSchema): number {
  const { type, items, additionalProperties } = schema;
  if (isIntOrString(schema)) return maxCharacters(schema);
  switch (type) {
    case 'string':
      return maxCharacters(schema);
    case 'array': {
      const least = items === undefined ? 0 : minBytes(items);
      const most = Math.floor((MAX_REQUEST_BYTES - DELIMITERS) / (least + 1));
      return nonNegative(schema.maxItems) ?? most;
    }
    case 'object': {
      if (!isJsonObject(additionalProperties)) return 0;
      // Two quotes of a key, a colon, a comma, and what may be shortest.
      const entry = minBytes(additionalProperties) + 6;
      const most = Math.floor((MAX_REQUEST_BYTES - DELIMITERS) / entry);
      return nonNegative(schema.maxProperties) ?? most;
    }
    default:
      return 0;
  }
}

function maxCharacters({ format, maxLength, enum: values = [] }: JsonSchema): number {
  switch (format) {
    case 'duration':
    case 'date-time':
      return 32;
    case 'date':
      return 12;
    case 'byte':
      return nonNegative(maxLength) ?? MAX_REQUEST_BYTES - DELIMITERS;
    default:
      break;
  }
  const declared = nonNegative(maxLength);
  // Lengths are in characters, and requests in bytes.
  if (declared !== undefined) return declared * UNICODE_BYTES;
  const texts = values.flatMap((each) => (typeof each === 'string' ? [each.length] : []));
  return values.length > 0 ? Math.max(0, ...texts) : MAX_REQUEST_BYTES - DELIMITERS;
}

/** The shortest that a value can be, as JSON. */
function minBytes(schema: JsonSchema): number {
  if (isIntOrString(schema)) return 1;
  const { type, format, additionalProperties, properties = {}, required = [] } = schema;
  switch (type) {
    case 'boolean':
      return 4;
    case 'integer':
    case 'number':
      return 1;
    case 'string':
      return { duration: 3, date: 12, 'date-time': 21 }[format ?? ''] ?? DELIMITERS;
    case 'object': {
      if (isJsonObject(additionalProperties)) return DELIMITERS;
      return Object.entries(properties).reduce(
        (bytes, [name, inner]) =>
          required.includes(name) && inner.default === undefined
            ? bytes + name.length + minBytes(inner) + 4
            : bytes,
        DELIMITERS,
      );
    }
    default:
      return DELIMITERS;
  }
}

function nonNegative(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.max(0, value);
}
