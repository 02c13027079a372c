// Rows of `kubectl get` for storage.k8s.io. Source: k8s.io/kubernetes/pkg/printers/internalversion.
import { canonicalQuantity } from '../../apimachinery/quantity';
import type {
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  StorageClass,
  VolumeAttachment,
  VolumeAttributesClass,
} from '../generated/storage/v1';
import {
  age,
  AGE_COLUMN,
  booleanColumn,
  column,
  integerColumn,
  NAME_COLUMN,
  type KindTable,
} from '../printerColumn';
import { isDefaultClass } from './storageClass';

const DEFAULT_ATTRIBUTES_ANNOTATION = 'storage.alpha.kubernetes.io/is-default-class';

export const STORAGE_CLASS_TABLE: KindTable<StorageClass> = {
  columns: [
    NAME_COLUMN,
    column('Provisioner', 'What makes volumes of the class.'),
    column('ReclaimPolicy', 'What becomes of a volume when its claim goes.'),
    column('VolumeBindingMode', 'When claims are bound.'),
    column('AllowVolumeExpansion', 'Whether claims may grow.'),
    AGE_COLUMN,
  ],
  row(storageClass, nowMs) {
    const { metadata } = storageClass;
    return [
      isDefaultClass(storageClass) ? `${metadata.name} (default)` : metadata.name,
      storageClass.provisioner,
      storageClass.reclaimPolicy ?? 'Delete',
      storageClass.volumeBindingMode ?? 'Immediate',
      storageClass.allowVolumeExpansion ?? false,
      age(metadata.creationTimestamp, nowMs),
    ];
  },
};

export const VOLUME_ATTRIBUTES_CLASS_TABLE: KindTable<VolumeAttributesClass> = {
  columns: [NAME_COLUMN, column('DriverName', 'The CSI driver that it is for.'), AGE_COLUMN],
  row: ({ metadata, driverName }, nowMs) => [
    metadata.annotations?.[DEFAULT_ATTRIBUTES_ANNOTATION] === 'true'
      ? `${metadata.name} (default)`
      : metadata.name,
    driverName,
    age(metadata.creationTimestamp, nowMs),
  ],
};

export const VOLUME_ATTACHMENT_TABLE: KindTable<VolumeAttachment> = {
  columns: [
    NAME_COLUMN,
    { ...column('Attacher', 'The driver that attaches the volume.'), format: 'name' },
    column('PV', 'The volume.'),
    column('Node', 'The node that it is attached to.'),
    booleanColumn('Attached', 'Whether it is attached.'),
    AGE_COLUMN,
  ],
  row: ({ metadata, spec, status }, nowMs) => [
    metadata.name,
    spec.attacher,
    spec.source.persistentVolumeName ?? '',
    spec.nodeName,
    status.attached,
    age(metadata.creationTimestamp, nowMs),
  ],
};

export const CSI_NODE_TABLE: KindTable<CSINode> = {
  columns: [
    NAME_COLUMN,
    integerColumn('Drivers', 'Number of CSI drivers on the node.'),
    AGE_COLUMN,
  ],
  row: ({ metadata, spec }, nowMs) => [
    metadata.name,
    spec.drivers.length,
    age(metadata.creationTimestamp, nowMs),
  ],
};

export const CSI_DRIVER_TABLE: KindTable<CSIDriver> = {
  columns: [
    NAME_COLUMN,
    booleanColumn('AttachRequired', 'Whether its volumes must be attached to a node first.'),
    booleanColumn('PodInfoOnMount', 'Whether it is told of the pod.'),
    booleanColumn('StorageCapacity', 'Whether it publishes how much storage is left.'),
    column('TokenRequests', 'Audiences of the tokens that it wants.'),
    booleanColumn('RequiresRepublish', 'Whether it wants to be called again and again.'),
    column('Modes', 'Persistent or Ephemeral volumes.'),
    AGE_COLUMN,
  ],
  row: ({ metadata, spec }, nowMs) => [
    metadata.name,
    spec.attachRequired ?? true,
    spec.podInfoOnMount ?? false,
    spec.storageCapacity ?? false,
    spec.tokenRequests?.map(({ audience }) => audience).join(',') ?? '<unset>',
    spec.requiresRepublish ?? false,
    (spec.volumeLifecycleModes ?? []).join(',') || '<none>',
    age(metadata.creationTimestamp, nowMs),
  ],
};

/** Without an age, as in Kubernetes. */
export const CSI_STORAGE_CAPACITY_TABLE: KindTable<CSIStorageCapacity> = {
  columns: [
    NAME_COLUMN,
    column('StorageClassName', 'The storage class that it tells of.'),
    column('Capacity', 'Storage that is left.'),
  ],
  row: ({ metadata, storageClassName, capacity }) => [
    metadata.name,
    storageClassName,
    capacity === undefined ? '<unset>' : canonicalQuantity(capacity),
  ],
};
