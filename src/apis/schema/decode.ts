// Decodes plain JSON against a schema, as the API server's JSON decoder does: unknown fields are
// found and left out, nulls are as if absent, wrong types and formats are worded in Go's terms.
// Schemas are compiled once into checkers; a value without problems is returned as it came in.
// Quantities and times come out as the API server writes them: `0.5` is `500m`, times are in UTC.
// Differs from Kubernetes: 1.0 counts as an integer; a MicroTime keeps its time zone.
import { isJsonObject } from '../../apimachinery/jsonObject';
import { canonicalQuantity, isQuantity, QUANTITY_FORMAT_ERROR } from '../../apimachinery/quantity';
import { formatTime, parseTime } from '../../apimachinery/time';
import { base64Problem, quantityProblem, timeProblem } from './formats';
import {
  bareStructName,
  goElementType,
  goStructName,
  goTypeOf,
  jsonKindOf,
  printableType,
} from './goTypes';
import { unknownField, type DecodeProblem } from './decodeProblem';
import type { FieldSchema, SchemaLookup } from './schemaBundle';

export interface DecodeResult {
  /**
   * The value without unknown fields, nulls and fields of a wrong type; the argument itself where
   * there were none. Undefined where the value is no object at all.
   */
  readonly value: unknown;
  /** In the order of the document. */
  readonly problems: readonly DecodeProblem[];
}

/** Checks one value. Returns it, or a version without what is wrong, or undefined to leave it out. */
type Checker = (value: unknown, run: Run) => unknown;

const INT32_MAX = 2 ** 31 - 1;
const INT32_MIN = -(2 ** 31);

/** Decodes values of all kinds; keeps the compiled checkers. */
export class SchemaDecoder {
  readonly #schema: SchemaLookup;
  readonly #checkers = new Map<string, Checker>();

  constructor(schema: SchemaLookup) {
    this.#schema = schema;
  }

  /** Decodes a value as a struct: `decode('core.v1.Pod', pod)`. An unknown schema name is our own bug. */
  decode(schemaName: string, value: unknown): DecodeResult {
    const run = new Run(this.#schema, schemaName);
    const decoded = this.#structChecker(schemaName)(value, run);
    return { value: decoded, problems: run.problems };
  }

  #structChecker(schemaName: string): Checker {
    const known = this.#checkers.get(schemaName);
    if (known) return known;
    const schema = this.#schema.schema(schemaName);
    if (schema?.properties === undefined) throw new Error(`no struct ${schemaName} in the schema`);
    const fields = new Map<string, Checker>();
    const checker = structChecker(schemaName, fields, schema.required ?? []);
    // Known before its fields are compiled, since structs may contain themselves.
    this.#checkers.set(schemaName, checker);
    for (const [name, field] of Object.entries(schema.properties)) {
      fields.set(name, this.#fieldChecker(field, goTypeOf(field)));
    }
    return checker;
  }

  #fieldChecker(field: FieldSchema, goType: string): Checker {
    switch (field.type) {
      case 'any':
        return (value) => value;
      case 'object':
        return this.#structChecker(field.ref ?? '');
      case 'array':
        return listChecker(field, goType, this.#elementChecker(field, field.items));
      case 'map':
        return mapChecker(field, goType, this.#elementChecker(field, field.values));
      case 'boolean':
        return (value, run) =>
          typeof value === 'boolean' ? value : run.wrongType(value, field, goType);
      case 'integer':
        return integerChecker(field, goType);
      case 'number':
        return (value, run) =>
          typeof value === 'number' ? value : run.wrongType(value, field, goType);
      case 'string':
        return stringChecker(field, goType);
    }
  }

  /** In lists and maps a null is Go's zero value, other than in structs, where it is left out. */
  #elementChecker(owner: FieldSchema, element: FieldSchema | undefined): Checker {
    if (element === undefined) return (value) => value;
    const check = this.#fieldChecker(element, goElementType(owner, element));
    const zero = zeroOf(element);
    return (value, run) => {
      if (value !== null) return check(value, run);
      return zero === undefined ? undefined : check(zero, run);
    };
  }
}

/** One decoding: where it is and what it has found. */
class Run {
  readonly problems: DecodeProblem[] = [];
  readonly path: (string | number)[] = [];
  readonly #schema: SchemaLookup;
  readonly #rootName: string;

  constructor(schema: SchemaLookup, rootName: string) {
    this.#schema = schema;
    this.#rootName = rootName;
  }

  unknownField(name: string): void {
    this.problems.push(unknownField([...this.path, name]));
  }

  missing(name: string): void {
    const path = [...this.path, name];
    this.problems.push({ kind: 'missing required', path, message: 'Required value' });
  }

  notSupported(value: string, supported: readonly string[]): void {
    const values = supported.map((each) => JSON.stringify(each)).join(', ');
    const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${values}`;
    this.problems.push({ kind: 'enum', path: [...this.path], message });
  }

  wrongFormat(message: string): undefined {
    this.problems.push({ kind: 'format', path: [...this.path], message });
    return undefined;
  }

  /** `found` is what encoding/json calls the value: `string`, or `number 1.5` for a number that does not fit. */
  wrongType(
    value: unknown,
    field: FieldSchema,
    goType: string,
    found = jsonKindOf(value),
  ): undefined {
    const expected = printableType(field);
    const message = `json: cannot unmarshal ${found} into Go ${this.#goTarget()} of type ${goType}`;
    this.problems.push({ kind: 'wrong type', path: [...this.path], message, expected, found });
    return undefined;
  }

  /** `struct field PodSpec.spec.containers`: the innermost struct, then fields from the root; no indexes or keys. */
  #goTarget(): string {
    let current: FieldSchema | undefined = { type: 'object', ref: this.#rootName };
    let struct = '';
    const names: (string | number)[] = [];
    for (const step of this.path) {
      if (current?.type === 'object' && current.ref !== undefined) {
        struct = bareStructName(current.ref);
        names.push(step);
        current = this.#schema.field(current.ref, String(step));
      } else {
        current = current?.items ?? current?.values;
      }
    }
    return names.length === 0 ? 'value' : `struct field ${struct}.${names.join('.')}`;
  }
}

function structChecker(
  schemaName: string,
  fields: ReadonlyMap<string, Checker>,
  required: readonly string[],
): Checker {
  const self: FieldSchema = { type: 'object', ref: schemaName };
  return (value, run) => {
    if (!isJsonObject(value)) return run.wrongType(value, self, goStructName(schemaName));
    let copy: Record<string, unknown> | undefined;
    for (const name in value) {
      const child = value[name];
      if (child === undefined) continue;
      const check = fields.get(name);
      if (check === undefined) run.unknownField(name);
      const decoded =
        check === undefined || child === null ? undefined : within(run, name, child, check);
      if (decoded === child) continue;
      copy ??= { ...value };
      if (decoded === undefined) Reflect.deleteProperty(copy, name);
      else copy[name] = decoded;
    }
    for (const name of required) {
      if (value[name] === undefined || value[name] === null) run.missing(name);
    }
    return copy ?? value;
  };
}

function listChecker(field: FieldSchema, goType: string, check: Checker): Checker {
  return (value, run) => {
    if (!Array.isArray(value)) return run.wrongType(value, field, goType);
    const list: readonly unknown[] = value;
    let copy: unknown[] | undefined;
    for (let index = 0; index < list.length; index++) {
      const child = list[index];
      const decoded = within(run, index, child, check);
      if (decoded !== child) copy ??= list.slice(0, index);
      if (decoded !== undefined) copy?.push(decoded);
    }
    return copy ?? list;
  };
}

function mapChecker(field: FieldSchema, goType: string, check: Checker): Checker {
  return (value, run) => {
    if (!isJsonObject(value)) return run.wrongType(value, field, goType);
    let copy: Map<string, unknown> | undefined;
    for (const key in value) {
      const child = value[key];
      if (child === undefined) continue;
      const decoded = within(run, key, child, check);
      if (decoded === child) continue;
      copy ??= new Map(Object.entries(value));
      if (decoded === undefined) copy.delete(key);
      else copy.set(key, decoded);
    }
    // fromEntries, because the keys are the user's: assigning to `__proto__` would lose it.
    return copy === undefined ? value : Object.fromEntries(copy);
  };
}

function within(run: Run, step: string | number, value: unknown, check: Checker): unknown {
  run.path.push(step);
  const decoded = check(value, run);
  run.path.pop();
  return decoded;
}

function integerChecker(field: FieldSchema, goType: string): Checker {
  const narrow = field.format !== 'int64';
  return (value, run) => {
    if (typeof value !== 'number') return run.wrongType(value, field, goType);
    if (Number.isInteger(value) && (!narrow || fitsInt32(value))) return value;
    return run.wrongType(value, field, goType, `number ${String(value)}`);
  };
}

function stringChecker(field: FieldSchema, goType: string): Checker {
  const { format, enum: supported } = field;
  switch (format) {
    case 'quantity':
      return quantityChecker;
    case 'int-or-string':
      return intOrStringChecker(field);
    case 'date-time':
      return formatChecker(field, 'string', (text) => timeProblem(text, format), canonicalTime);
    case 'micro-time':
      return formatChecker(field, 'string', (text) => timeProblem(text, format));
    case 'byte':
      return formatChecker(field, goType, base64Problem);
    default:
      return (value, run) => {
        if (typeof value !== 'string') return run.wrongType(value, field, goType);
        // An empty string is Go's zero value: absent, to be defaulted.
        if (supported && value !== '' && !supported.includes(value))
          run.notSupported(value, supported);
        return value;
      };
  }
}

function formatChecker(
  field: FieldSchema,
  goType: string,
  problemOf: (text: string) => string | undefined,
  canonical: (text: string) => string = (text) => text,
): Checker {
  return (value, run) => {
    if (typeof value !== 'string') return run.wrongType(value, field, goType);
    const problem = problemOf(value);
    return problem === undefined ? canonical(value) : run.wrongFormat(problem);
  };
}

/** Quantity reads any JSON as text, so that `true` is a malformed quantity, not a wrong type. */
const quantityChecker: Checker = (value, run) => {
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).trim();
  if (isQuantity(text)) return canonicalQuantity(text);
  return run.wrongFormat(quantityProblem(text) ?? QUANTITY_FORMAT_ERROR);
};

/** IntOrString takes what is not a string for an int32. */
function intOrStringChecker(field: FieldSchema): Checker {
  return (value, run) => {
    if (typeof value === 'string') return value;
    if (typeof value !== 'number') return run.wrongType(value, field, 'int32');
    if (Number.isInteger(value) && fitsInt32(value)) return value;
    return run.wrongType(value, field, 'int32', `number ${String(value)}`);
  };
}

/** metav1.Time is written in UTC and without fractions. */
function canonicalTime(text: string): string {
  if (text.length === '2006-01-02T15:04:05Z'.length) return text;
  const epochMs = parseTime(text);
  return epochMs === undefined ? text : formatTime(epochMs);
}

function fitsInt32(value: number): boolean {
  return value <= INT32_MAX && value >= INT32_MIN;
}

/** Go's zero value as JSON, or undefined where the element vanishes. */
function zeroOf(field: FieldSchema): unknown {
  switch (field.type) {
    case 'string':
      if (field.format === 'quantity') return '0';
      if (field.format === 'int-or-string') return 0;
      return field.format === 'date-time' || field.format === 'micro-time' ? undefined : '';
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return 0;
    case 'object':
      return {};
    default:
      return undefined;
  }
}
