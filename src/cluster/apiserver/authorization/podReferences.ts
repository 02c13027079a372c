// What a pod needs besides itself, for which its kubelet may ask.
// Source: k8s.io/kubernetes/pkg/api/v1/pod (util.go, VisitPodSecretNames, VisitPodConfigmapNames).
import { isMirrorPod } from '../../../apis/core/podState';
import type { Pod, PodSpec, Volume } from '../../../apis/generated/core/v1';

export type ReferencedKind =
  'secrets' | 'configmaps' | 'persistentvolumeclaims' | 'serviceaccounts';

/** Whether the pod refers to the object of its namespace. Mirror pods refer to nothing. */
export function podRefersTo(pod: Pod, kind: ReferencedKind, name: string): boolean {
  if (isMirrorPod(pod)) return false;
  const { spec, metadata } = pod;
  switch (kind) {
    case 'serviceaccounts':
      return spec.serviceAccountName === name;
    case 'persistentvolumeclaims':
      return (spec.volumes ?? []).some(
        (volume) =>
          volume.persistentVolumeClaim?.claimName === name ||
          (volume.ephemeral !== undefined && `${metadata.name}-${volume.name}` === name),
      );
    case 'configmaps':
      return (
        (spec.volumes ?? []).some((volume) => volumeUsesConfigMap(volume, name)) ||
        environmentUses(spec, 'configMap', name)
      );
    case 'secrets':
      return (
        (spec.imagePullSecrets ?? []).some((secret) => secret.name === name) ||
        (spec.volumes ?? []).some((volume) => volumeUsesSecret(volume, name)) ||
        environmentUses(spec, 'secret', name)
      );
  }
}

function volumeUsesConfigMap({ configMap, projected }: Volume, name: string): boolean {
  return (
    configMap?.name === name ||
    (projected?.sources ?? []).some((source) => source.configMap?.name === name)
  );
}

function volumeUsesSecret(volume: Volume, name: string): boolean {
  const { secret, projected, csi, azureFile, cephfs, cinder, flexVolume, iscsi, rbd, scaleIO } =
    volume;
  return (
    secret?.secretName === name ||
    (projected?.sources ?? []).some((source) => source.secret?.name === name) ||
    csi?.nodePublishSecretRef?.name === name ||
    azureFile?.secretName === name ||
    [cephfs, cinder, flexVolume, iscsi, rbd, scaleIO, volume.storageos].some(
      (source) => source?.secretRef?.name === name,
    )
  );
}

function environmentUses(
  { initContainers = [], containers, ephemeralContainers = [] }: PodSpec,
  kind: 'configMap' | 'secret',
  name: string,
): boolean {
  const all = [...initContainers, ...containers, ...ephemeralContainers];
  return all.some(
    ({ envFrom = [], env = [] }) =>
      envFrom.some((source) => source[`${kind}Ref`]?.name === name) ||
      env.some(({ valueFrom }) => valueFrom?.[`${kind}KeyRef`]?.name === name),
  );
}
