// The order in which nodes are tried: one of each zone in turn, so that a search that stops early has
// seen all zones. Source: k8s.io/kubernetes/pkg/scheduler/backend/cache (nodeTree).
import type { NodeInfo } from './nodeInfo';

const ZONE = 'topology.kubernetes.io/zone';
const REGION = 'topology.kubernetes.io/region';

/** Worked example: a1 a2 a3 in zone a, b1 in zone b: a1 b1 a2 a3. */
export function orderNodesByZone(nodes: readonly NodeInfo[]): readonly NodeInfo[] {
  const zones = new Map<string, NodeInfo[]>();
  for (const node of nodes) {
    const zone = zoneOf(node);
    const members = zones.get(zone);
    if (members === undefined) zones.set(zone, [node]);
    else members.push(node);
  }
  if (zones.size <= 1) return nodes;
  const ordered: NodeInfo[] = [];
  for (let turn = 0; ordered.length < nodes.length; turn++) {
    for (const members of zones.values()) {
      const node = members[turn];
      if (node !== undefined) ordered.push(node);
    }
  }
  return ordered;
}

export function zoneOf({ node }: NodeInfo): string {
  const { labels } = node.metadata;
  return `${labels?.[REGION] ?? ''}:${labels?.[ZONE] ?? ''}`;
}
