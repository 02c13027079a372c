// Whether a pod's volumes can be mounted: the objects that they are made from have to be there.
// Differs from Kubernetes: only claims, ConfigMap, Secret, projected and CSI volumes and disks that
// have to be attached are looked at; all others (host paths, NFS ...) count as mounted.
import { ApiConnectionError, ApiStatusError } from '../../apimachinery/apiStatus';
import { attachmentOf, attachmentOfPersistentVolume } from '../../apis/core/attachedVolume';
import { claimsOf } from '../../apis/core/podClaims';
import type { ConfigMap, KeyToPath, Pod, Secret, Volume } from '../../apis/generated/core/v1';
import {
  CONFIG_MAPS,
  PERSISTENT_VOLUME_CLAIMS,
  PERSISTENT_VOLUMES,
  SECRETS,
} from '../../apis/resources';
import { CSI_DRIVER_OF_PLUGIN } from '../../apis/storage/csiMigration';
import type { Client } from '../client/client';

/** One message for each volume that cannot be mounted, as in FailedMount events. */
export function volumeProblems(pod: Pod, client: Client): readonly string[] {
  const problems: string[] = [];
  for (const { volumeName, claimName } of claimsOf(pod)) {
    const problem = claimProblem(pod, claimName, client);
    if (problem === undefined) continue;
    problems.push(
      `Unable to attach or mount volumes: unmounted volumes=[${volumeName}], unattached volumes=[], ` +
        `failed to process volumes=[${volumeName}]: ${problem}`,
    );
  }
  for (const volume of pod.spec.volumes ?? []) {
    const problem = problemOf(volume, pod.metadata.namespace ?? 'default', client);
    if (problem !== undefined)
      problems.push(`MountVolume.SetUp failed for volume "${volume.name}" : ${problem}`);
  }
  return problems;
}

/** Whether a disk has to be attached to the node first, named by the pod itself or behind a claim. */
export function needsAttaching(pod: Pod, client: Client): boolean {
  if (pod.spec.volumes?.some(attachmentOf) === true) return true;
  return claimsOf(pod).some(({ claimName }) => {
    const claim = read(() =>
      client.get(PERSISTENT_VOLUME_CLAIMS, pod.metadata.namespace, claimName),
    );
    if (typeof claim === 'string') return false;
    const { volumeName = '' } = claim.spec;
    const volume = read(() => client.get(PERSISTENT_VOLUMES, undefined, volumeName));
    return typeof volume !== 'string' && attachmentOfPersistentVolume(volume) !== undefined;
  });
}

/** For pods that came to the node without the scheduler, which waits for claims itself. */

function claimProblem({ metadata }: Pod, name: string, client: Client): string | undefined {
  const { namespace = 'default' } = metadata;
  const claim = read(() => client.get(PERSISTENT_VOLUME_CLAIMS, namespace, name));
  const problem =
    typeof claim === 'string'
      ? `failed to fetch PVC from API server: ${claim}`
      : claim.metadata.deletionTimestamp !== undefined
        ? 'PVC is being deleted'
        : claim.status.phase === 'Bound'
          ? undefined
          : 'PVC is not bound';
  return problem === undefined
    ? undefined
    : `error processing PVC ${namespace}/${name}: ${problem}`;
}

function problemOf(volume: Volume, namespace: string, client: Client): string | undefined {
  if (volume.configMap !== undefined) {
    return configMapProblem(volume.configMap.name ?? '', namespace, client, volume.configMap);
  }
  if (volume.secret !== undefined) {
    return secretProblem(volume.secret.secretName ?? '', namespace, client, volume.secret);
  }
  const driver =
    volume.csi?.driver ?? (volume.azureFile && CSI_DRIVER_OF_PLUGIN['kubernetes.io/azure-file']);
  if (driver !== undefined) return driverProblem(driver);
  const problems = (volume.projected?.sources ?? []).flatMap((source) => {
    if (source.configMap !== undefined) {
      return (
        configMapProblem(source.configMap.name ?? '', namespace, client, source.configMap) ?? []
      );
    }
    return source.secret === undefined
      ? []
      : (secretProblem(source.secret.name ?? '', namespace, client, source.secret) ?? []);
  });
  return problems.length > 1 ? `[${problems.join(', ')}]` : problems[0];
}

/** No storage driver is installed on the nodes of this cluster. */
function driverProblem(driver: string): string {
  return (
    'kubernetes.io/csi: mounter.SetUpAt failed to get CSI client: ' +
    `driver name ${driver} not found in the list of registered CSI drivers`
  );
}

interface KeySelection {
  readonly items?: readonly KeyToPath[] | undefined;
  readonly optional?: boolean | undefined;
}

function configMapProblem(
  name: string,
  namespace: string,
  client: Client,
  wanted: KeySelection,
): string | undefined {
  const found = read<ConfigMap>(() => client.get(CONFIG_MAPS, namespace, name));
  if (typeof found === 'string') return wanted.optional === true ? undefined : found;
  if (wanted.items === undefined) return undefined;
  const missing = missingKey({ ...found.data, ...found.binaryData }, wanted);
  return missing === undefined
    ? undefined
    : `configmap references non-existent config key: ${missing}`;
}

function secretProblem(
  name: string,
  namespace: string,
  client: Client,
  wanted: KeySelection,
): string | undefined {
  const found = read<Secret>(() => client.get(SECRETS, namespace, name));
  if (typeof found === 'string') return wanted.optional === true ? undefined : found;
  const missing = missingKey(found.data ?? {}, wanted);
  return missing === undefined ? undefined : `references non-existent secret key: ${missing}`;
}

function missingKey(
  data: Readonly<Record<string, unknown>>,
  { items, optional }: KeySelection,
): string | undefined {
  if (optional === true) return undefined;
  return items?.find(({ key }) => data[key] === undefined)?.key;
}

/** The object, or why it cannot be had, in the kubelet's words. */
function read<T>(get: () => T): T | string {
  try {
    return get();
  } catch (error) {
    if (error instanceof ApiStatusError) return shortMessage(error);
    if (error instanceof ApiConnectionError) return `failed to sync cache: ${error.message}`;
    throw error;
  }
}

/** The kubelet says `configmap "x" not found`, the API server `configmaps "x" not found`. */
export function shortMessage(error: ApiStatusError): string {
  return error.reason === 'NotFound'
    ? error.message.replace(/^(configmap|secret|persistentvolumeclaim)s /, '$1 ')
    : error.message;
}
