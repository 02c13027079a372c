// What the API server warns of in volumes of pods and in PersistentVolumes. Source:
// k8s.io/kubernetes/pkg/api/pod (warnings.go), pkg/api/persistentvolume (util.go).
import { FieldPath } from '../../apimachinery/fieldPath';
import type {
  PersistentVolume,
  PersistentVolumeSpec,
  Volume,
  VolumeProjection,
} from '../generated/core/v1';
import { claimSpecWarnings, storageClassAnnotationWarnings } from './claimWarnings';
import { selectorTermWarnings } from './nodeLabelWarnings';

const SPEC = FieldPath.root('spec');

/** Kinds of volumes that are gone, or will be. */
const OF_PODS: Partial<Record<keyof Volume, string>> = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
};
const OF_VOLUMES: Partial<Record<keyof PersistentVolumeSpec, string>> = {
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
};
const RECYCLE =
  'The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.';

export function volumeWarnings(path: FieldPath, volumes: readonly Volume[]): readonly string[] {
  return [
    ...volumes.flatMap((volume, index) => {
      const at = path.index(index);
      const gone = goneWarnings(at, volume, OF_PODS);
      const claim = volume.ephemeral?.volumeClaimTemplate?.spec;
      if (claim === undefined) return gone;
      const template = at.child('ephemeral').child('volumeClaimTemplate').child('spec');
      return [...gone, ...claimSpecWarnings(template, claim)];
    }),
    ...volumes.flatMap(overlapWarnings),
  ];
}

export function persistentVolumeWarnings({ metadata, spec }: PersistentVolume): readonly string[] {
  const policy = SPEC.child('persistentVolumeReclaimPolicy').toString();
  const terms = SPEC.child('nodeAffinity').child('required').child('nodeSelectorTerms');
  return [
    ...storageClassAnnotationWarnings(metadata),
    ...(spec.persistentVolumeReclaimPolicy === 'Recycle' ? [`${policy}: ${RECYCLE}`] : []),
    ...(spec.nodeAffinity?.required?.nodeSelectorTerms ?? []).flatMap((term, index) =>
      selectorTermWarnings(terms.index(index), term),
    ),
    ...goneWarnings(SPEC, spec, OF_VOLUMES),
  ];
}

function goneWarnings<T extends object>(
  path: FieldPath,
  source: T,
  gone: Partial<Record<keyof T, string>>,
): readonly string[] {
  // Each new pod of a daemon is asked, and has none of these kinds.
  if (!Object.keys(source).some((kind) => kind in gone)) return [];
  return (
    Object.entries(gone)
      .filter(([kind]) => kind in source)
      // Kubernetes writes this one otherwise here than in the field.
      .map(([kind, why]) => [kind === 'storageos' ? 'storageOS' : kind, why] as const)
      .map(([kind, why]) => `${path.child(kind).toString()}: ${String(why)}`)
  );
}

/** Files that would be written over each other. */
function overlapWarnings(volume: Volume): readonly string[] {
  const { name, configMap, secret, downwardAPI, projected } = volume;
  const title = `volume "${name}"`;
  return [
    ...overlaps(paths(configMap?.items), `${title} (ConfigMap "${configMap?.name ?? ''}")`),
    ...overlaps(paths(secret?.items), `${title} (Secret "${secret?.secretName ?? ''}")`),
    ...overlaps(paths(downwardAPI?.items), `${title} (DownwardAPI)`),
    ...projectionWarnings(title, projected?.sources ?? []),
  ];
}

function projectionWarnings(
  title: string,
  sources: readonly VolumeProjection[],
): readonly string[] {
  const warnings: string[] = [];
  const all = new Set<string>();
  for (const source of sources) {
    if (Object.keys(source).length === 0) {
      warnings.push(`${title} (Projected) has no sources provided`);
      continue;
    }
    const [files, kind] = projectedFiles(source);
    const where = `${title} (Projected ${kind})`;
    const own = [...new Set(files)];
    warnings.push(...overlaps(files, where), ...overlaps([...own, ...all].sort(), where));
    for (const file of own) all.add(file);
  }
  return [...new Set(warnings)];
}

function projectedFiles(source: VolumeProjection): readonly [readonly string[], string] {
  const { configMap, secret, downwardAPI, serviceAccountToken, clusterTrustBundle } = source;
  if (configMap?.items) return [paths(configMap.items), `ConfigMap "${configMap.name ?? ''}"`];
  if (secret?.items) return [paths(secret.items), `Secret "${secret.name ?? ''}"`];
  if (downwardAPI?.items) return [paths(downwardAPI.items), 'DownwardAPI'];
  if (serviceAccountToken) return [[serviceAccountToken.path], 'ServiceAccountToken'];
  if (clusterTrustBundle) {
    const { name, signerName = '', path } = clusterTrustBundle;
    return [[path], `ClusterTrustBundle "${name ?? signerName}"`];
  }
  return [[], ''];
}

function paths(items: readonly { readonly path: string }[] | undefined): readonly string[] {
  return items?.map(({ path }) => path) ?? [];
}

function overlaps(files: readonly string[], where: string): readonly string[] {
  const seen: string[] = [];
  return files.flatMap((file) => {
    const path = file.replace(/\/+$/, '');
    const other = seen.find((each) => path !== '' && each !== '' && isWithin(path, each));
    if (!seen.includes(path)) seen.push(path);
    return other === undefined ? [] : [`${where}: overlapping paths: "${path}" with "${other}"`];
  });
}

/** As Kubernetes looks at it: `a` is within `ab` too. */
function isWithin(path: string, other: string): boolean {
  return path === other || `${other}/`.startsWith(path) || `${path}/`.startsWith(other);
}
