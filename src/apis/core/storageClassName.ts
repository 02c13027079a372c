// The storage class that a volume or a claim names, wherever it does.
// Source: k8s.io/component-helpers/storage/volume (helpers.go).
import type { ApiObject } from '../../apimachinery/objectMeta';

/** Where the class stood before it had a field. */
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

interface WithStorageClass extends Pick<ApiObject, 'metadata'> {
  readonly spec: { readonly storageClassName?: string | undefined };
}

/** Undefined where nothing is said; '' where no class is wanted. */
export function storageClassName({ metadata, spec }: WithStorageClass): string | undefined {
  return metadata.annotations?.[CLASS_ANNOTATION] ?? spec.storageClassName;
}
