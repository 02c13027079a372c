// Puts the sources together: schemas with formats, merge keys, list types and defaults, and the resources.
import { atomicMaps, atomicSchemas, listTypeExceptions, publishedDefaults } from './facts.mjs';
import { clientClassNames } from './names.mjs';
import { groupVersionsOf } from './resources.mjs';

/** Kinds of the API machinery itself; no resource leads to them, yet clients send and receive them. */
const META_SCHEMAS = [
  'meta.v1.APIGroup',
  'meta.v1.APIGroupList',
  'meta.v1.APIResourceList',
  'meta.v1.APIVersions',
  'meta.v1.DeleteOptions',
  'meta.v1.ObjectMeta',
  'meta.v1.Patch',
  'meta.v1.Status',
  'meta.v1.WatchEvent',
  'meta.v1.MicroTime',
  'meta.v1.Time',
  'IntOrString',
  'Quantity',
  'Info',
];

/** Returns `{ version, groupVersions, schemas }`, all keys in a stable order. */
export function buildBundle({
  version,
  declarations,
  clientModels,
  typeMetaDescriptions,
  operations,
  patchTags,
  goTypes,
  protobufNumbers,
}) {
  const classOfSchema = (schemaName) =>
    schemaName.includes('.')
      ? clientClassNames(schemaName).find((name) => clientModels.has(name))
      : undefined;
  const schemaOfClass = new Map();
  for (const name of declarations.keys()) {
    const className = classOfSchema(name);
    if (className && !schemaOfClass.has(className)) schemaOfClass.set(className, name);
  }
  const groupVersions = groupVersionsOf(operations, { schemas: declarations, schemaOfClass });
  const names = reachable(declarations, rootSchemas(declarations, groupVersions));
  const schemas = {};
  for (const name of names) {
    const attributes = clientModels.get(classOfSchema(name));
    schemas[name] = finish(name, declarations.get(name), {
      attributes,
      declarations,
      typeMetaDescriptions,
      patchTags,
      goTypes,
      protobufNumbers,
    });
  }
  assertTablesUsed(schemas, [patchTags, goTypes, protobufNumbers]);
  return { version, groupVersions, schemas };
}

function rootSchemas(declarations, groupVersions) {
  const kinds = new Set();
  for (const { group, version, resources } of Object.values(groupVersions)) {
    for (const resource of resources) {
      const gvk = [resource.group ?? group, resource.version ?? version];
      kinds.add([...gvk, resource.kind].join('/')).add([...gvk, `${resource.kind}List`].join('/'));
    }
  }
  const roots = [...declarations].filter(
    ([, { gvk }]) => gvk && kinds.has(`${gvk.group}/${gvk.version}/${gvk.kind}`),
  );
  return [...roots.map(([name]) => name), ...META_SCHEMAS];
}

/** All schemas that the roots lead to, sorted; older types that kubernetes-models still ships fall away. */
function reachable(declarations, roots) {
  const seen = new Set(roots);
  for (const name of seen) {
    const schema = declarations.get(name);
    if (!schema) throw new Error(`schema ${name} is referred to but not declared`);
    for (const field of Object.values(schema.properties ?? {})) {
      for (let each = field; each; each = each.items ?? each.values)
        if (each.ref) seen.add(each.ref);
    }
  }
  return [...seen].sort((a, b) => (a < b ? -1 : 1));
}

function finish(name, schema, context) {
  if (!schema.properties) return schema;
  const properties = {};
  for (const [field, declared] of Object.entries(schema.properties)) {
    properties[field] = finishField(`${name}.${field}`, field, declared, context);
  }
  return {
    ...(schema.description && { description: schema.description }),
    ...(schema.gvk && { gvk: schema.gvk }),
    ...(atomicSchemas.has(name) && { mapType: 'atomic' }),
    ...(schema.required.length > 0 && { required: schema.required }),
    properties,
  };
}

function finishField(path, name, declared, context) {
  const { attributes, declarations, typeMetaDescriptions, patchTags, goTypes, protobufNumbers } =
    context;
  const { description = typeMetaDescriptions[name], ...type } = declared;
  const field = withFormat(path, type, attributes?.get(name)?.format, declarations);
  const goType = goTypes.get(path);
  if (goType) field.goType = goType;
  const number = protobufNumbers.get(path);
  if (number) field.protobuf = number;
  const tag = patchTags.get(path);
  if (tag?.strategy) field.patchStrategy = tag.strategy;
  if (tag?.mergeKey) field.patchMergeKey = tag.mergeKey;
  if (field.type === 'array' && !/List\.items$/.test(path)) {
    const [listType, ...keys] = listTypeExceptions[path] ?? listTypeByRule(tag);
    field.listType = listType;
    if (keys.length > 0) field.listMapKeys = keys;
  }
  if (atomicMaps.has(path)) field.mapType = 'atomic';
  if (path in publishedDefaults) field.default = publishedDefaults[path];
  return description ? { ...field, description } : field;
}

function listTypeByRule(tag) {
  if (tag?.mergeKey) return ['map', tag.mergeKey];
  return tag?.strategy?.includes('merge') ? ['set'] : ['atomic'];
}

/** Numbers get their width and strings may be bytes; client-node writes the format of items on the whole list or map. */
function withFormat(path, type, format, declarations) {
  if (type.items) return { ...type, items: withFormat(path, type.items, format, declarations) };
  if (type.values) return { ...type, values: withFormat(path, type.values, format, declarations) };
  if (type.ref && declarations.get(type.ref)?.type === 'any') return { ...type, type: 'any' };
  if (type.type === 'number') {
    if (!format) throw new Error(`${path}: no number format in client-node`);
    return format === 'double' ? { ...type, format } : { ...type, type: 'integer', format };
  }
  if (type.type === 'string' && format === 'byte') return { ...type, format };
  return { ...type };
}

/** A row that fits no field is a typing error or outdated. */
function assertTablesUsed(schemas, tsvTables) {
  const paths = [
    ...tsvTables.flatMap((table) => [...table.keys()]),
    ...Object.keys(listTypeExceptions),
    ...atomicMaps,
    ...Object.keys(publishedDefaults),
  ];
  for (const path of paths) {
    const dot = path.lastIndexOf('.');
    if (!schemas[path.slice(0, dot)]?.properties?.[path.slice(dot + 1)]) {
      throw new Error(
        `no field ${path} (facts.mjs, patchTags.tsv, goTypes.tsv or protobufNumbers.tsv)`,
      );
    }
  }
  for (const name of atomicSchemas) {
    if (!schemas[name]) throw new Error(`no schema ${name} (atomicSchemas in facts.mjs)`);
  }
}
