// Rows of `kubectl get` for volumes and claims. Source: k8s.io/kubernetes/pkg/printers/internalversion.
import { canonicalQuantity } from '../../apimachinery/quantity';
import type { ObjectMeta } from '../../apimachinery/objectMeta';
import type { PersistentVolume, PersistentVolumeClaim } from '../generated/core/v1';
import { storageClassName } from './storageClassName';
import { age, AGE_COLUMN, column, NAME_COLUMN, wideColumn, type KindTable } from '../printerColumn';

export const PERSISTENT_VOLUME_TABLE: KindTable<PersistentVolume> = {
  columns: [
    NAME_COLUMN,
    column('Capacity', 'Size of the volume.'),
    column('Access Modes', 'How many nodes may mount it, and how.'),
    column('Reclaim Policy', 'What becomes of it when its claim goes.'),
    column('Status', 'Phase of the volume.'),
    column('Claim', 'The claim that it is bound to.'),
    column('StorageClass', 'Its storage class.'),
    column('VolumeAttributesClass', 'Its volume attributes class.'),
    column('Reason', 'Why it is in its phase, where that is an error.'),
    AGE_COLUMN,
    wideColumn('VolumeMode', 'Filesystem or Block.'),
  ],
  row: ({ metadata, spec, status }, nowMs) => [
    metadata.name,
    canonicalQuantity(spec.capacity?.storage ?? '0'),
    accessModesText(spec.accessModes),
    spec.persistentVolumeReclaimPolicy ?? '',
    phaseText(metadata, status.phase),
    spec.claimRef === undefined
      ? ''
      : `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}`,
    storageClassName({ metadata, spec }) ?? '',
    spec.volumeAttributesClassName ?? '<unset>',
    status.reason ?? '',
    age(metadata.creationTimestamp, nowMs),
    spec.volumeMode ?? '<unset>',
  ],
};

export const PERSISTENT_VOLUME_CLAIM_TABLE: KindTable<PersistentVolumeClaim> = {
  columns: [
    NAME_COLUMN,
    column('Status', 'Phase of the claim.'),
    column('Volume', 'The volume that it is bound to.'),
    column('Capacity', 'Size of that volume.'),
    column('Access Modes', 'How many nodes may mount it, and how.'),
    column('StorageClass', 'Its storage class.'),
    column('VolumeAttributesClass', 'Its volume attributes class.'),
    AGE_COLUMN,
    wideColumn('VolumeMode', 'Filesystem or Block.'),
  ],
  row({ metadata, spec, status }, nowMs) {
    const isNamed = Boolean(spec.volumeName);
    return [
      metadata.name,
      phaseText(metadata, status.phase),
      spec.volumeName ?? '',
      isNamed ? canonicalQuantity(status.capacity?.storage ?? '0') : '',
      isNamed ? accessModesText(status.accessModes) : '',
      storageClassName({ metadata, spec }) ?? '',
      spec.volumeAttributesClassName ?? '<unset>',
      age(metadata.creationTimestamp, nowMs),
      spec.volumeMode ?? '<unset>',
    ];
  },
};

function phaseText(metadata: ObjectMeta, phase: string | undefined): string {
  return metadata.deletionTimestamp === undefined ? (phase ?? '') : 'Terminating';
}

/** In the order in which Kubernetes prints them. */
const ACCESS_MODES: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

function accessModesText(modes: readonly string[] | undefined): string {
  return ACCESS_MODES.filter(([mode]) => modes?.includes(mode) === true)
    .map(([, short]) => short)
    .join(',');
}
