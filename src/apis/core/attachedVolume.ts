// Disks that have to be attached to a node before a pod can use them, and the driver that would do
// it: in-tree volume types are translated to CSI. Source: k8s.io/csi-translation-lib/plugins.
import type { PersistentVolume, Volume } from '../generated/core/v1';
import { CSI_DRIVER_OF_PLUGIN } from '../storage/csiMigration';

/** What the attach/detach controller asks a driver for. */
export interface VolumeAttachmentRequest {
  /** `pd.csi.storage.gke.io` */
  readonly driver: string;
  /** The name of the PersistentVolume that it becomes in translation. */
  readonly volumeName: string;
  /** The disk, as the driver knows it. */
  readonly handle: string;
}

/** What volumes of pods and PersistentVolumes name a disk by. */
interface DiskSource extends Pick<
  Volume,
  'gcePersistentDisk' | 'awsElasticBlockStore' | 'azureDisk'
> {
  readonly cinder?: { readonly volumeID: string } | undefined;
}

/** Undefined for volumes that need no attaching. */
export function attachmentOfPersistentVolume({
  metadata,
  spec,
}: PersistentVolume): VolumeAttachmentRequest | undefined {
  const volumeName = metadata.name;
  const { csi } = spec;
  if (csi !== undefined) return { driver: csi.driver, volumeName, handle: csi.volumeHandle };
  const attachment = attachmentOf(spec);
  return attachment === undefined ? undefined : { ...attachment, volumeName };
}

/** Undefined for volumes that need no attaching, and for claims: their volumes have to be looked up. */
export function attachmentOf(volume: DiskSource): VolumeAttachmentRequest | undefined {
  const { gcePersistentDisk, awsElasticBlockStore, azureDisk, cinder } = volume;
  if (gcePersistentDisk !== undefined) {
    const disk = gcePersistentDisk.pdName;
    const handle = `projects/UNSPECIFIED/zones/UNSPECIFIED/disks/${disk}`;
    return request(CSI_DRIVER_OF_PLUGIN['kubernetes.io/gce-pd'], disk, handle);
  }
  if (awsElasticBlockStore !== undefined) {
    // `aws://us-east-1a/vol-1` and `vol-1` are the same disk.
    const disk = awsElasticBlockStore.volumeID.replace(/^aws:\/\/.*\//, '');
    return request(CSI_DRIVER_OF_PLUGIN['kubernetes.io/aws-ebs'], disk, disk);
  }
  if (azureDisk !== undefined) {
    return request(
      CSI_DRIVER_OF_PLUGIN['kubernetes.io/azure-disk'],
      azureDisk.diskName,
      azureDisk.diskURI,
    );
  }
  if (cinder !== undefined) {
    return request(CSI_DRIVER_OF_PLUGIN['kubernetes.io/cinder'], cinder.volumeID, cinder.volumeID);
  }
  return undefined;
}

function request(driver: string, disk: string, handle: string): VolumeAttachmentRequest {
  return { driver, volumeName: `${driver}-${disk}`, handle };
}
