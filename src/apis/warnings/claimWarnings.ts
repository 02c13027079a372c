// What the API server warns of in claims of storage. Source:
// k8s.io/kubernetes/pkg/api/persistentvolumeclaim (util.go).
import { FieldPath } from '../../apimachinery/fieldPath';
import type { ObjectMeta } from '../../apimachinery/objectMeta';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../generated/core/v1';
import { fractionalBytes } from './containerWarnings';

const STORAGE_CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
const STORAGE = ['storage'];

export function claimWarnings({ metadata, spec }: PersistentVolumeClaim): readonly string[] {
  return [
    ...storageClassAnnotationWarnings(metadata),
    ...claimSpecWarnings(FieldPath.root('spec'), spec),
  ];
}

export function claimSpecWarnings(
  path: FieldPath,
  spec: PersistentVolumeClaimSpec | undefined,
): readonly string[] {
  const resources = path.child('resources');
  return [
    ...fractionalBytes(resources.child('requests'), spec?.resources?.requests, STORAGE),
    ...fractionalBytes(resources.child('limits'), spec?.resources?.limits, STORAGE),
  ];
}

export function storageClassAnnotationWarnings({
  annotations,
}: Pick<ObjectMeta, 'annotations'>): readonly string[] {
  if (annotations?.[STORAGE_CLASS_ANNOTATION] === undefined) return [];
  const at = FieldPath.root('metadata').child('annotations').key(STORAGE_CLASS_ANNOTATION);
  return [`${at.toString()}: deprecated since v1.8; use "storageClassName" attribute instead`];
}
