// An object as kubectl's users name it: `deployment/web`, `po web-1 -n shop`, `node/worker-1`.
import { findResource, type KnownResources } from '../findResource';
import type { ObjectName } from '../objectName';

/** Text that names no object; the message is for people. */
export class ObjectReferenceError extends Error {}

/** Throws {@link ObjectReferenceError}. */
export function parseObjectReference(text: string, resources: KnownResources): ObjectName {
  const namespaces: string[] = [];
  const rest = text.replace(/(?:^|\s)(?:-n|--namespace)[ =](\S+)/, (_all, namespace: string) => {
    namespaces.push(namespace);
    return '';
  });
  const [type = '', name, ...more] = rest.trim().split(/[\s/]+/);
  if (type === '' || name === undefined || name === '' || more.length > 0) {
    throw new ObjectReferenceError('Name an object by kind and name: deployment/web');
  }
  const resource = findResource(type, resources);
  if (resource === undefined) {
    throw new ObjectReferenceError(`the server doesn't have a resource type "${type}"`);
  }
  const namespace = resource.namespaced ? (namespaces[0] ?? 'default') : undefined;
  return { resource, namespace, name };
}
