// An object as it was at a revision, as far as etcd still has it.
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import { asServed, storageKey } from './objectStorage';
import type { ServerContext } from './serverContext';

/** Undefined where it was not there, or the revision is compacted and the object has changed since. */
export function pastObject(
  { kinds, storage }: Pick<ServerContext, 'kinds' | 'storage'>,
  resource: Resource,
  namespace: string | undefined,
  name: string,
  revision: number,
): ApiObject | undefined {
  // A kind may be served no more.
  const kind = kinds.find(resource);
  if (kind === undefined) return undefined;
  const { etcd } = storage;
  const key = storageKey(kind, namespace, name);
  const now = etcd.get(key);
  const isSince = now !== undefined && now.modRevision <= revision;
  const isReadable = revision >= etcd.compactRevision && revision <= etcd.revision;
  const state = isSince ? now : isReadable ? etcd.get(key, revision) : undefined;
  return state?.value === undefined ? undefined : asServed(kind, state.value);
}
