// NodeName: a pod that names its node goes there or nowhere.
import type { ClusterEvent } from '../clusterEvent';
import type { FilterPlugin, PreFilterResult } from '../framework/plugin';
import { StatusTable } from '../framework/status';
import type { PodInfo } from '../podInfo';

export class NodeName implements FilterPlugin {
  readonly name = 'NodeName';
  readonly #refusal = new StatusTable(this.name).status(
    'UnschedulableAndUnresolvable',
    "node(s) didn't match the requested node name",
  );

  preFilter(pod: PodInfo): PreFilterResult | undefined {
    const { nodeName } = pod.pod.spec;
    if (!nodeName) return undefined;
    return { filter: (node) => (node.name === nodeName ? undefined : this.#refusal) };
  }

  queueingHint(pod: PodInfo, event: ClusterEvent): boolean {
    return event.type === 'nodeAdded' && event.node.metadata.name === pod.pod.spec.nodeName;
  }
}
