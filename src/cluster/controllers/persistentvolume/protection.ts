// Finalizers that controllers take off. Source: k8s.io/kubernetes/pkg/controller/volume/protectionutil.
import type { ApiObject } from '../../../apimachinery/objectMeta';

/** It is being deleted, and this finalizer is among those that hold it. */
export function awaitsRelease({ metadata }: ApiObject, finalizer: string): boolean {
  return (
    metadata.deletionTimestamp !== undefined && metadata.finalizers?.includes(finalizer) === true
  );
}

export function withoutFinalizer<T extends ApiObject>(object: T, finalizer: string): T {
  const finalizers = object.metadata.finalizers?.filter((each) => each !== finalizer);
  return { ...object, metadata: { ...object.metadata, finalizers } };
}
