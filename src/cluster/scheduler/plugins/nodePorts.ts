// NodePorts: a host port can be taken once on a node.
import type { ClusterEvent } from '../clusterEvent';
import type { FilterPlugin, PreFilterResult } from '../framework/plugin';
import { StatusTable } from '../framework/status';
import { HostPortUse } from '../hostPortUse';
import { podRequests, type HostPort, type PodInfo } from '../podInfo';

export class NodePorts implements FilterPlugin {
  readonly name = 'NodePorts';
  readonly #refusal = new StatusTable(this.name).status(
    'Unschedulable',
    "node(s) didn't have free ports for the requested pod ports",
  );

  preFilter({ requests }: PodInfo): PreFilterResult | undefined {
    const { hostPorts } = requests;
    if (hostPorts.length === 0) return undefined;
    return {
      filter: (node) =>
        hostPorts.some((port) => node.hostPorts.conflicts(port)) ? this.#refusal : undefined,
    };
  }

  queueingHint({ requests }: PodInfo, event: ClusterEvent): boolean {
    switch (event.type) {
      case 'nodeAdded':
        return true;
      case 'assignedPodDeleted':
        return overlap(requests.hostPorts, podRequests(event.pod.spec).hostPorts);
      default:
        return false;
    }
  }
}

function overlap(wanted: readonly HostPort[], freed: readonly HostPort[]): boolean {
  const ports = new HostPortUse();
  for (const port of freed) ports.add(port);
  return wanted.some((port) => ports.conflicts(port));
}
