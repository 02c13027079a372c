// Turns REST operations into discovery's view: per group version its resources and subresources with their verbs.
import {
  categories,
  connectKinds,
  groupVersionOrder,
  shortNames,
  verbsNotServed,
} from './facts.mjs';

const RESOURCE_PATH =
  /^\/(?:api|apis\/([^/]+))\/(v\d+)\/(namespaces\/\{namespace\}\/)?([a-z]+)(?:\/\{(?:name|namespace)\})?(?:\/(\w+))?$/;

/** Returns `{ 'apps/v1': { group, version, resources: [...] } }` in the order of discovery. */
export function groupVersionsOf(operations, { schemas, schemaOfClass }) {
  const drafts = new Map();
  for (const operation of operations) addOperation(drafts, operation);
  const found = [...drafts.keys()].filter((each) => !groupVersionOrder.includes(each));
  if (found.length > 0)
    throw new Error(`group versions without a place in facts.mjs: ${found.join(', ')}`);
  const entries = groupVersionOrder.map((groupVersion) => {
    const [version, group = ''] = groupVersion.split('/').reverse();
    const resources = [...(drafts.get(groupVersion)?.values() ?? [])]
      .map((draft) => resourceOf(draft, { group, version, schemas, schemaOfClass }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return [groupVersion, { group, version, resources }];
  });
  return Object.fromEntries(entries);
}

function addOperation(drafts, operation) {
  const match = RESOURCE_PATH.exec(operation.path);
  if (!match) return;
  const [, group, version, namespaced, resource, subresource] = match;
  const groupVersion = group ? `${group}/${version}` : version;
  const name = subresource ? `${resource}/${subresource}` : resource;
  const ofGroupVersion = drafts.get(groupVersion) ?? new Map();
  drafts.set(groupVersion, ofGroupVersion);
  const draft = ofGroupVersion.get(name) ?? {
    name,
    namespaced: false,
    verbs: new Set(),
    classNames: [],
  };
  ofGroupVersion.set(name, draft);
  if (namespaced) draft.namespaced = true;
  const verb = verbOf(operation);
  draft.verbs.add(verb);
  if (verb === 'list' && operation.watchable) draft.verbs.add('watch');
  if (verb === 'create' || verb === 'update') draft.classNames.push(operation.body);
  if (verb === 'get') draft.classNames.push(operation.result);
}

function verbOf({ name, method }) {
  if (name.startsWith('list')) return 'list';
  if (name.startsWith('deleteCollection')) return 'deletecollection';
  const verbs = {
    GET: 'get',
    HEAD: 'get',
    OPTIONS: 'get',
    POST: 'create',
    PUT: 'update',
    PATCH: 'patch',
    DELETE: 'delete',
  };
  return verbs[method];
}

function resourceOf(draft, { group, version, schemas, schemaOfClass }) {
  const schemaName = draft.classNames
    .map((each) => schemaOfClass.get(each))
    .find((each) => schemas.get(each)?.gvk);
  const gvk = connectKinds[draft.name]
    ? { group, version, kind: connectKinds[draft.name] }
    : schemas.get(schemaName)?.gvk;
  if (!gvk)
    throw new Error(
      `${group}/${version} ${draft.name}: no kind found; is it missing in facts.mjs (connectKinds)?`,
    );
  const refused = verbsNotServed[draft.name] ?? [];
  const resource = {
    name: draft.name,
    singularName: draft.name.includes('/') ? '' : gvk.kind.toLowerCase(),
    namespaced: draft.namespaced,
    kind: gvk.kind,
    verbs: [...draft.verbs].filter((verb) => !refused.includes(verb)).sort(),
  };
  if (gvk.group !== group || gvk.version !== version)
    Object.assign(resource, { group: gvk.group, version: gvk.version });
  if (shortNames[draft.name]) resource.shortNames = shortNames[draft.name];
  if (categories[draft.name]) resource.categories = categories[draft.name];
  return resource;
}
