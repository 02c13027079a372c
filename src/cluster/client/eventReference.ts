// How an Event names the object that it is about, and where it is kept.
// Source: k8s.io/client-go/tools/reference (ref.go), tools/record (makeEvent).
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { ObjectReference } from '../../apis/generated/core/v1';

export function referenceTo({ apiVersion, kind, metadata }: ApiObject): ObjectReference {
  const { namespace, name, uid, resourceVersion } = metadata;
  return {
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    uid,
    apiVersion,
    resourceVersion,
  };
}

/** Events about what has no namespace are in `default`. */
export function eventNamespace({ metadata }: ApiObject): string {
  return metadata.namespace ?? 'default';
}
