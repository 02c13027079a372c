// What is typed as a watch or in the debug console: `deployments/web .spec.replicas`,
// `pods -l app=web`, `nodes/worker-1`, with kubectl's -n and -l.
import { formatLabelSelector } from '../../apimachinery/labelSelector';
import { objectKey, type ApiList, type ApiObject } from '../../apimachinery/objectMeta';
import { qualifiedResource } from '../../apimachinery/resource';
import type { ApiHandler } from '../../cluster/client/apiHandler';
import { OBSERVER_USER } from '../../cluster/client/observer';
import { findResource, type KnownResources } from '../findResource';
import { CommandWords, CommandWordsError, readJsonPath } from './commandWords';
import {
  objectVariable,
  valueVariable,
  type FieldOfObject,
  type VariableNode,
} from './variableTree';

type KnownResource = KnownResources[number];

/** Looks something up; throws {@link CommandWordsError}, or ApiStatusError where the cluster has no such object. */
export function evaluate(text: string, api: ApiHandler, resources: KnownResources): VariableNode {
  const words = new CommandWords(text);
  const what = words.next();
  if (what === undefined) throw new CommandWordsError(USAGE);
  const [type = '', name] = what.split('/', 2);
  const resource = findResource(type, resources);
  if (resource === undefined) {
    throw new CommandWordsError(`The cluster has no resource type "${type}". ${USAGE}`);
  }
  const namespace = words.option('-n');
  const labels = words.labelSelector();
  const path = words.next();
  words.end();
  if (name === undefined || name === '') {
    const list = { verb: 'list', user: OBSERVER_USER, resource, namespace } as const;
    const options = labels === undefined ? {} : { labelSelector: formatLabelSelector(labels) };
    // A list request is answered with a list.
    const { items } = api.handle({ ...list, options }).body as ApiList<ApiObject>;
    return listVariable(text, items, resource);
  }
  const within = resource.namespaced ? (namespace ?? 'default') : undefined;
  const get = { verb: 'get', user: OBSERVER_USER, resource, namespace: within, name } as const;
  // A get request is answered with the object.
  const object = api.handle(get).body as ApiObject;
  const found = objectOf(text, object, resource);
  return path === undefined ? found : valueAt(text, path, found, object);
}

const USAGE =
  'Type a resource and a name, with a path if you like: "deployments/web .spec.replicas", "pods -l app=web".';

/** An object of the present, with all its fields. */
export function objectOf(name: string, object: ApiObject, resource: KnownResource): VariableNode {
  const { namespace, name: objectName } = object.metadata;
  const { group, plural } = resource;
  const field: FieldOfObject = { group, plural, namespace, name: objectName, path: '' };
  return objectVariable(name, object, expressionOf(object, resource), field);
}

/** With the space after which a path can follow. */
function expressionOf(
  { metadata: { namespace, name } }: ApiObject,
  resource: KnownResource,
): string {
  const within = namespace === undefined || namespace === 'default' ? '' : ` -n ${namespace}`;
  return `${qualifiedResource(resource)}/${name}${within} `;
}

function listVariable(
  name: string,
  items: readonly ApiObject[],
  resource: KnownResource,
): VariableNode {
  return {
    name,
    value: `${String(items.length)} ${items.length === 1 ? resource.singular : resource.plural}`,
    ...(items.length === 0
      ? {}
      : {
          childCount: items.length,
          indexed: true,
          children: () => items.map((item) => objectOf(objectKey(item), item, resource)),
        }),
  };
}

function valueAt(
  text: string,
  path: string,
  { field }: VariableNode,
  object: ApiObject,
): VariableNode {
  const values = readJsonPath(path)(object);
  const [value] = values;
  return valueVariable(
    text,
    values.length > 1 ? values : value,
    text,
    field === undefined ? undefined : { ...field, path },
  );
}
