// TaintToleration: keeps pods off nodes with taints that they do not tolerate, and prefers nodes with
// few PreferNoSchedule taints that they do not tolerate.
import type { Taint, Toleration } from '../../../apis/generated/core/v1';
import type { ClusterEvent } from '../clusterEvent';
import { normalizeScore } from '../framework/normalizeScore';
import type { FilterPlugin, NodeScorer, PreFilterResult, ScorePlugin } from '../framework/plugin';
import { StatusTable } from '../framework/status';
import type { PodInfo } from '../podInfo';
import { findUntoleratedTaint, isTolerated } from '../../../apis/core/tolerations';

export class TaintToleration implements FilterPlugin, ScorePlugin {
  readonly name = 'TaintToleration';
  readonly #refusal = new StatusTable(this.name).status(
    'UnschedulableAndUnresolvable',
    'node(s) had untolerated taint(s)',
  );

  preFilter(pod: PodInfo): PreFilterResult {
    const { tolerations } = pod.pod.spec;
    return {
      filter: (node) =>
        findUntoleratedTaint(node.node.spec.taints, tolerations) ? this.#refusal : undefined,
    };
  }

  preScore(pod: PodInfo): NodeScorer {
    const tolerations = pod.pod.spec.tolerations?.filter(
      ({ effect }) => !effect || effect === 'PreferNoSchedule',
    );
    return {
      score: (node) => countUnwanted(node.node.spec.taints, tolerations),
      normalize: (scores) => {
        normalizeScore(scores, true);
      },
    };
  }

  queueingHint(pod: PodInfo, event: ClusterEvent): boolean {
    const { tolerations } = pod.pod.spec;
    switch (event.type) {
      case 'nodeAdded':
        return !findUntoleratedTaint(event.node.spec.taints, tolerations);
      case 'nodeUpdated':
        return (
          findUntoleratedTaint(event.old.spec.taints, tolerations) !== undefined &&
          findUntoleratedTaint(event.node.spec.taints, tolerations) === undefined
        );
      case 'targetPodUpdated':
        return event.old.spec.tolerations !== event.pod.spec.tolerations;
      default:
        return false;
    }
  }
}

function countUnwanted(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
): number {
  let count = 0;
  for (const taint of taints ?? []) {
    if (taint.effect === 'PreferNoSchedule' && !isTolerated(taint, tolerations)) count++;
  }
  return count;
}
