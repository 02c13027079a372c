// Removes pods that nobody else will: of nodes that are gone, deleted before they were scheduled,
// on nodes declared out of service, and finished ones beyond a number.
// Source: k8s.io/kubernetes/pkg/controller/podgc.
import { isApiError, isNotFound } from '../../../apimachinery/apiStatus';
import { isConditionTrue } from '../../../apimachinery/conditions';
import { isPodTerminal } from '../../../apis/core/podState';
import type { Node, Pod } from '../../../apis/generated/core/v1';
import { NODES, PODS } from '../../../apis/resources';
import type { Timer } from '../../../simulation/simulation';
import type { Informer } from '../../client/informer';
import type { Controller, ControllerContext } from '../controllerContext';
import { podsOnNode } from '../podIndexes';

const CHECK_PERIOD_MS = 20_000;
/** A node has to be gone for this long before its pods are taken for lost. */
const QUARANTINE_MS = 40_000;
const OUT_OF_SERVICE_TAINT = 'node.kubernetes.io/out-of-service';
const TERMINAL = 'terminal';
const UNSCHEDULED_TERMINATING = 'unscheduledTerminating';

export class PodGarbageCollector implements Controller {
  readonly #context: ControllerContext;
  readonly #nodes: Informer<Node>;
  readonly #pods: Informer<Pod>;
  readonly #terminatedThreshold: number;
  /** Nodes that pods name and that the cache does not have, with the time they were first missed. */
  readonly #missing = new Map<string, number>();
  #timer: Timer | undefined;

  /** `terminatedThreshold`: finished pods that are kept. */
  constructor(context: ControllerContext, terminatedThreshold: number) {
    this.#context = context;
    this.#terminatedThreshold = terminatedThreshold;
    this.#nodes = context.informers.informer(NODES);
    this.#pods = context.informers.informer(PODS);
    this.#pods.addIndex(TERMINAL, (pod) => (isPodTerminal(pod) ? [TERMINAL] : []), isPodTerminal);
    this.#pods.addIndex(
      UNSCHEDULED_TERMINATING,
      (pod) => (isUnscheduledTerminating(pod) ? [UNSCHEDULED_TERMINATING] : []),
      isUnscheduledTerminating,
    );
    this.#nodes.addHandlers({
      deleted: (node) => {
        this.#missing.set(node.metadata.name, Infinity);
      },
    });
    const onAssigned = (pod: Pod): void => {
      const { nodeName } = pod.spec;
      if (nodeName && this.#nodes.get(undefined, nodeName) === undefined) {
        if (!this.#missing.has(nodeName)) this.#missing.set(nodeName, Infinity);
      }
    };
    this.#pods.addHandlers({
      added: onAssigned,
      updated: (old, pod) => {
        if (old.spec.nodeName !== pod.spec.nodeName) onAssigned(pod);
      },
    });
  }

  start(): void {
    this.#timer = this.#context.simulation.schedule(
      CHECK_PERIOD_MS,
      'collect pods',
      'pod-garbage-collector',
      () => {
        this.start();
        this.#collect();
      },
      { background: true },
    );
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #collect(): void {
    try {
      this.#collectTerminated();
      this.#collectOfLostNodes();
      this.#collectOutOfService();
      for (const pod of this.#pods.byIndex(UNSCHEDULED_TERMINATING, UNSCHEDULED_TERMINATING)) {
        this.#forceDelete(pod, undefined);
      }
    } catch (error) {
      // Tried again at the next check.
      if (!isApiError(error)) throw error;
    }
  }

  #collectTerminated(): void {
    const terminal = this.#pods.byIndex(TERMINAL, TERMINAL);
    const surplus = terminal.length - this.#terminatedThreshold;
    if (surplus <= 0) return;
    const oldestFirst = [...terminal].sort((a, b) =>
      a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1,
    );
    for (const pod of oldestFirst.slice(0, surplus)) this.#forceDelete(pod, undefined);
  }

  #collectOfLostNodes(): void {
    const { nowMs } = this.#context.simulation;
    for (const [nodeName, sinceMs] of this.#missing) {
      if (this.#nodes.get(undefined, nodeName) !== undefined) this.#missing.delete(nodeName);
      else if (sinceMs === Infinity) this.#missing.set(nodeName, nowMs);
      else if (nowMs - sinceMs >= QUARANTINE_MS) this.#collectOfNode(nodeName);
    }
  }

  #collectOfNode(nodeName: string): void {
    // The API server is asked: the cache may lag.
    if (this.#context.client.find(NODES, undefined, nodeName) !== undefined) return;
    for (const pod of podsOnNode(this.#pods, nodeName)) {
      this.#forceDelete(pod, 'PodGC: node no longer exists');
    }
    this.#missing.delete(nodeName);
  }

  #collectOutOfService(): void {
    for (const node of this.#nodes.list()) {
      const out = node.spec.taints?.some(({ key }) => key === OUT_OF_SERVICE_TAINT) === true;
      if (!out || isConditionTrue(node.status.conditions, 'Ready')) continue;
      for (const pod of podsOnNode(this.#pods, node.metadata.name)) {
        if (pod.metadata.deletionTimestamp !== undefined) this.#forceDelete(pod, undefined);
      }
    }
  }

  /** `disruption` is the message of a DisruptionTarget condition to leave behind. */
  #forceDelete(pod: Pod, disruption: string | undefined): void {
    const { client } = this.#context;
    const { namespace, name, uid } = pod.metadata;
    try {
      if (!isPodTerminal(pod)) {
        const body = { metadata: { uid }, status: this.#failed(disruption) };
        const patch = { type: 'strategic', body } as const;
        client.patch(PODS, namespace, name, patch, { subresource: 'status' });
      }
      client.delete(PODS, namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  /** A pod that is removed without its kubelet ends as Failed. */
  #failed(disruption: string | undefined): Partial<Pod['status']> {
    if (disruption === undefined) return { phase: 'Failed' };
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByPodGC',
      message: disruption,
      lastTransitionTime: this.#context.clock.now(),
    };
    return { phase: 'Failed', conditions: [condition] };
  }
}

function isUnscheduledTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined && !pod.spec.nodeName;
}
