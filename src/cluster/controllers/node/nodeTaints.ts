// The taints that tell of a node's conditions, and how they are written.
// Source: https://kubernetes.io/docs/reference/labels-annotations-taints/, k8s.io/kubernetes/pkg/util/taints.
import { findCondition } from '../../../apimachinery/conditions';
import { isConflict, isNotFound } from '../../../apimachinery/apiStatus';
import type { Node, Taint } from '../../../apis/generated/core/v1';
import { NODES } from '../../../apis/resources';
import type { Client } from '../../client/client';

export const NOT_READY_TAINT = 'node.kubernetes.io/not-ready';
export const UNREACHABLE_TAINT = 'node.kubernetes.io/unreachable';
export const UNSCHEDULABLE_TAINT = 'node.kubernetes.io/unschedulable';

/** Condition type, its status, and the NoSchedule taint that goes with it. */
const CONDITION_TAINTS: readonly (readonly [string, string, string])[] = [
  ['Ready', 'False', NOT_READY_TAINT],
  ['Ready', 'Unknown', UNREACHABLE_TAINT],
  ['MemoryPressure', 'True', 'node.kubernetes.io/memory-pressure'],
  ['DiskPressure', 'True', 'node.kubernetes.io/disk-pressure'],
  ['NetworkUnavailable', 'True', 'node.kubernetes.io/network-unavailable'],
  ['PIDPressure', 'True', 'node.kubernetes.io/pid-pressure'],
];
const MANAGED_KEYS: ReadonlySet<string> = new Set([
  ...CONDITION_TAINTS.map(([, , key]) => key),
  UNSCHEDULABLE_TAINT,
]);

const NO_TAINTS: readonly Taint[] = [];

/** The NoSchedule taints that a node should have for its conditions and for being cordoned. */
export function wantedNoScheduleTaints(node: Node): readonly string[] {
  const keys = CONDITION_TAINTS.filter(
    ([type, status]) => findCondition(node.status.conditions, type)?.status === status,
  ).map(([, , key]) => key);
  return node.spec.unschedulable === true ? [...keys, UNSCHEDULABLE_TAINT] : keys;
}

export function hasTaint(node: Node, key: string, effect: Taint['effect']): boolean {
  return node.spec.taints?.some((taint) => taint.key === key && taint.effect === effect) === true;
}

export function hasWantedNoScheduleTaints(node: Node): boolean {
  // The time is that of taints to be added.
  return withNoScheduleTaints(node, '') === (node.spec.taints ?? NO_TAINTS);
}

/** The taints with the NoSchedule ones set to those that are wanted; the same list where they are. */
export function withNoScheduleTaints(node: Node, now: string): readonly Taint[] {
  const taints = node.spec.taints ?? NO_TAINTS;
  const wanted = wantedNoScheduleTaints(node);
  const isManaged = (taint: Taint): boolean =>
    taint.effect === 'NoSchedule' && MANAGED_KEYS.has(taint.key);
  const kept = taints.filter((taint) => !isManaged(taint) || wanted.includes(taint.key));
  const missing = wanted.filter((key) => !hasTaint(node, key, 'NoSchedule'));
  if (missing.length === 0 && kept.length === taints.length) return taints;
  return [...kept, ...missing.map((key): Taint => ({ key, effect: 'NoSchedule', timeAdded: now }))];
}

/** The taints with one NoExecute taint added (where it is not there) and others removed. */
export function withNoExecuteTaint(
  node: Node,
  add: string | undefined,
  remove: readonly string[],
  now: string,
): readonly Taint[] {
  const taints = node.spec.taints ?? [];
  const kept = taints.filter(
    (taint) => taint.effect !== 'NoExecute' || !remove.includes(taint.key),
  );
  if (add !== undefined && !hasTaint(node, add, 'NoExecute')) {
    return [...kept, { key: add, effect: 'NoExecute', timeAdded: now }];
  }
  return kept.length === taints.length ? taints : kept;
}

/**
 * Writes a node's taints if they changed, tried again on the live node after a conflict. Returns
 * the node as it is now; undefined where it is gone.
 */
export function updateTaints(
  client: Client,
  node: Node,
  change: (node: Node) => readonly Taint[],
): Node | undefined {
  let current = node;
  for (let attempt = 0; ; attempt++) {
    const taints = change(current);
    if (
      taints === (current.spec.taints ?? taints) &&
      taints.length === (current.spec.taints?.length ?? 0)
    ) {
      return current;
    }
    try {
      return client.update(NODES, { ...current, spec: { ...current.spec, taints } });
    } catch (error) {
      if (isNotFound(error)) return undefined;
      if (!isConflict(error) || attempt > 0) throw error;
    }
    const live = client.find(NODES, undefined, node.metadata.name);
    if (live === undefined) return undefined;
    current = live;
  }
}
