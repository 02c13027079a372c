// Go's names of types and of JSON values, which the API server's decoding errors are worded in.
// Source: k8s.io/api type declarations and encoding/json (UnmarshalTypeError).
import type { FieldSchema } from './schemaBundle';

const BY_FORMAT: Readonly<Record<string, string>> = {
  byte: '[]uint8',
  'date-time': 'v1.Time',
  'micro-time': 'v1.MicroTime',
  quantity: 'resource.Quantity',
  'int-or-string': 'intstr.IntOrString',
};

/** How Go prints the type of a field: `int32`, `[]v1.Container`, `map[string]string`, `v1.PullPolicy`. */
export function goTypeOf(field: FieldSchema): string {
  if (field.goType !== undefined) return field.goType;
  switch (field.type) {
    case 'string':
      return BY_FORMAT[field.format ?? ''] ?? 'string';
    case 'boolean':
      return 'bool';
    case 'integer':
      return field.format ?? 'int64';
    case 'number':
      return 'float64';
    case 'array':
      return `[]${field.items ? goTypeOf(field.items) : 'interface {}'}`;
    case 'map':
      return `map[string]${field.values ? goTypeOf(field.values) : 'interface {}'}`;
    case 'object':
    case 'any':
      return field.ref === undefined ? 'interface {}' : goStructName(field.ref);
  }
}

/** Element type of a list or map that is named on the whole: `[]v1.Capability` holds `v1.Capability`. */
export function goElementType(field: FieldSchema, element: FieldSchema): string {
  const match = /^(?:\[\]|map\[[\w.]+\])(.+)$/.exec(field.goType ?? '');
  return match?.[1] ?? goTypeOf(element);
}

/** `v1.PodSpec` for `core.v1.PodSpec`: Go prints the package, and packages are named by version. */
export function goStructName(schemaName: string): string {
  if (schemaName === 'RawExtension') return 'runtime.RawExtension';
  return schemaName.slice(schemaName.indexOf('.') + 1);
}

/** `PodSpec` for `core.v1.PodSpec`. */
export function bareStructName(schemaName: string): string {
  return schemaName.slice(schemaName.lastIndexOf('.') + 1);
}

/** The words of encoding/json for a JSON value: `string`, `number`, `bool`, `object`, `array`. */
export function jsonKindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
    case 'string':
    case 'object':
      return typeof value;
    default:
      return 'null';
  }
}

/** For people rather than for Go: `integer`, `list of Container`, `map of string`, `amount`. */
export function printableType(field: FieldSchema): string {
  switch (field.format) {
    case 'quantity':
      return 'amount (string or number)';
    case 'int-or-string':
      return 'integer or string';
    case 'date-time':
    case 'micro-time':
      return 'time (RFC 3339)';
    case 'byte':
      return 'base64 string';
    default:
      break;
  }
  switch (field.type) {
    case 'array':
      return field.items ? `list of ${printableType(field.items)}` : 'list';
    case 'map':
      return field.values ? `map of ${printableType(field.values)}` : 'map';
    case 'object':
      return field.ref === undefined ? 'object' : bareStructName(field.ref);
    case 'any':
      return 'any value';
    default:
      return field.type;
  }
}
