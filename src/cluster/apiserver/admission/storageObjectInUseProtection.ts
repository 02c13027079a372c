// New claims and volumes get a finalizer, so that they stay while something uses them.
// Source: k8s.io/kubernetes/plugin/pkg/admission/storage/storageobjectinuseprotection (admission.go).
import {
  CLAIM_PROTECTION_FINALIZER,
  VOLUME_PROTECTION_FINALIZER,
} from '../../../apis/core/storageProtection';
import type { Resource } from '../../../apimachinery/resource';
import type { AdmissionPlugin } from './admissionPlugin';

const FINALIZERS: Readonly<Record<string, string>> = {
  persistentvolumeclaims: CLAIM_PROTECTION_FINALIZER,
  persistentvolumes: VOLUME_PROTECTION_FINALIZER,
};

export const STORAGE_OBJECT_IN_USE_PROTECTION: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  handles: ({ kind, operation, subresource }) =>
    subresource === undefined && operation === 'CREATE' && finalizerOf(kind.resource) !== undefined,
  mutate: (object, { kind }) => {
    const finalizer = finalizerOf(kind.resource);
    const { finalizers = [] } = object.metadata;
    if (finalizer === undefined || finalizers.includes(finalizer)) return object;
    return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } };
  },
};

function finalizerOf({ group, plural }: Resource): string | undefined {
  return group === '' ? FINALIZERS[plural] : undefined;
}
