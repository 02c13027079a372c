// How an Event names the object that it is about, and where it is kept.
// Source: k8s.io/client-go/tools/reference (ref.go), tools/record (makeEvent).
import type { Mutable } from '../../apimachinery/mutable';
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { ObjectReference } from '../../apis/generated/core/v1';

/** `fieldPath` is that of a part, e.g. `spec.containers{web}`. */
export function referenceTo(
  { apiVersion, kind, metadata }: ApiObject,
  fieldPath?: string,
): ObjectReference {
  const { namespace, name, uid, resourceVersion } = metadata;
  const reference: Mutable<ObjectReference> =
    namespace === undefined
      ? { kind, name, uid, apiVersion, resourceVersion }
      : { kind, namespace, name, uid, apiVersion, resourceVersion };
  if (fieldPath !== undefined) reference.fieldPath = fieldPath;
  return reference;
}

/** Events about what has no namespace are in `default`. */
export function eventNamespace({ metadata }: ApiObject): string {
  return metadata.namespace ?? 'default';
}
