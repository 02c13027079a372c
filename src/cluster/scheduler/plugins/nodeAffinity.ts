// NodeAffinity: nodeSelector and node affinity, required and preferred.
// Source: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
import type { NodeSelectorTerm, PodSpec } from '../../../apis/generated/core/v1';
import type { ClusterEvent } from '../clusterEvent';
import { normalizeScore } from '../framework/normalizeScore';
import type { FilterPlugin, NodeScorer, PreFilterResult, ScorePlugin } from '../framework/plugin';
import { StatusTable } from '../framework/status';
import type { PodInfo } from '../podInfo';
import { matchesRequiredNodeAffinity, matchesTerm } from '../../../apis/core/nodeSelector';

export class NodeAffinity implements FilterPlugin, ScorePlugin {
  readonly name = 'NodeAffinity';
  readonly #statuses = new StatusTable(this.name);
  readonly #refusal = this.#statuses.status(
    'UnschedulableAndUnresolvable',
    "node(s) didn't match Pod's node affinity/selector",
  );

  preFilter({ pod }: PodInfo): PreFilterResult | undefined {
    const { spec } = pod;
    const terms = requiredTerms(spec);
    if (terms === undefined && spec.nodeSelector === undefined) return undefined;
    const nodeNames = terms === undefined ? undefined : namedNodes(terms);
    if (nodeNames?.size === 0) {
      const conflict = 'pod affinity terms conflict';
      return { status: this.#statuses.status('UnschedulableAndUnresolvable', conflict) };
    }
    return {
      filter: (node) => (matchesRequiredNodeAffinity(spec, node.node) ? undefined : this.#refusal),
      ...(nodeNames === undefined ? {} : { nodeNames }),
    };
  }

  preScore({ pod }: PodInfo): NodeScorer | undefined {
    const preferred =
      pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
    if (preferred === undefined || preferred.length === 0) return undefined;
    return {
      score: ({ node }) => {
        let sum = 0;
        for (const { preference, weight } of preferred) {
          if (weight !== 0 && matchesTerm(preference, node)) sum += weight;
        }
        return sum;
      },
      normalize: (scores) => {
        normalizeScore(scores, false);
      },
    };
  }

  queueingHint({ pod }: PodInfo, event: ClusterEvent): boolean {
    switch (event.type) {
      case 'nodeAdded':
        return matchesRequiredNodeAffinity(pod.spec, event.node);
      case 'nodeUpdated':
        return (
          matchesRequiredNodeAffinity(pod.spec, event.node) &&
          !matchesRequiredNodeAffinity(pod.spec, event.old)
        );
      // The node selector of a gated pod may be narrowed; it is looked at anew when the gate opens.
      default:
        return false;
    }
  }
}

function requiredTerms(spec: PodSpec): readonly NodeSelectorTerm[] | undefined {
  return spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    ?.nodeSelectorTerms;
}

/**
 * The nodes that the terms name, as DaemonSet pods do, so that no other has to be looked at.
 * Undefined where a term does not name its nodes: any node may match it.
 */
function namedNodes(terms: readonly NodeSelectorTerm[]): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const { matchFields = [] } of terms) {
    let ofTerm: readonly string[] | undefined;
    for (const { key, operator, values = [] } of matchFields) {
      if (key !== 'metadata.name' || operator !== 'In') continue;
      ofTerm = ofTerm === undefined ? values : ofTerm.filter((name) => values.includes(name));
    }
    if (ofTerm === undefined) return undefined;
    for (const name of ofTerm) names.add(name);
  }
  return names;
}
