// PodTopologySpread: spreads pods over hosts, zones and other domains, as their constraints demand
// (DoNotSchedule) or prefer (ScheduleAnyway); replicas are spread by default.
// Source: https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
//
// Differs from Kubernetes: replicas of a StatefulSet are spread by default only together with a
// Service that selects them, not by the StatefulSet's own selector.
import type { Node, Pod } from '../../../apis/generated/core/v1';
import type { ClusterEvent } from '../clusterEvent';
import {
  MAX_NODE_SCORE,
  type ClusterSnapshot,
  type FilterPlugin,
  type NodeFilter,
  type NodeScorer,
  type PreFilterResult,
  type ScorePlugin,
} from '../framework/plugin';
import { StatusTable } from '../framework/status';
import type { NodeInfo } from '../nodeInfo';
import type { PodInfo } from '../podInfo';
import {
  defaultConstraints,
  HOSTNAME,
  ownConstraints,
  type SelectorListers,
  type SpreadConstraint,
} from './spreadConstraint';

export class PodTopologySpread implements FilterPlugin, ScorePlugin {
  readonly name = 'PodTopologySpread';
  readonly #listers: SelectorListers;
  readonly #statuses = new StatusTable(this.name);
  readonly #skewed = this.#statuses.status(
    'Unschedulable',
    "node(s) didn't match pod topology spread constraints",
  );
  readonly #noDomain = this.#statuses.status(
    'UnschedulableAndUnresolvable',
    "node(s) didn't match pod topology spread constraints (missing required label)",
  );

  constructor(listers: SelectorListers) {
    this.#listers = listers;
  }

  preFilter({ pod }: PodInfo, snapshot: ClusterSnapshot): PreFilterResult | undefined {
    const constraints = ownConstraints(pod, 'DoNotSchedule');
    if (constraints.length === 0) return undefined;
    const nodes = snapshot.nodes.filter(({ node }) => hasAllDomains(node, constraints));
    const filters = constraints.map((constraint) => this.#filter(pod, constraint, nodes));
    return {
      filter: (node) => {
        for (const filter of filters) {
          const status = filter(node);
          if (status !== undefined) return status;
        }
        return undefined;
      },
    };
  }

  /** The pod may not raise its domain by more than maxSkew above the emptiest one. */
  #filter(pod: Pod, constraint: SpreadConstraint, nodes: readonly NodeInfo[]): NodeFilter {
    const podsByDomain = new Map<string, number>();
    for (const info of nodes) {
      if (!constraint.includes(pod, info.node)) continue;
      const domain = domainOf(info.node, constraint.topologyKey) ?? '';
      podsByDomain.set(domain, (podsByDomain.get(domain) ?? 0) + constraint.countOn(info));
    }
    const tooFewDomains = podsByDomain.size < constraint.minDomains;
    const emptiest = tooFewDomains ? 0 : Math.min(...podsByDomain.values());
    const self = constraint.matches(pod) ? 1 : 0;
    return ({ node }) => {
      const domain = domainOf(node, constraint.topologyKey);
      if (domain === undefined) return this.#noDomain;
      const skew = (podsByDomain.get(domain) ?? 0) + self - emptiest;
      return skew > constraint.maxSkew ? this.#skewed : undefined;
    };
  }

  preScore(
    { pod }: PodInfo,
    nodes: readonly NodeInfo[],
    snapshot: ClusterSnapshot,
  ): NodeScorer | undefined {
    const own = (pod.spec.topologySpreadConstraints ?? []).length > 0;
    const constraints = own
      ? ownConstraints(pod, 'ScheduleAnyway')
      : defaultConstraints(pod, this.#listers);
    if (constraints.length === 0) return undefined;
    // Nodes outside of the domains get no points, but default constraints do not demand domains.
    const isIgnored = (node: NodeInfo): boolean => own && !hasAllDomains(node.node, constraints);
    const ranked = nodes.filter((node) => !isIgnored(node));
    const counted = own ? snapshot.nodes.filter((node) => !isIgnored(node)) : snapshot.nodes;
    const costs = constraints.map((constraint) => costOf(pod, constraint, ranked, counted));
    return {
      score: (node) => {
        if (isIgnored(node)) return IGNORED;
        let sum = 0;
        for (const cost of costs) sum += cost(node);
        return Math.round(sum);
      },
      normalize,
    };
  }

  queueingHint({ pod }: PodInfo, event: ClusterEvent): boolean {
    const constraints = ownConstraints(pod, 'DoNotSchedule');
    switch (event.type) {
      case 'assignedPodAdded':
      case 'assignedPodDeleted':
        return constraints.some((constraint) => constraint.matches(event.pod));
      case 'assignedPodUpdated':
        return constraints.some((each) => each.matches(event.pod) !== each.matches(event.old));
      case 'nodeAdded':
      case 'nodeDeleted':
        return hasAllDomains(event.node, constraints);
      case 'nodeUpdated':
        return hasAllDomains(event.node, constraints) || hasAllDomains(event.old, constraints);
      case 'targetPodUpdated':
        return event.old.metadata.labels !== event.pod.metadata.labels;
      default:
        return false;
    }
  }
}

const IGNORED = -1;

/** More matching pods in the node's domain cost more, the more so the more domains there are. */
function costOf(
  pod: Pod,
  constraint: SpreadConstraint,
  ranked: readonly NodeInfo[],
  counted: readonly NodeInfo[],
): (node: NodeInfo) => number {
  const { topologyKey, maxSkew } = constraint;
  if (topologyKey === HOSTNAME) {
    const weight = Math.log(ranked.length + 2);
    return (info) =>
      domainOf(info.node, topologyKey) === undefined
        ? 0
        : constraint.countOn(info) * weight + (maxSkew - 1);
  }
  const podsByDomain = new Map<string, number>();
  for (const { node } of ranked) podsByDomain.set(domainOf(node, topologyKey) ?? '', 0);
  const weight = Math.log(podsByDomain.size + 2);
  // Without zones there is nothing to count.
  const hasDomains = podsByDomain.size > 1 || !podsByDomain.has('');
  for (const info of hasDomains ? counted : []) {
    const domain = domainOf(info.node, topologyKey) ?? '';
    const count = podsByDomain.get(domain);
    if (count === undefined || !constraint.includes(pod, info.node)) continue;
    podsByDomain.set(domain, count + constraint.countOn(info));
  }
  return ({ node }) => {
    const domain = domainOf(node, topologyKey);
    return domain === undefined ? 0 : (podsByDomain.get(domain) ?? 0) * weight + (maxSkew - 1);
  };
}

/** The least cost becomes the most points; worked example: 2, 4, 10 become 100, 80, 20. */
function normalize(scores: Float64Array): void {
  let min = Infinity;
  let max = 0;
  for (const score of scores) {
    if (score === IGNORED) continue;
    min = Math.min(min, score);
    max = Math.max(max, score);
  }
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] ?? IGNORED;
    if (score === IGNORED) scores[i] = 0;
    else if (max === 0) scores[i] = MAX_NODE_SCORE;
    else scores[i] = Math.trunc((MAX_NODE_SCORE * (max + min - score)) / max);
  }
}

function domainOf(node: Node, topologyKey: string): string | undefined {
  return node.metadata.labels?.[topologyKey];
}

function hasAllDomains(node: Node, constraints: readonly SpreadConstraint[]): boolean {
  return constraints.every(({ topologyKey }) => domainOf(node, topologyKey) !== undefined);
}
