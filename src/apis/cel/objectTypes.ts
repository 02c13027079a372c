// The types that schemas of Kubernetes' form give to expressions which are checked and never run.
// Source: k8s.io/apiserver/pkg/cel/common (schemas.go), pkg/admission/plugin/cel (compile.go).
//
// Differs from Kubernetes: amounts and free-form JSON may be anything, where Kubernetes hides them or knows none
// of their fields.
import type { Environment } from '@marcbachmann/cel-js';
import type { FieldSchema, ObjectSchema, SchemaLookup } from '../schema/schemaBundle';
import { celEqual } from './libraries/lists';
import { escapedName } from './schemaTypes';

const DYN = 'dyn';

/** A struct that contains itself has no type. */
class RecursiveSchemaError extends Error {
  override readonly name = 'RecursiveSchemaError';
}

export class ObjectTypes {
  readonly #library: Environment;
  /** Undefined while the type is being made. */
  readonly #known = new Map<ObjectSchema, string | undefined>();

  /** Registers in `library`, before variables are. */
  constructor(library: Environment) {
    this.#library = library;
  }

  /** As the library writes it; undefined where there is no such schema, or where it contains itself. */
  typeOf(lookup: SchemaLookup, schemaName: string): string | undefined {
    const schema = lookup.schema(schemaName);
    if (schema === undefined) return undefined;
    try {
      return this.#struct(lookup, schema);
    } catch (error) {
      if (error instanceof RecursiveSchemaError) return undefined;
      throw error;
    }
  }

  #struct(lookup: SchemaLookup, schema: ObjectSchema): string {
    const { properties } = schema;
    if (properties === undefined) return DYN;
    const known = this.#known.get(schema);
    if (known !== undefined) return known;
    if (this.#known.has(schema)) throw new RecursiveSchemaError();
    this.#known.set(schema, undefined);
    const type = `object_${String(this.#known.size)}`;
    const fields = Object.entries(properties).flatMap(([name, field]) => {
      const escaped = escapedName(name);
      return escaped === undefined ? [] : [[escaped, this.#field(lookup, field)] as const];
    });
    // Each type is told by a class of its own, even where nothing is evaluated.
    this.#library
      .registerType(type, { ctor: class extends Map {}, fields: Object.fromEntries(fields) })
      .registerOperator(`${type} == ${type}`, celEqual)
      .registerOperator(`${type} == null`, (value: unknown) => value === null);
    this.#known.set(schema, type);
    return type;
  }

  #field(lookup: SchemaLookup, { type, format, ref, items, values }: FieldSchema): string {
    switch (type) {
      case 'boolean':
        return 'bool';
      case 'integer':
        return 'int';
      case 'number':
        return 'double';
      case 'string':
        return stringType(format);
      case 'array':
        return items === undefined ? DYN : `list<${this.#field(lookup, items)}>`;
      case 'map':
        return values === undefined ? DYN : `map<string, ${this.#field(lookup, values)}>`;
      case 'object': {
        const schema = ref === undefined ? undefined : lookup.schema(ref);
        return schema === undefined ? DYN : this.#struct(lookup, schema);
      }
      case 'any':
        return DYN;
    }
  }
}

function stringType(format: FieldSchema['format']): string {
  switch (format) {
    case 'date-time':
    case 'micro-time':
      return 'google.protobuf.Timestamp';
    case 'byte':
      return 'bytes';
    case 'quantity':
    case 'int-or-string':
      return DYN;
    default:
      return 'string';
  }
}
