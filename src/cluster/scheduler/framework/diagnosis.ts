// Why a pod fits on no node, and how kube-scheduler words it.
// Source: k8s.io/kubernetes/pkg/scheduler/framework (Diagnosis, FitError).
import type { NodeInfo } from '../nodeInfo';
import type { Status } from './status';

export class Diagnosis {
  readonly #statuses = new Map<NodeInfo, Status>();
  /** The answer for all nodes that no filter looked at. */
  absentNodesStatus: Status | undefined;
  /** Set where a PreFilter refused the pod as a whole. */
  preFilterMessage: string | undefined;
  postFilterMessage: string | undefined;
  /** Who refused; events are put to these plugins' queueing hints. */
  readonly unschedulablePlugins = new Set<string>();

  refuse(node: NodeInfo, status: Status): void {
    this.#statuses.set(node, status);
    this.unschedulablePlugins.add(status.plugin);
  }

  statusOf(node: NodeInfo): Status | undefined {
    return this.#statuses.get(node) ?? this.absentNodesStatus;
  }

  /** Nodes that were looked at and refused. */
  get refusedNodes(): number {
    return this.#statuses.size;
  }

  /** `0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. no new claims to deallocate, preemption: ...` */
  message(nodeCount: number): string {
    const start = `0/${String(nodeCount)} nodes are available:`;
    const middle = this.preFilterMessage ?? this.#reasons(nodeCount);
    const end = this.postFilterMessage === undefined ? '' : ` ${this.postFilterMessage}`;
    return `${start}${middle === '' ? '' : ` ${middle}.`}${end}`;
  }

  #reasons(nodeCount: number): string {
    const nodesByStatus = new Map<Status, number>();
    for (const status of this.#statuses.values()) {
      nodesByStatus.set(status, (nodesByStatus.get(status) ?? 0) + 1);
    }
    const absent = nodeCount - this.#statuses.size;
    if (this.absentNodesStatus !== undefined && absent > 0) {
      nodesByStatus.set(this.absentNodesStatus, absent);
    }
    return reasonHistogram(nodesByStatus);
  }
}

/** `1 Too many pods, 2 Insufficient cpu`: sorted as text, as kube-scheduler does. */
function reasonHistogram(nodesByStatus: ReadonlyMap<Status, number>): string {
  const counts = new Map<string, number>();
  for (const [status, nodes] of nodesByStatus) {
    for (const reason of status.reasons) counts.set(reason, (counts.get(reason) ?? 0) + nodes);
  }
  const texts = [...counts].map(([reason, count]) => `${String(count)} ${reason}`);
  return texts.sort().join(', ');
}
