// What `kubectl drain` would evict from a node, and what it would leave or refuse.
// Source of the rules: k8s.io/kubectl/pkg/drain (filters.go).
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

/** Cordons the node and asks for the eviction of the plan's pods; returns what kubectl prints so far. */
export function startDrain(client: Client, node: string, plan: DrainPlan): readonly string[] {
  setUnschedulable(client, node, true);
  const lines = [`node/${node} cordoned`];
  if (plan.stay.length > 0) {
    const names = plan.stay.map(qualifiedName).join(', ');
    lines.push(`Warning: ignoring DaemonSet-managed Pods and static Pods: ${names}`);
  }
  for (const pod of plan.evict) {
    const { name, namespace } = pod.metadata;
    lines.push(`evicting pod ${qualifiedName(pod)}`);
    client.createSubresource(PODS, namespace, name, 'eviction', {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace },
    });
  }
  return lines;
}

function qualifiedName(pod: Pod): string {
  return `${pod.metadata.namespace ?? 'default'}/${pod.metadata.name}`;
}
