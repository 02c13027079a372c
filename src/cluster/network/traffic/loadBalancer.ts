// A load balancer before the cluster, as clouds have them: asks every worker at intervals whether
// it is there, and sends users only to those that are.
// Source of the figures: GCE's, k8s.io/cloud-provider-gcp (providers/gce/gce_loadbalancer.go).
// Differs from Kubernetes: it stands there without a Service of type LoadBalancer, and asks whether
// the node is reached, where a cloud's asks kube-proxy's /healthz.
import type { TrafficNode } from './trafficNode';

const CHECK_INTERVAL_MS = 8000;
const UNHEALTHY_AFTER = 3;

export class LoadBalancer {
  readonly #nodes: () => Iterable<TrafficNode>;
  readonly #answers: (node: TrafficNode) => boolean;
  /** Failed checks in a row, by node. */
  readonly #failures = new Map<string, number>();
  #nextCheckMs = 0;

  /** `nodes`: those that it may send users to. */
  constructor(nodes: () => Iterable<TrafficNode>, answers: (node: TrafficNode) => boolean) {
    this.#nodes = nodes;
    this.#answers = answers;
  }

  /** The nodes that it takes for healthy. */
  backends(nowMs: number): readonly TrafficNode[] {
    const nodes = [...this.#nodes()];
    if (nowMs >= this.#nextCheckMs) {
      this.#nextCheckMs = nowMs + CHECK_INTERVAL_MS;
      this.#check(nodes);
    }
    return nodes.filter(
      ({ name }) => (this.#failures.get(name) ?? UNHEALTHY_AFTER) < UNHEALTHY_AFTER,
    );
  }

  /** One success is enough to come back; a new node that does not answer is not taken in. */
  #check(nodes: readonly TrafficNode[]): void {
    for (const node of nodes) {
      const before = this.#failures.get(node.name) ?? UNHEALTHY_AFTER;
      this.#failures.set(node.name, this.#answers(node) ? 0 : before + 1);
    }
  }
}
