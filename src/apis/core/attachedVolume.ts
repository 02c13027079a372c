// Disks that have to be attached to a node before a pod can use them, and the driver that would do
// it: in-tree volume types are translated to CSI. Source: k8s.io/csi-translation-lib/plugins.
import type { Volume } from '../generated/core/v1';

/** What the attach/detach controller asks a driver for. */
export interface VolumeAttachmentRequest {
  /** `pd.csi.storage.gke.io` */
  readonly driver: string;
  /** The name of the PersistentVolume that it becomes in translation. */
  readonly volumeName: string;
  /** The disk, as the driver knows it. */
  readonly handle: string;
}

/** Undefined for volumes that need no attaching. */
export function attachmentOf(volume: Volume): VolumeAttachmentRequest | undefined {
  const { gcePersistentDisk, awsElasticBlockStore, azureDisk, cinder } = volume;
  if (gcePersistentDisk !== undefined) {
    const disk = gcePersistentDisk.pdName;
    const handle = `projects/UNSPECIFIED/zones/UNSPECIFIED/disks/${disk}`;
    return request('pd.csi.storage.gke.io', disk, handle);
  }
  if (awsElasticBlockStore !== undefined) {
    // `aws://us-east-1a/vol-1` and `vol-1` are the same disk.
    const disk = awsElasticBlockStore.volumeID.replace(/^aws:\/\/.*\//, '');
    return request('ebs.csi.aws.com', disk, disk);
  }
  if (azureDisk !== undefined) {
    return request('disk.csi.azure.com', azureDisk.diskName, azureDisk.diskURI);
  }
  if (cinder !== undefined) {
    return request('cinder.csi.openstack.org', cinder.volumeID, cinder.volumeID);
  }
  return undefined;
}

function request(driver: string, disk: string, handle: string): VolumeAttachmentRequest {
  return { driver, volumeName: `${driver}-${disk}`, handle };
}
