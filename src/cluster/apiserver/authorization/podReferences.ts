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
  const isNamed: IsNamed = (each) => each === name;
  switch (kind) {
    case 'serviceaccounts':
      return spec.serviceAccountName === name;
    case 'persistentvolumeclaims':
      return (spec.volumes ?? []).some(
        (volume) =>
          volume.persistentVolumeClaim?.claimName === name ||
          (volume.ephemeral !== undefined && `${metadata.name}-${volume.name}` === name),
      );
    default:
      return refersTo(spec, kind, isNamed);
  }
}

/** Whether a pod with that spec would refer to any secret or any ConfigMap at all. */
export function refersToAny(spec: PodSpec, kind: 'secrets' | 'configmaps'): boolean {
  return refersTo(spec, kind, (name) => name !== undefined && name !== '');
}

type IsNamed = (name: string | undefined) => boolean;

function refersTo(spec: PodSpec, kind: 'secrets' | 'configmaps', isNamed: IsNamed): boolean {
  const { volumes = [], imagePullSecrets = [] } = spec;
  if (kind === 'configmaps') {
    return (
      volumes.some((volume) => volumeUsesConfigMap(volume, isNamed)) ||
      environmentUses(spec, 'configMap', isNamed)
    );
  }
  return (
    imagePullSecrets.some((secret) => isNamed(secret.name)) ||
    volumes.some((volume) => volumeUsesSecret(volume, isNamed)) ||
    environmentUses(spec, 'secret', isNamed)
  );
}

function volumeUsesConfigMap({ configMap, projected }: Volume, isNamed: IsNamed): boolean {
  return (
    isNamed(configMap?.name) ||
    (projected?.sources ?? []).some((source) => isNamed(source.configMap?.name))
  );
}

function volumeUsesSecret(volume: Volume, isNamed: IsNamed): boolean {
  const { secret, projected, csi, azureFile, cephfs, cinder, flexVolume, iscsi, rbd, scaleIO } =
    volume;
  return (
    isNamed(secret?.secretName) ||
    (projected?.sources ?? []).some((source) => isNamed(source.secret?.name)) ||
    isNamed(csi?.nodePublishSecretRef?.name) ||
    isNamed(azureFile?.secretName) ||
    [cephfs, cinder, flexVolume, iscsi, rbd, scaleIO, volume.storageos].some((source) =>
      isNamed(source?.secretRef?.name),
    )
  );
}

function environmentUses(
  { initContainers = [], containers, ephemeralContainers = [] }: PodSpec,
  kind: 'configMap' | 'secret',
  isNamed: IsNamed,
): boolean {
  // Admission comes before validation: there may be no containers at all.
  const all = [
    ...initContainers,
    ...((containers as PodSpec['containers'] | undefined) ?? []),
    ...ephemeralContainers,
  ];
  return all.some(
    ({ envFrom = [], env = [] }) =>
      envFrom.some((source) => isNamed(source[`${kind}Ref`]?.name)) ||
      env.some(({ valueFrom }) => isNamed(valueFrom?.[`${kind}KeyRef`]?.name)),
  );
}
