// When each node was last heard of, and the conditions of one that was not heard of for too long.
// Source: k8s.io/kubernetes/pkg/controller/nodelifecycle (tryUpdateNodeHealth).
import { findCondition } from '../../../apimachinery/conditions';
import { parseTime } from '../../../apimachinery/time';
import type { Lease } from '../../../apis/generated/coordination/v1';
import type { Node, NodeCondition } from '../../../apis/generated/core/v1';
import type { NodeMonitorTimings } from './nodeMonitorTimings';

const WATCHED_CONDITIONS = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** What is remembered of one node between two looks at it. */
interface Health {
  /** The Ready condition, as last seen. */
  ready: NodeCondition | undefined;
  renewTime: string | undefined;
  /** When it last gave a sign of life, by our own clock: node clocks are not trusted. */
  probeEpochMs: number;
}

export class NodeHealth {
  readonly #timings: NodeMonitorTimings;
  readonly #health = new Map<string, Health>();

  constructor(timings: NodeMonitorTimings) {
    this.#timings = timings;
  }

  forget(nodeName: string): void {
    this.#health.delete(nodeName);
  }

  /** Nobody was heard because we were cut off: all get their grace period anew. */
  forgiveAll(nowEpochMs: number): void {
    for (const health of this.#health.values()) health.probeEpochMs = nowEpochMs;
  }

  /** Notes signs of life; true where the node has been silent for longer than its grace period. */
  observe(node: Node, lease: Lease | undefined, nowEpochMs: number): boolean {
    const ready = findCondition(node.status.conditions, 'Ready');
    const health = this.#healthOf(node, ready, nowEpochMs);
    const renewTime = lease?.spec.renewTime;
    if (renewTime !== undefined && (health.renewTime ?? '') < renewTime) {
      health.renewTime = renewTime;
      health.probeEpochMs = nowEpochMs;
    }
    const { nodeStartupGraceMs, nodeMonitorGraceMs } = this.#timings;
    const graceMs = ready === undefined ? nodeStartupGraceMs : nodeMonitorGraceMs;
    return nowEpochMs > health.probeEpochMs + graceMs;
  }

  /** To be called with what we wrote ourselves, so that it does not count as a sign of life. */
  remember(node: Node): void {
    const health = this.#health.get(node.metadata.name);
    if (health !== undefined) health.ready = findCondition(node.status.conditions, 'Ready');
  }

  #healthOf(node: Node, ready: NodeCondition | undefined, nowEpochMs: number): Health {
    const { name, creationTimestamp } = node.metadata;
    let health = this.#health.get(name);
    if (health === undefined) {
      const neverPosted = ready === undefined ? parseTime(creationTimestamp) : undefined;
      health = { ready, renewTime: undefined, probeEpochMs: neverPosted ?? nowEpochMs };
      this.#health.set(name, health);
    } else if (
      (health.ready === undefined) !== (ready === undefined) ||
      health.ready?.lastHeartbeatTime !== ready?.lastHeartbeatTime
    ) {
      health.probeEpochMs = nowEpochMs;
      health.ready = ready;
    }
    return health;
  }
}

/** The conditions of a node that is silent: what the kubelet used to report is no longer known. */
export function silentConditions(node: Node, now: string): readonly NodeCondition[] {
  const conditions = node.status.conditions ?? [];
  const unknown = conditions.map((condition): NodeCondition =>
    !WATCHED_CONDITIONS.includes(condition.type) || condition.status === 'Unknown'
      ? condition
      : {
          ...condition,
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
          lastTransitionTime: now,
        },
  );
  const missing = WATCHED_CONDITIONS.filter(
    (type) => findCondition(conditions, type) === undefined,
  ).map((type): NodeCondition => ({
    type,
    status: 'Unknown',
    reason: 'NodeStatusNeverUpdated',
    message: 'Kubelet never posted node status.',
    lastHeartbeatTime: node.metadata.creationTimestamp,
    lastTransitionTime: now,
  }));
  const changed = missing.length > 0 || unknown.some((each, i) => each !== conditions[i]);
  return changed ? [...unknown, ...missing] : conditions;
}
