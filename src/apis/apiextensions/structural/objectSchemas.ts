// A structural schema in the form of Kubernetes' own schemas, so that decoding, server-side apply,
// OpenAPI and the editor find both kinds through one lookup. Each object of the schema gets a name:
// `com.example.stable.v1.CronTab`, `com.example.stable.v1.CronTab.spec`.
import { isJsonObject } from '../../../apimachinery/jsonObject';
import type { GroupVersionKind } from '../../../apimachinery/resource';
import type { FieldFormat, FieldSchema, FieldType, ObjectSchema } from '../../schema/schemaBundle';
import { isEmbedded, isIntOrString, preservesUnknown, type JsonSchema } from './jsonSchema';

const METADATA: FieldSchema = {
  type: 'object',
  ref: 'meta.v1.ObjectMeta',
  description: "Standard object's metadata.",
};
const TYPE_FIELDS: Readonly<Record<string, FieldSchema>> = {
  apiVersion: { type: 'string', description: 'Version of the schema of this object.' },
  kind: { type: 'string', description: 'Kind of this object.' },
  metadata: METADATA,
};

/** The schemas by name; the kind's own is the one called `rootName`. */
export function objectSchemas(
  rootName: string,
  gvk: GroupVersionKind,
  schema: JsonSchema,
): ReadonlyMap<string, ObjectSchema> {
  const schemas = new Map<string, ObjectSchema>();
  const root = new Converter(schemas).struct(rootName, schema, TYPE_FIELDS);
  schemas.set(rootName, { ...root, gvk });
  return schemas;
}

class Converter {
  readonly #schemas: Map<string, ObjectSchema>;

  constructor(schemas: Map<string, ObjectSchema>) {
    this.#schemas = schemas;
  }

  struct(
    name: string,
    schema: JsonSchema,
    fixed: Readonly<Record<string, FieldSchema>> = {},
  ): ObjectSchema {
    const fields = Object.entries(schema.properties ?? {})
      .filter(([property]) => !Object.hasOwn(fixed, property))
      .map(([property, inner]) => [property, this.#field(`${name}.${property}`, inner)] as const);
    return {
      ...(schema.description === undefined ? {} : { description: schema.description }),
      ...(schema['x-kubernetes-map-type'] === 'atomic' ? { mapType: 'atomic' } : {}),
      ...(schema.required === undefined ? {} : { required: schema.required }),
      ...(preservesUnknown(schema) ? { preservesUnknownFields: true } : {}),
      properties: { ...fixed, ...Object.fromEntries(fields) },
    };
  }

  #field(name: string, schema: JsonSchema): FieldSchema {
    return { ...this.#shape(name, schema), ...described(schema) };
  }

  #shape(name: string, schema: JsonSchema): FieldSchema {
    if (isIntOrString(schema)) return { type: 'string', format: 'int-or-string' };
    switch (schema.type) {
      case 'array':
        return this.#list(name, schema);
      case 'object':
        return this.#object(name, schema);
      case 'string':
      case 'boolean':
      case 'integer':
      case 'number':
        return { type: schema.type, ...format(schema.type, schema.format) };
      default:
        return open(schema);
    }
  }

  #list(name: string, schema: JsonSchema): FieldSchema {
    const listType = schema['x-kubernetes-list-type'];
    const keys = schema['x-kubernetes-list-map-keys'];
    return {
      type: 'array',
      ...(schema.items === undefined ? {} : { items: this.#field(`${name}[]`, schema.items) }),
      // Kubernetes takes a list without a type for atomic.
      listType: listType === 'set' || listType === 'map' ? listType : 'atomic',
      ...(keys === undefined ? {} : { listMapKeys: keys }),
    };
  }

  #object(name: string, schema: JsonSchema): FieldSchema {
    const { properties, additionalProperties } = schema;
    const atomic =
      schema['x-kubernetes-map-type'] === 'atomic' ? ({ mapType: 'atomic' } as const) : {};
    if (properties === undefined && isJsonObject(additionalProperties)) {
      return { type: 'map', values: this.#field(`${name}{}`, additionalProperties), ...atomic };
    }
    if (properties === undefined && additionalProperties === true) {
      return { type: 'map', values: { type: 'any' }, ...atomic };
    }
    if (properties === undefined && !isEmbedded(schema)) return open(schema);
    this.#schemas.set(name, this.struct(name, schema, isEmbedded(schema) ? TYPE_FIELDS : {}));
    return { type: 'object', ref: name };
  }
}

/** Free-form JSON. */
function open(schema: JsonSchema): FieldSchema {
  return {
    type: 'any',
    ...(preservesUnknown(schema) ? { preservesUnknownFields: true } : {}),
    ...(schema['x-kubernetes-map-type'] === 'atomic' ? { mapType: 'atomic' } : {}),
  };
}

const FORMATS: Readonly<Record<string, readonly FieldFormat[]>> = {
  integer: ['int32', 'int64'],
  number: ['double'],
  string: ['byte', 'date-time'],
};

function format(type: FieldType, name: string | undefined): { readonly format?: FieldFormat } {
  const known = FORMATS[type]?.find((each) => each === name);
  if (known !== undefined) return { format: known };
  // Any integer fits, whatever its format: Kubernetes checks only those formats that it knows.
  return type === 'integer' ? { format: 'int64' } : {};
}

function described(schema: JsonSchema): Partial<FieldSchema> {
  const values = schema.enum?.filter((each) => typeof each === 'string');
  const byDefault = schema.default;
  const simple = typeof byDefault === 'string' || typeof byDefault === 'boolean';
  return {
    ...(schema.description === undefined ? {} : { description: schema.description }),
    ...(values === undefined || values.length === 0 || schema.type !== 'string'
      ? {}
      : { enum: values }),
    ...(simple ? { default: byDefault } : {}),
  };
}
