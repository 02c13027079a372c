// The types that a structural schema gives to expressions, and its values as expressions see them.
// Source: k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel (model/schemas.go, values.go) and
// https://kubernetes.io/docs/reference/using-api/cel/#openapi-v3-to-cel
//
// Differs from Kubernetes: lists of type set and map compare and add up as plain lists.
import type { Environment } from '@marcbachmann/cel-js';
import { isJsonObject, type JsonObject } from '../../apimachinery/jsonObject';
import {
  isEmbedded,
  isIntOrString,
  preservesUnknown,
  type JsonSchema,
} from '../apiextensions/structural/jsonSchema';
import { celEqual } from './libraries/lists';

export interface SchemaType {
  /** As the library writes it. */
  readonly name: string;
  /** A JSON value as a value of the type. */
  toCel(value: unknown): unknown;
}

const DYN: SchemaType = { name: 'dyn', toCel: dynamicValue };

export class SchemaTypes {
  readonly #library: Environment;
  readonly #toTimestamp: (text: unknown) => unknown;
  readonly #toDuration: (text: unknown) => unknown;
  readonly #known = new Map<JsonSchema, SchemaType | undefined>();
  #count = 0;

  /** Registers in `library`, before variables are. */
  constructor(library: Environment) {
    this.#library = library;
    const converter = library.clone().registerVariable('text', 'string');
    this.#toTimestamp = converted(converter.parse('timestamp(text)'));
    this.#toDuration = converted(converter.parse('duration(text)'));
    // A library that was cloned takes no more types; the copy does.
    this.#library = library.clone();
  }

  /** With all types that were asked for. */
  get library(): Environment {
    return this.#library;
  }

  /** Undefined for what expressions cannot see: free-form JSON. */
  typeOf(schema: JsonSchema, isRoot = isEmbedded(schema)): SchemaType | undefined {
    if (this.#known.has(schema)) return this.#known.get(schema);
    const type = this.#make(schema, isRoot);
    const nullable = type === undefined || schema.nullable !== true ? type : orNull(type);
    this.#known.set(schema, nullable);
    return nullable;
  }

  #make(schema: JsonSchema, isRoot: boolean): SchemaType | undefined {
    if (isIntOrString(schema)) return DYN;
    switch (schema.type) {
      case 'boolean':
        return { name: 'bool', toCel: (value) => value };
      case 'integer':
        return { name: 'int', toCel: integerValue };
      case 'number':
        return { name: 'double', toCel: (value) => value };
      case 'string':
        return this.#string(schema);
      case 'array':
        return this.#list(schema);
      case 'object':
        return this.#object(schema, isRoot);
      default:
        return undefined;
    }
  }

  #string({ format }: JsonSchema): SchemaType {
    switch (format) {
      case 'date-time':
        return { name: 'google.protobuf.Timestamp', toCel: this.#toTimestamp };
      case 'date':
        return {
          name: 'google.protobuf.Timestamp',
          toCel: (value) =>
            this.#toTimestamp(typeof value === 'string' ? `${value}T00:00:00Z` : value),
        };
      case 'duration':
        return { name: 'google.protobuf.Duration', toCel: this.#toDuration };
      default:
        return { name: 'string', toCel: (value) => value };
    }
  }

  #list({ items }: JsonSchema): SchemaType | undefined {
    const element = items === undefined ? undefined : this.typeOf(items);
    if (element === undefined) return undefined;
    return {
      name: `list<${element.name}>`,
      toCel: (value) => eachTo(value, (part) => element.toCel(part)),
    };
  }

  #object(schema: JsonSchema, isRoot: boolean): SchemaType | undefined {
    const { additionalProperties, properties } = schema;
    if (properties === undefined && isJsonObject(additionalProperties)) {
      const value = this.typeOf(additionalProperties);
      return value === undefined ? undefined : mapType(value);
    }
    if (properties === undefined && !isRoot && preservesUnknown(schema)) {
      return this.#message(new Map());
    }
    const fields = new Map<string, SchemaType>();
    for (const [name, inner] of Object.entries({ ...(isRoot ? ROOT_FIELDS : {}), ...properties })) {
      const isMetadata = isRoot && name === 'metadata';
      const type = this.typeOf(isMetadata ? METADATA : inner);
      if (type !== undefined) fields.set(name, type);
    }
    return this.#message(fields);
  }

  #message(fields: ReadonlyMap<string, SchemaType>): SchemaType {
    const name = `object_${String(++this.#count)}`;
    // Each type is told by the class of its values.
    const ctor = class extends Map<string, unknown> {};
    const declared = Array.from(fields).flatMap(([field, type]) => {
      const escaped = escapedName(field);
      return escaped === undefined ? [] : [[escaped, type.name] as const];
    });
    this.#library
      .registerType(name, { ctor, fields: Object.fromEntries(declared) })
      .registerOperator(`${name} == ${name}`, celEqual)
      .registerOperator(`${name} == null`, (value: unknown) => value === null);
    return {
      name,
      toCel(value) {
        if (!isJsonObject(value)) return value;
        const object = new ctor();
        for (const [field, type] of fields) {
          const escaped = escapedName(field);
          if (escaped === undefined || value[field] === undefined) continue;
          object.set(escaped, type.toCel(value[field]));
        }
        return object;
      },
    };
  }
}

const METADATA: JsonSchema = {
  type: 'object',
  properties: { name: { type: 'string' }, generateName: { type: 'string' } },
};
const ROOT_FIELDS: Readonly<Record<string, JsonSchema>> = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: METADATA,
};

function mapType(value: SchemaType): SchemaType {
  return {
    name: `map<string, ${value.name}>`,
    toCel: (object) =>
      isJsonObject(object)
        ? new Map(Object.entries(object).map(([key, member]) => [key, value.toCel(member)]))
        : object,
  };
}

function orNull(type: SchemaType): SchemaType {
  return {
    name: type.name === 'dyn' ? type.name : `dyn<${type.name}>`,
    toCel: (value) => (value === null ? null : type.toCel(value)),
  };
}

function converted(program: ReturnType<Environment['parse']>): (value: unknown) => unknown {
  return (value) => {
    if (typeof value !== 'string') return value;
    const result: unknown = program({ text: value });
    return result;
  };
}

function eachTo(list: unknown, toCel: (value: unknown) => unknown): unknown {
  return Array.isArray(list) ? list.map(toCel) : list;
}

function integerValue(value: unknown): unknown {
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value;
}

/** JSON without a schema: whole numbers are integers. */
export function dynamicValue(value: unknown): unknown {
  if (typeof value === 'number') return integerValue(value);
  if (Array.isArray(value)) return value.map(dynamicValue);
  if (!isJsonObject(value)) return value;
  const object: JsonObject = value;
  const members = Object.entries(object).filter(([, member]) => member !== undefined);
  return new Map(members.map(([key, member]) => [key, dynamicValue(member)]));
}

const KEYWORDS: readonly string[] =
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  );

/** How expressions name a property; undefined where they cannot. */
export function escapedName(name: string): string | undefined {
  if (KEYWORDS.includes(name)) return `__${name}__`;
  const escaped = name
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__');
  return /^[a-zA-Z_]\w*$/.test(escaped) ? escaped : undefined;
}
