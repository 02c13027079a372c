// Whether a zone as a whole is in trouble: then it is rather the network or the control plane than
// the nodes, and evicting their pods would do harm.
// Source: https://kubernetes.io/docs/concepts/architecture/nodes/#rate-limits-on-eviction
import type { Node } from '../../../apis/generated/core/v1';

export type ZoneState = 'Normal' | 'PartialDisruption' | 'FullDisruption';

/** kube-controller-manager's defaults. */
const UNHEALTHY_ZONE_THRESHOLD = 0.55;
const LARGE_CLUSTER_SIZE = 50;
const EVICTIONS_PER_SECOND = 0.1;
const SECONDARY_EVICTIONS_PER_SECOND = 0.01;

/** Region and zone; nodes without these labels are one zone. */
export function zoneOf(node: Node): string {
  const { labels } = node.metadata;
  return `${labels?.['topology.kubernetes.io/region'] ?? ''}/${labels?.['topology.kubernetes.io/zone'] ?? ''}`;
}

export function computeZoneState(readyNodes: number, notReadyNodes: number): ZoneState {
  if (readyNodes === 0 && notReadyNodes > 0) return 'FullDisruption';
  const unhealthy = notReadyNodes / (notReadyNodes + readyNodes);
  if (notReadyNodes > 2 && unhealthy >= UNHEALTHY_ZONE_THRESHOLD) return 'PartialDisruption';
  return 'Normal';
}

/** Nodes a second that may be tainted NoExecute in a zone of `size` nodes. 0: none at all. */
export function evictionRate(state: ZoneState, size: number): number {
  if (state !== 'PartialDisruption') return EVICTIONS_PER_SECOND;
  return size > LARGE_CLUSTER_SIZE ? SECONDARY_EVICTIONS_PER_SECOND : 0;
}
