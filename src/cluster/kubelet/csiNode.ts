// The CSINode of a node: which drivers for storage are installed there. The kubelet makes it even where
// there is none. Source: k8s.io/kubernetes/pkg/volume/csi/nodeinfomanager.
import type { Draft, StringMap } from '../../apimachinery/objectMeta';
import type { Node } from '../../apis/generated/core/v1';
import type { CSINode } from '../../apis/generated/storage/v1';

/** Plugins that were part of Kubernetes once: their volumes are left to drivers. */
const MIGRATED = [
  'aws-ebs',
  'azure-disk',
  'azure-file',
  'cinder',
  'gce-pd',
  'portworx-volume',
  'vsphere-volume',
]
  .map((plugin) => `kubernetes.io/${plugin}`)
  .join(',');

// One object for all nodes: what is stored is never changed.
const ANNOTATIONS: StringMap = { 'storage.alpha.kubernetes.io/migrated-plugins': MIGRATED };
const NO_DRIVERS: CSINode['spec'] = { drivers: [] };

export function csiNodeDraft({ metadata: { name, uid } }: Node): Draft<CSINode> {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSINode',
    metadata: {
      name,
      annotations: ANNOTATIONS,
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }],
    },
    spec: NO_DRIVERS,
  };
}
