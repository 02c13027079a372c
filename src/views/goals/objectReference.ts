// An object as kubectl's users name it: `deployment/web`, `po web-1 -n shop`, `node/worker-1`.
import type { ServedResource } from '../../apis/schema/schemaBundle';
import type { ObjectName } from './runGoals';

/** Text that names no object; the message is for people. */
export class ObjectReferenceError extends Error {}

/** Throws {@link ObjectReferenceError}. Resources are known by plural, singular, short name and kind. */
export function parseObjectReference(
  text: string,
  resources: readonly ServedResource[],
): ObjectName {
  const namespaces: string[] = [];
  const rest = text.replace(/(?:^|\s)(?:-n|--namespace)[ =](\S+)/, (_all, namespace: string) => {
    namespaces.push(namespace);
    return '';
  });
  const [type = '', name, ...more] = rest.trim().split(/[\s/]+/);
  if (type === '' || name === undefined || name === '' || more.length > 0) {
    throw new ObjectReferenceError('Name an object by kind and name: deployment/web');
  }
  const resource = resources.find((each) => isCalled(each, type.toLowerCase()));
  if (resource === undefined) {
    throw new ObjectReferenceError(`the server doesn't have a resource type "${type}"`);
  }
  const namespace = resource.namespaced ? (namespaces[0] ?? 'default') : undefined;
  return { resource, namespace, name };
}

function isCalled({ plural, singular, shortNames, kind, group }: ServedResource, name: string) {
  const names = [plural, singular, kind.toLowerCase(), ...shortNames, `${plural}.${group}`];
  return names.includes(name);
}
