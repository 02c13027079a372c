// Topology spread constraints, made ready for counting: a matcher for the pods that count, and the
// default constraints that replicas get without asking.
// Source: k8s.io/kubernetes/pkg/scheduler/framework/plugins/podtopologyspread.
import {
  compileLabelSelector,
  compileLabelSet,
  type LabelMatcher,
} from '../../../apimachinery/labelSelector';
import { controllerOf, type StringMap } from '../../../apimachinery/objectMeta';
import type { ReplicaSet } from '../../../apis/generated/apps/v1';
import type {
  Node,
  Pod,
  ReplicationController,
  Service,
  TopologySpreadConstraint,
} from '../../../apis/generated/core/v1';
import type { LabelGroup } from '../labelGroups';
import type { NodeInfo } from '../nodeInfo';
import { matchesRequiredNodeAffinity } from '../../../apis/core/nodeSelector';
import { findUntoleratedTaint } from '../../../apis/core/tolerations';

export const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

/** The objects whose selectors make pods replicas of each other. */
export interface SelectorListers {
  servicesIn(namespace: string): readonly Service[];
  replicaSet(namespace: string, name: string): ReplicaSet | undefined;
  replicationController(namespace: string, name: string): ReplicationController | undefined;
}

/** One constraint for one pod. */
export class SpreadConstraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly #namespace: string;
  readonly #matches: LabelMatcher;
  readonly #honorsAffinity: boolean;
  readonly #honorsTaints: boolean;
  /** The same few groups of pods are met on node after node. */
  readonly #matchingGroups = new Map<LabelGroup, boolean>();

  constructor(pod: Pod, constraint: TopologySpreadConstraint, matches: LabelMatcher) {
    this.topologyKey = constraint.topologyKey;
    this.maxSkew = constraint.maxSkew;
    this.minDomains = constraint.minDomains ?? 1;
    this.#namespace = pod.metadata.namespace ?? '';
    this.#matches = matches;
    this.#honorsAffinity = (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor';
    this.#honorsTaints = constraint.nodeTaintsPolicy === 'Honor';
  }

  matches(pod: Pod): boolean {
    return (pod.metadata.namespace ?? '') === this.#namespace && this.#matches(pod.metadata.labels);
  }

  /** Whether pods on this node count at all for this pod. */
  includes(pod: Pod, node: Node): boolean {
    if (this.#honorsAffinity && !matchesRequiredNodeAffinity(pod.spec, node)) return false;
    return !this.#honorsTaints || !findUntoleratedTaint(node.spec.taints, pod.spec.tolerations);
  }

  /** The matching pods on the node; those that are being deleted do not count. */
  countOn(node: NodeInfo): number {
    let count = 0;
    for (const [group, pods] of node.labelGroups) if (this.#matchesGroup(group)) count += pods;
    return count;
  }

  #matchesGroup(group: LabelGroup): boolean {
    let matching = this.#matchingGroups.get(group);
    if (matching === undefined) {
      matching = group.namespace === this.#namespace && this.#matches(group.labels);
      this.#matchingGroups.set(group, matching);
    }
    return matching;
  }
}

/** The pod's own constraints of one kind. */
export function ownConstraints(
  pod: Pod,
  whenUnsatisfiable: TopologySpreadConstraint['whenUnsatisfiable'],
): readonly SpreadConstraint[] {
  return (pod.spec.topologySpreadConstraints ?? [])
    .filter((constraint) => constraint.whenUnsatisfiable === whenUnsatisfiable)
    .map((constraint) => new SpreadConstraint(pod, constraint, matcherOf(pod, constraint)));
}

/** With `matchLabelKeys`, only pods with the same values as this pod match (one revision's pods). */
function matcherOf(pod: Pod, constraint: TopologySpreadConstraint): LabelMatcher {
  const matches = compileLabelSelector(constraint.labelSelector);
  const labels = pod.metadata.labels ?? {};
  const keys = (constraint.matchLabelKeys ?? []).filter((key) => labels[key] !== undefined);
  if (keys.length === 0) return matches;
  return (other) => matches(other) && keys.every((key) => other?.[key] === labels[key]);
}

const SYSTEM_DEFAULTS: readonly TopologySpreadConstraint[] = [
  { topologyKey: HOSTNAME, maxSkew: 3, whenUnsatisfiable: 'ScheduleAnyway' },
  { topologyKey: ZONE, maxSkew: 5, whenUnsatisfiable: 'ScheduleAnyway' },
];

/**
 * For pods without constraints of their own: spread over hosts and zones together with what the same
 * Services, ReplicaSet or ReplicationController select. None for a pod that nothing selects.
 */
export function defaultConstraints(
  pod: Pod,
  listers: SelectorListers,
): readonly SpreadConstraint[] {
  const matches = defaultMatcher(pod, listers);
  if (matches === undefined) return [];
  return SYSTEM_DEFAULTS.map((constraint) => new SpreadConstraint(pod, constraint, matches));
}

function defaultMatcher(pod: Pod, listers: SelectorListers): LabelMatcher | undefined {
  const { namespace = '', labels } = pod.metadata;
  let selected: StringMap = {};
  for (const { spec } of listers.servicesIn(namespace)) {
    const { selector } = spec;
    if (selector === undefined || !compileLabelSet(selector)(labels)) continue;
    selected = { ...selected, ...selector };
  }
  const owner = controllerOf(pod);
  let ofReplicaSet: LabelMatcher | undefined;
  if (owner?.kind === 'ReplicationController') {
    const controller = listers.replicationController(namespace, owner.name);
    selected = { ...selected, ...controller?.spec.selector };
  } else if (owner?.kind === 'ReplicaSet') {
    const replicaSet = listers.replicaSet(namespace, owner.name);
    if (replicaSet !== undefined) ofReplicaSet = compileLabelSelector(replicaSet.spec.selector);
  }
  const hasSet = Object.keys(selected).length > 0;
  if (!hasSet) return ofReplicaSet;
  const matchesSet = compileLabelSet(selected);
  if (ofReplicaSet === undefined) return matchesSet;
  const both = ofReplicaSet;
  return (other) => matchesSet(other) && both(other);
}
