// Shapes of Kubernetes' own kinds, from the schema bundle. Compiled on first use, struct by struct,
// since structs may contain themselves.
import type { FieldSchema, KubernetesSchema } from '../../../apis/schema/schemaBundle';
import {
  DEDUCED,
  type FieldShape,
  type ListShape,
  type ScalarShape,
  type StructField,
  type StructShape,
} from './fieldShape';
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
  readonly #schema: KubernetesSchema;
  readonly #shapes = new Map<string, FieldShape>();

  constructor(schema: KubernetesSchema) {
    this.#schema = schema;
  }

  /** The shape of a kind's objects: `core.v1.Pod`. */
  ofKind(schemaName: string): FieldShape {
    const key = `kind ${schemaName}`;
    const known = this.#shapes.get(key);
    if (known !== undefined) return known;
    const always = [...OBJECT_PARTS, ...valueFieldsOf(schemaName)];
    const shape = this.#struct(schemaName, always, UNOWNED_TYPE_META, true);
    this.#shapes.set(key, shape);
    return shape;
  }

  #named(schemaName: string): FieldShape {
    const known = this.#shapes.get(schemaName);
    if (known !== undefined) return known;
    const shape = this.#struct(schemaName, valueFieldsOf(schemaName), new Set());
    this.#shapes.set(schemaName, shape);
    return shape;
  }

  #struct(
    schemaName: string,
    valueFields: readonly string[],
    unowned: ReadonlySet<string>,
    isObject = false,
  ): FieldShape {
    const schema = this.#schema.schema(schemaName);
    if (schema?.properties === undefined) return { kind: 'any', isAtomic: true };
    const always = new Set([...(schema.required ?? []), ...valueFields]);
    const entries = Object.entries(schema.properties);
    return new LazyStruct(schema.mapType === 'atomic', unowned, () =>
      entries.map(([name, field]) => ({
        name,
        element: fieldElement(name),
        isAlwaysThere: always.has(name),
        shape:
          isObject && name === 'metadata'
            ? this.#struct('meta.v1.ObjectMeta', [], UNOWNED_METADATA)
            : this.#shape(field),
      })),
    );
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
        };
      case 'array':
        return this.#list(field);
      case 'any':
        return { kind: 'any', isAtomic: true };
      default:
        return scalarShape(field);
    }
  }

  #list({ items, listType = 'atomic', listMapKeys = [] }: FieldSchema): ListShape {
    const item = items === undefined ? undefined : items.ref;
    const defaults = listMapKeys.flatMap((key) => {
      const value = item === undefined ? undefined : this.#schema.field(item, key)?.default;
      return value === undefined ? [] : [[key, value] as const];
    });
    return {
      kind: 'list',
      type: listType,
      keys: [...listMapKeys].sort(),
      keyDefaults: { ...NAMELESS[item ?? ''], ...Object.fromEntries(defaults) },
      items: items === undefined ? DEDUCED : this.#shape(items),
    };
  }
}

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

/** A struct whose fields are looked at when one asks for them. */
export class LazyStruct implements StructShape {
  readonly kind = 'struct';
  readonly others: FieldShape | undefined;
  readonly #list: () => readonly StructField[];
  #fields: readonly StructField[] | undefined;
  #byName: ReadonlyMap<string, StructField> | undefined;

  constructor(
    readonly isAtomic: boolean,
    readonly unowned: ReadonlySet<string>,
    list: () => readonly StructField[],
    others?: FieldShape,
  ) {
    this.#list = list;
    this.others = others;
  }

  get fields(): readonly StructField[] {
    this.#fields ??= [...this.#list()].sort((a, b) => (a.element < b.element ? -1 : 1));
    return this.#fields;
  }

  field(name: string): StructField | undefined {
    this.#byName ??= new Map(this.fields.map((each) => [each.name, each]));
    return this.#byName.get(name);
  }
}
