// What `kubectl drain` would evict from a node, and what it would leave or refuse.
// Source of the rules: k8s.io/kubectl/pkg/drain (filters.go) and cmd/drain (drain.go).
import { ApiStatusError } from '../apimachinery/apiStatus';
import { controllerOf } from '../apimachinery/objectMeta';
import { isMirrorPod, isPodTerminal } from '../apis/core/podState';
import type { Pod } from '../apis/generated/core/v1';
import { NODES, PODS } from '../apis/resources';
import type { Client } from '../cluster/client/client';

export interface DrainPlan {
  readonly evict: readonly Pod[];
  /** Managed by a DaemonSet (--ignore-daemonsets) or by the kubelet itself: they stay. */
  readonly stay: readonly Pod[];
  /** Of those to evict: kept by no controller, and so lost for good (--force). */
  readonly lost: readonly Pod[];
  /** Of those to evict: with emptyDir volumes, whose data is lost (--delete-emptydir-data). */
  readonly withLocalData: readonly Pod[];
}

/** `pods` are those of the node. */
export function planDrain(pods: readonly Pod[]): DrainPlan {
  const stays = (pod: Pod): boolean => isMirrorPod(pod) || controllerOf(pod)?.kind === 'DaemonSet';
  const evict = pods.filter((pod) => !stays(pod) && pod.metadata.deletionTimestamp === undefined);
  return {
    evict,
    stay: pods.filter(stays),
    lost: evict.filter((pod) => controllerOf(pod) === undefined && !isPodTerminal(pod)),
    withLocalData: evict.filter(
      (pod) =>
        !isPodTerminal(pod) && pod.spec.volumes?.some((volume) => volume.emptyDir !== undefined),
    ),
  };
}

/** `kubectl cordon` and `uncordon`. */
export function setUnschedulable(client: Client, node: string, unschedulable: boolean): void {
  client.patch(NODES, undefined, node, {
    type: 'strategic',
    body: { spec: { unschedulable: unschedulable ? true : null } },
  });
}

export interface DrainProgress {
  /** What kubectl prints. */
  readonly lines: readonly string[];
  /** Those that their disruption budgets do not let go yet: kubectl asks again after 5 seconds. */
  readonly refused: readonly Pod[];
}

export const EVICTION_RETRY_SECONDS = 5;

/** Cordons the node and asks for the eviction of the plan's pods. */
export function startDrain(client: Client, node: string, plan: DrainPlan): DrainProgress {
  setUnschedulable(client, node, true);
  const lines = [`node/${node} cordoned`];
  if (plan.stay.length > 0) {
    const names = plan.stay.map(qualifiedName).join(', ');
    lines.push(`Warning: ignoring DaemonSet-managed Pods and static Pods: ${names}`);
  }
  const { lines: more, refused } = evictPods(client, plan.evict);
  return { lines: [...lines, ...more], refused };
}

/** Asks once for the eviction of each pod. Throws what is no matter of waiting. */
export function evictPods(client: Client, pods: readonly Pod[]): DrainProgress {
  const lines: string[] = [];
  const refused: Pod[] = [];
  for (const pod of pods) {
    lines.push(`evicting pod ${qualifiedName(pod)}`);
    const why = refusal(client, pod);
    if (why === undefined) continue;
    refused.push(pod);
    const { name, namespace = 'default' } = pod.metadata;
    const what = `error when evicting pods/"${name}" -n "${namespace}"`;
    lines.push(`${what} (will retry after ${String(EVICTION_RETRY_SECONDS)}s): ${why}`);
  }
  return { lines, refused };
}

/** Why the pod does not go now; undefined where it goes, or is gone. */
function refusal(client: Client, { metadata }: Pod): string | undefined {
  const { name, namespace, uid } = metadata;
  try {
    client.createSubresource(PODS, namespace, name, 'eviction', {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace },
      deleteOptions: { preconditions: { uid } },
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiStatusError)) throw error;
    if (error.reason === 'TooManyRequests') return error.message;
    // Gone, or another one of the same name by now.
    if (error.reason === 'NotFound' || error.reason === 'Conflict') return undefined;
    throw error;
  }
}

function qualifiedName(pod: Pod): string {
  return `${pod.metadata.namespace ?? 'default'}/${pod.metadata.name}`;
}
