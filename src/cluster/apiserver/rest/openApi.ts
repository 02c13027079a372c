// OpenAPI: in v3 a document a group version, with the schemas of its kinds and the operations on its resources; in v2
// one document with all schemas. kubectl explain reads the schemas; kubectl apply looks in the operations of v3
// for what the server can do. Differs from Kubernetes: v2 has no operations, which no supported client needs.
// Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-interface-definition
import { apiVersionOf, type GroupVersionKind } from '../../../apimachinery/resource';
import type {
  FieldSchema,
  KubernetesSchema,
  ObjectSchema,
  ServedResource,
  Verb,
} from '../../../apis/schema/schemaBundle';
import type { ServedKinds } from '../servedKinds';
import { customSchema } from './customSchema';

/** One entry of `components.schemas`. */
type JsonSchema = Readonly<Record<string, unknown>>;

/** Formats that have a type of their own in Go, and so a schema of their own here. */
const NAMED_FORMATS: Readonly<Record<string, string>> = {
  quantity: 'Quantity',
  'int-or-string': 'IntOrString',
  'date-time': 'meta.v1.Time',
  'micro-time': 'meta.v1.MicroTime',
};

const NAMED_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Quantity: { oneOf: [{ type: 'string' }, { type: 'number' }] },
  IntOrString: { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
  'meta.v1.Time': { type: 'string', format: 'date-time' },
  'meta.v1.MicroTime': { type: 'string', format: 'date-time' },
  'meta.v1.Patch': {
    description:
      'Patch is provided to give a concrete name and type to the Kubernetes PATCH request body.',
    type: 'object',
  },
};

/** v2 has no way to say "one of these types". */
const NAMED_SCHEMAS_V2: Readonly<Record<string, JsonSchema>> = {
  ...NAMED_SCHEMAS,
  Quantity: { type: 'string' },
  IntOrString: { type: 'string', format: 'int-or-string' },
};

type OpenApiVersion = 'v2' | 'v3';

const REFERENCES: Readonly<Record<OpenApiVersion, string>> = {
  v2: '#/definitions/',
  v3: '#/components/schemas/',
};

const METADATA = 'meta.v1.ObjectMeta';

/** Schemas in OpenAPI's words, and which others each of them names. */
export class OpenApiSchemas {
  readonly #schema: KubernetesSchema;
  readonly #kinds: ServedKinds;

  readonly #version: OpenApiVersion;

  constructor(schema: KubernetesSchema, kinds: ServedKinds, version: OpenApiVersion) {
    this.#schema = schema;
    this.#kinds = kinds;
    this.#version = version;
  }

  /** The name of the schema that a kind has, built in or custom. */
  schemaNameOf(gvk: GroupVersionKind): string | undefined {
    const known = this.#schema.schemaNameOf(gvk);
    if (known !== undefined) return known;
    const custom = this.#kinds
      .resources()
      .find((each) => each.kind === gvk.kind && apiVersionOf(each) === apiVersionOf(gvk));
    return custom === undefined ? undefined : this.#kinds.get(custom).schemaName;
  }

  /** kubectl apply looks here for how it can patch: custom resources have no strategic merge. */
  patchTypesOf(resource: ServedResource): readonly string[] {
    const name = this.schemaNameOf(resource);
    const isCustom = name !== undefined && this.#kinds.customKindOf(name) !== undefined;
    return isCustom ? PATCH_TYPES.filter((type) => !type.includes('strategic')) : PATCH_TYPES;
  }

  /** By OpenAPI name: the schemas of these and all that they refer to. */
  closure(roots: readonly string[]): Readonly<Record<string, JsonSchema>> {
    const found = new Map<string, JsonSchema>();
    const waiting = [...roots];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (found.has(name)) continue;
      const refs: string[] = [];
      found.set(name, this.#component(name, refs));
      waiting.push(...refs);
    }
    const entries = [...found].map(([name, schema]) => [this.openApiName(name), schema] as const);
    return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** `io.k8s.api.core.v1.Pod` for `core.v1.Pod`. */
  openApiName(name: string): string {
    return this.#kinds.customKindOf(name) === undefined ? this.#schema.openApiName(name) : name;
  }

  #component(name: string, refs: string[]): JsonSchema {
    const custom = this.#kinds.customKindOf(name);
    if (custom?.custom !== undefined) {
      refs.push(METADATA);
      const metadata = REFERENCES[this.#version] + this.openApiName(METADATA);
      return customSchema(custom.resource, custom.custom.schema, metadata);
    }
    const schema = this.#kinds.schemas.schema(name);
    const named = (this.#version === 'v2' ? NAMED_SCHEMAS_V2 : NAMED_SCHEMAS)[name];
    const description = schema?.description;
    if (named !== undefined)
      return { ...(description === undefined ? {} : { description }), ...named };
    return schema === undefined ? { type: 'object' } : this.#struct(schema, refs);
  }

  #struct(schema: ObjectSchema, refs: string[]): JsonSchema {
    const { description, required, properties, gvk, mapType, type, format } = schema;
    const fields = Object.entries(properties ?? {}).map(([name, field]) => [
      name,
      this.#field(field, refs),
    ]);
    return {
      ...(description === undefined ? {} : { description }),
      ...(type === 'any' ? {} : { type: type ?? 'object' }),
      ...(format === undefined ? {} : { format }),
      ...(required === undefined ? {} : { required }),
      ...(fields.length === 0 ? {} : { properties: Object.fromEntries(fields) }),
      ...(mapType === undefined ? {} : { 'x-kubernetes-map-type': mapType }),
      ...(gvk === undefined ? {} : { 'x-kubernetes-group-version-kind': [gvk] }),
    };
  }

  #field(field: FieldSchema, refs: string[]): JsonSchema {
    const { description, patchStrategy, patchMergeKey, listType, listMapKeys, mapType } = field;
    return {
      ...(description === undefined ? {} : { description }),
      ...this.#typeOf(field, refs),
      ...(field.enum === undefined ? {} : { enum: field.enum }),
      ...(field.default === undefined ? {} : { default: field.default }),
      ...(patchStrategy === undefined ? {} : { 'x-kubernetes-patch-strategy': patchStrategy }),
      ...(patchMergeKey === undefined ? {} : { 'x-kubernetes-patch-merge-key': patchMergeKey }),
      ...(listType === undefined ? {} : { 'x-kubernetes-list-type': listType }),
      ...(listMapKeys === undefined ? {} : { 'x-kubernetes-list-map-keys': listMapKeys }),
      ...(mapType === undefined ? {} : { 'x-kubernetes-map-type': mapType }),
    };
  }

  #typeOf(field: FieldSchema, refs: string[]): JsonSchema {
    const { type, format, ref, items, values } = field;
    const target = ref ?? (format === undefined ? undefined : NAMED_FORMATS[format]);
    if (target !== undefined) {
      refs.push(target);
      const reference = { $ref: REFERENCES[this.#version] + this.openApiName(target) };
      // What stands beside a $ref is ignored in v3, so that a description needs allOf.
      const isBare = this.#version === 'v2' || field.description === undefined;
      return isBare ? reference : { allOf: [reference] };
    }
    switch (type) {
      case 'array':
        return { type, items: items === undefined ? {} : this.#field(items, refs) };
      case 'map':
        return {
          type: 'object',
          additionalProperties: values === undefined ? {} : this.#field(values, refs),
        };
      case 'any':
        return { type: 'object' };
      default:
        return { type, ...(format === undefined ? {} : { format }) };
    }
  }
}

const PATCH_TYPES = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];

const METHODS: Readonly<Partial<Record<Verb, string>>> = {
  get: 'get',
  list: 'get',
  create: 'post',
  update: 'put',
  patch: 'patch',
  delete: 'delete',
  deletecollection: 'delete',
};
const WRITE_PARAMETERS = ['dryRun', 'fieldManager', 'fieldValidation'];
const PARAMETERS: Readonly<Partial<Record<Verb, readonly string[]>>> = {
  list: [
    'allowWatchBookmarks',
    'continue',
    'fieldSelector',
    'labelSelector',
    'limit',
    'resourceVersion',
    'resourceVersionMatch',
    'sendInitialEvents',
    'timeoutSeconds',
    'watch',
  ],
  create: WRITE_PARAMETERS,
  update: WRITE_PARAMETERS,
  patch: [...WRITE_PARAMETERS, 'force'],
  delete: ['dryRun', 'gracePeriodSeconds', 'orphanDependents', 'propagationPolicy'],
};

/** The one document of v2: the schemas of everything that is served. */
export function openApiV2Document(
  schema: KubernetesSchema,
  schemas: OpenApiSchemas,
  resources: readonly ServedResource[],
): object {
  const kinds = resources.flatMap((resource) => schemas.schemaNameOf(resource) ?? []);
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: `v${schema.version}.0` },
    paths: {},
    definitions: schemas.closure(kinds),
  };
}

/** The document of one group version; `resources` are those in it. */
export function openApiDocument(
  schema: KubernetesSchema,
  schemas: OpenApiSchemas,
  gv: { readonly group: string; readonly version: string },
  resources: readonly ServedResource[],
): object {
  const roots = schema.schemaNames.filter((name) => {
    const gvk = schema.schema(name)?.gvk;
    return gvk?.group === gv.group && gvk.version === gv.version;
  });
  const kinds = resources.flatMap((resource) =>
    [resource, ...[...resource.subresources.values()].map(({ kind }) => kind)].flatMap(
      (kind) => schemas.schemaNameOf(kind) ?? [],
    ),
  );
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: `v${schema.version}.0` },
    paths: Object.fromEntries(resources.flatMap((each) => pathsOf(schemas, each))),
    components: { schemas: schemas.closure([...roots, ...kinds, 'meta.v1.Patch']) },
  };
}

function pathsOf(
  schemas: OpenApiSchemas,
  resource: ServedResource,
): readonly (readonly [string, object])[] {
  const { group, plural, namespaced, verbs, subresources } = resource;
  const patchTypes = schemas.patchTypesOf(resource);
  const root = `/${group === '' ? 'api' : 'apis'}/${apiVersionOf(resource)}`;
  const collection = `${root}/${namespaced ? 'namespaces/{namespace}/' : ''}${plural}`;
  const item = (kind: GroupVersionKind, served: readonly Verb[]): object =>
    pathItem(schemas, kind, served, patchTypes);
  const COLLECTION: readonly Verb[] = ['list', 'create', 'deletecollection'];
  const ONE: readonly Verb[] = ['get', 'update', 'patch', 'delete'];
  const paths: (readonly [string, object])[] = [
    [
      collection,
      item(
        resource,
        verbs.filter((verb) => COLLECTION.includes(verb)),
      ),
    ],
  ];
  if (verbs.includes('get')) {
    paths.push([
      `${collection}/{name}`,
      item(
        resource,
        verbs.filter((verb) => ONE.includes(verb)),
      ),
    ]);
  }
  if (namespaced && verbs.includes('list'))
    paths.push([`${root}/${plural}`, item(resource, ['list'])]);
  for (const { name, kind, verbs: served } of subresources.values()) {
    paths.push([`${collection}/{name}/${name}`, item(kind, served)]);
  }
  return paths;
}

function pathItem(
  schemas: OpenApiSchemas,
  gvk: GroupVersionKind,
  verbs: readonly Verb[],
  patchTypes: readonly string[],
): object {
  const { group, version, kind } = gvk;
  const name = schemas.schemaNameOf(gvk);
  const reference =
    name === undefined
      ? { type: 'object' }
      : { $ref: `#/components/schemas/${schemas.openApiName(name)}` };
  const operations = verbs.flatMap((verb) => {
    const method = METHODS[verb];
    if (method === undefined) return [];
    const operation = {
      'x-kubernetes-action': verb === 'create' ? 'post' : verb === 'update' ? 'put' : verb,
      'x-kubernetes-group-version-kind': { group, version, kind },
      parameters: (PARAMETERS[verb] ?? []).map(queryParameter),
      ...requestBody(verb, reference, patchTypes),
      responses: { '200': { description: 'OK', content: json(reference) } },
    };
    return [[method, operation]];
  });
  return Object.fromEntries(operations) as object;
}

function requestBody(verb: Verb, reference: object, patchTypes: readonly string[]): object {
  if (verb === 'patch') {
    const patch = {
      schema: { $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.Patch' },
    };
    const content = Object.fromEntries(patchTypes.map((type) => [type, patch]));
    return { requestBody: { required: true, content } };
  }
  if (verb !== 'create' && verb !== 'update') return {};
  return { requestBody: { required: true, content: { '*/*': { schema: reference } } } };
}

function queryParameter(name: string): object {
  return { name, in: 'query', schema: { type: 'string', uniqueItems: true } };
}

function json(reference: object): object {
  return { 'application/json': { schema: reference } };
}
