// NodeUnschedulable: cordoned nodes take no pod that does not tolerate it.
import type { Taint } from '../../../apis/generated/core/v1';
import type { ClusterEvent } from '../clusterEvent';
import type { FilterPlugin, PreFilterResult } from '../framework/plugin';
import { StatusTable } from '../framework/status';
import type { PodInfo } from '../podInfo';
import { isTolerated } from '../../../apis/core/tolerations';

const UNSCHEDULABLE: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

export class NodeUnschedulable implements FilterPlugin {
  readonly name = 'NodeUnschedulable';
  readonly #refusal = new StatusTable(this.name).status(
    'UnschedulableAndUnresolvable',
    'node(s) were unschedulable',
  );

  preFilter(pod: PodInfo): PreFilterResult | undefined {
    if (isTolerated(UNSCHEDULABLE, pod.pod.spec.tolerations)) return undefined;
    return { filter: (node) => (node.node.spec.unschedulable ? this.#refusal : undefined) };
  }

  queueingHint(pod: PodInfo, event: ClusterEvent): boolean {
    switch (event.type) {
      case 'nodeAdded':
        return !event.node.spec.unschedulable;
      case 'nodeUpdated':
        return Boolean(event.old.spec.unschedulable) && !event.node.spec.unschedulable;
      case 'targetPodUpdated':
        return isTolerated(UNSCHEDULABLE, pod.pod.spec.tolerations);
      default:
        return false;
    }
  }
}
