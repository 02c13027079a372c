// Which object something is about, whatever its state.
import { keyOf } from '../apimachinery/objectMeta';
import type { Resource } from '../apimachinery/resource';

export interface ObjectName {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** `Pod default/web-1` */
export function objectName({ resource, namespace, name }: ObjectName): string {
  return `${resource.kind} ${keyOf(namespace, name)}`;
}

export function isSameObject(a: ObjectName, b: ObjectName): boolean {
  return isSameResource(a.resource, b.resource) && a.namespace === b.namespace && a.name === b.name;
}

/** Whatever the version: an object is one and the same in all of them. */
export function isSameResource(a: Resource, b: Resource): boolean {
  return a.group === b.group && a.plural === b.plural;
}
