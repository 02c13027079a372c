// Shapes of kinds, Kubernetes' own and custom ones, from their schemas. Compiled on first use, struct by
// struct, since structs may contain themselves.
import type { FieldSchema, ObjectSchema, SchemaLookup } from '../../../apis/schema/schemaBundle';
import {
  DEDUCED,
  isLeafShape,
  type FieldShape,
  type ListShape,
  type ScalarShape,
  type StructField,
  type StructShape,
} from './fieldShape';
import type { FieldSet } from './fieldSet';
import { FieldSetTrie } from './fieldSetTrie';
import { ITEM_WITH_IMPLIED_KEY } from './impliedKeys';
import { fieldElement } from './pathElement';
import { valueFieldsOf } from './valueStructs';

/** Parts that every object of a kind has (see objectParts.ts). */
const OBJECT_PARTS: readonly string[] = ['metadata', 'spec', 'status'];

/** Source: k8s.io/apimachinery/pkg/util/managedfields (stripmeta.go). */
const UNOWNED_TYPE_META: ReadonlySet<string> = new Set(['apiVersion', 'kind']);
const UNOWNED_METADATA: ReadonlySet<string> = new Set([
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'generation',
  'managedFields',
  'resourceVersion',
]);

export class SchemaShapes {
  readonly #schemas: SchemaLookup;
  readonly #hasImpliedKeys: boolean;
  readonly #share: ((set: FieldSet) => FieldSet) | undefined;
  /** Schemas of custom kinds come and go: found by what they say, not by their names. */
  readonly #kinds = new WeakMap<ObjectSchema, FieldShape>();
  readonly #structs = new WeakMap<ObjectSchema, FieldShape>();

  /**
   * `keys`: how items of lists are called, as clients do or as they are stored (see impliedKeys.ts); `share`
   * gives the one set that equals another, where sets are to be kept.
   */
  constructor(
    schemas: SchemaLookup,
    keys: 'stated' | 'implied',
    share?: (set: FieldSet) => FieldSet,
  ) {
    this.#schemas = schemas;
    this.#share = share;
    this.#hasImpliedKeys = keys === 'implied';
  }

  /** The shape of a kind's objects: `core.v1.Pod`. */
  ofKind(schemaName: string): FieldShape {
    const schema = this.#schemas.schema(schemaName);
    if (schema === undefined) return DEDUCED;
    return this.#kinds.get(schema) ?? this.#newKind(schemaName, schema);
  }

  #newKind(schemaName: string, schema: ObjectSchema): FieldShape {
    const always = [...OBJECT_PARTS, ...valueFieldsOf(schemaName)];
    const shape = this.#struct(schema, always, UNOWNED_TYPE_META, (name, field) =>
      name === 'metadata' ? this.#metadata() : this.#shape(field),
    );
    this.#kinds.set(schema, shape);
    return shape;
  }

  #metadata(): FieldShape {
    const schema = this.#schemas.schema('meta.v1.ObjectMeta');
    if (schema === undefined) return DEDUCED;
    return this.#struct(schema, [], UNOWNED_METADATA, (_, field) => this.#shape(field));
  }

  #named(name: string): FieldShape {
    const schema = this.#schemas.schema(name);
    if (schema === undefined) return DEDUCED;
    let shape = this.#structs.get(schema);
    if (shape === undefined) {
      shape = this.#struct(schema, valueFieldsOf(name), NONE, (_, field) => this.#shape(field));
      this.#structs.set(schema, shape);
    }
    return shape;
  }

  #struct(
    schema: ObjectSchema,
    valueFields: readonly string[],
    unowned: ReadonlySet<string>,
    shapeOf: (name: string, field: FieldSchema) => FieldShape,
  ): FieldShape {
    const { properties, required = [], mapType, preservesUnknownFields } = schema;
    if (properties === undefined) return { kind: 'any', isAtomic: true };
    const always = new Set([...required, ...valueFields]);
    const others = preservesUnknownFields === true ? DEDUCED : undefined;
    const list = (): readonly StructField[] =>
      Object.entries(properties).map(([name, field]) => {
        const shape = shapeOf(name, field);
        return {
          name,
          element: fieldElement(name),
          isAlwaysThere: always.has(name),
          shape,
          isLeaf: isLeafShape(shape),
          isOwned: !unowned.has(name),
        };
      });
    return new LazyStruct(mapType === 'atomic', unowned, { list, others, sets: this.#sets() });
  }

  #shape(field: FieldSchema): FieldShape {
    switch (field.type) {
      case 'object':
        return this.#named(field.ref ?? '');
      case 'map':
        return {
          kind: 'map',
          isAtomic: field.mapType === 'atomic',
          values: field.values === undefined ? DEDUCED : this.#shape(field.values),
          sets: this.#sets(),
        };
      case 'array':
        return this.#list(field);
      case 'any':
        return {
          kind: 'any',
          isAtomic: field.preservesUnknownFields !== true || field.mapType === 'atomic',
        };
      default:
        return scalarShape(field);
    }
  }

  #list({ items, listType = 'atomic', listMapKeys = [] }: FieldSchema): ListShape {
    const item = items?.ref;
    const defaults = listMapKeys.flatMap((key) => {
      const value = item === undefined ? undefined : this.#schemas.field(item, key)?.default;
      return value === undefined ? [] : [[key, value] as const];
    });
    return {
      kind: 'list',
      type: listType,
      keys: [...listMapKeys].sort(),
      keyDefaults: { ...NAMELESS[item ?? ''], ...Object.fromEntries(defaults) },
      items: items === undefined ? DEDUCED : this.#shape(items),
      hasImpliedKey: this.#hasImpliedKeys && item === ITEM_WITH_IMPLIED_KEY,
      sets: this.#sets(),
    };
  }

  #sets(): FieldSetTrie | undefined {
    return this.#share === undefined ? undefined : new FieldSetTrie(this.#share);
  }
}

const NONE: ReadonlySet<string> = new Set();

/** References whose name is empty by default, which the bundle does not say. */
const NAMELESS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'core.v1.LocalObjectReference': { name: '' },
};

function scalarShape({ type, format }: FieldSchema): ScalarShape {
  switch (format) {
    case 'quantity':
    case 'int-or-string':
    case 'date-time':
    case 'micro-time':
      return { kind: 'scalar', type: 'any' };
    default:
      break;
  }
  switch (type) {
    case 'boolean':
      return { kind: 'scalar', type: 'boolean' };
    case 'integer':
    case 'number':
      return { kind: 'scalar', type: 'number' };
    default:
      return { kind: 'scalar', type: 'string' };
  }
}

interface LazyStructParts {
  readonly list: () => readonly StructField[];
  readonly others: FieldShape | undefined;
  readonly sets: FieldSetTrie | undefined;
}

/** A struct whose fields are looked at when one asks for them. */
export class LazyStruct implements StructShape {
  readonly kind = 'struct';
  readonly others: FieldShape | undefined;
  readonly sets: FieldSetTrie | undefined;
  readonly #list: () => readonly StructField[];
  #alwaysThere: readonly StructField[] | undefined;
  #byName: ReadonlyMap<string, StructField> | undefined;

  constructor(
    readonly isAtomic: boolean,
    readonly unowned: ReadonlySet<string>,
    { list, others, sets }: LazyStructParts,
  ) {
    this.#list = list;
    this.others = others;
    this.sets = sets;
  }

  get alwaysThere(): readonly StructField[] {
    this.#alwaysThere ??= [...this.#all.values()].filter(
      ({ isAlwaysThere, isOwned }) => isAlwaysThere && isOwned,
    );
    return this.#alwaysThere;
  }

  field(name: string): StructField | undefined {
    return this.#all.get(name);
  }

  get #all(): ReadonlyMap<string, StructField> {
    this.#byName ??= new Map(this.#list().map((each) => [each.name, each]));
    return this.#byName;
  }
}
