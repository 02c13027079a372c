// Evicts pods from nodes with NoExecute taints, at once or after the time for which they tolerate them.
// Source: k8s.io/kubernetes/pkg/controller/tainteviction,
// https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions
import { isNotFound } from '../../../apimachinery/apiStatus';
import { deepEqual } from '../../../apimachinery/deepEqual';
import { objectKey } from '../../../apimachinery/objectMeta';
import { isPodTerminal } from '../../../apis/core/podState';
import type { Node, Pod, Taint } from '../../../apis/generated/core/v1';
import { NODES, PODS } from '../../../apis/resources';
import type { EventRecorder } from '../../client/eventRecorder';
import type { Informer } from '../../client/informer';
import { WorkQueue } from '../../client/workQueue';
import type { Controller, ControllerContext } from '../controllerContext';
import { withPodCondition } from '../podConditions';
import { podsOnNode } from '../podIndexes';
import { toleratedForMs } from '../../../apis/core/tolerations';

interface PlannedEviction {
  /** Since when the taints are there, in virtual ms. */
  readonly sinceMs: number;
  readonly dueMs: number;
}

export class TaintEvictionController implements Controller {
  readonly #context: ControllerContext;
  readonly #recorder: EventRecorder;
  readonly #nodes: Informer<Node>;
  readonly #pods: Informer<Pod>;
  readonly #queue: WorkQueue;
  readonly #planned = new Map<string, PlannedEviction>();

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#recorder = context.recorder('taint-eviction-controller');
    this.#nodes = context.informers.informer(NODES);
    this.#pods = context.informers.informer(PODS);
    // Many pods of a node become due at the same moment; each eviction is an event of its own.
    this.#queue = new WorkQueue(
      context.simulation,
      { label: 'sync taint eviction', syncMs: 0.1 },
      (key) => {
        this.#sync(key);
      },
    );
    this.#queue.stop();
    this.#listen();
  }

  start(): void {
    this.#queue.start();
    for (const node of this.#nodes.list()) if (noExecute(node).length > 0) this.#enqueueAll(node);
  }

  stop(): void {
    this.#queue.stop();
  }

  #listen(): void {
    this.#nodes.addHandlers({
      added: (node) => {
        if (noExecute(node).length > 0) this.#enqueueAll(node);
      },
      updated: (old, node) => {
        if (!deepEqual(noExecute(old), noExecute(node))) this.#enqueueAll(node);
      },
    });
    this.#pods.addHandlers({
      added: (pod) => {
        this.#podChanged(undefined, pod);
      },
      updated: (old, pod) => {
        this.#podChanged(old, pod);
      },
      deleted: (pod) => {
        this.#planned.delete(objectKey(pod));
      },
    });
  }

  #enqueueAll(node: Node): void {
    for (const pod of podsOnNode(this.#pods, node.metadata.name)) this.#queue.add(objectKey(pod));
  }

  #podChanged(old: Pod | undefined, pod: Pod): void {
    const same =
      old?.spec.nodeName === pod.spec.nodeName &&
      deepEqual(old?.spec.tolerations, pod.spec.tolerations);
    if (!pod.spec.nodeName || same) return;
    const node = this.#nodes.get(undefined, pod.spec.nodeName);
    if (node !== undefined && noExecute(node).length > 0) this.#queue.add(objectKey(pod));
  }

  #sync(key: string): void {
    const pod = this.#pods.getByKey(key);
    if (pod?.metadata.deletionTimestamp !== undefined || pod === undefined) {
      this.#planned.delete(key);
      return;
    }
    const node = this.#nodes.get(undefined, pod.spec.nodeName ?? '');
    const taints = node === undefined ? [] : noExecute(node);
    const forMs = toleratedForMs(taints, pod.spec.tolerations ?? []);
    if (forMs === undefined) this.#cancel(key, pod, taints.length === 0);
    else this.#evictAfter(key, pod, forMs);
  }

  #evictAfter(key: string, pod: Pod, forMs: number): void {
    const { nowMs } = this.#context.simulation;
    const planned = this.#planned.get(key);
    // A taint that joins others does not prolong the time: it counts from the first one.
    const sinceMs = planned?.sinceMs ?? nowMs;
    const dueMs = Math.min(planned?.dueMs ?? Infinity, sinceMs + forMs);
    if (forMs === 0 || nowMs >= dueMs) {
      this.#evict(pod);
      this.#planned.delete(key);
      return;
    }
    this.#planned.set(key, { sinceMs, dueMs });
    this.#queue.addAfter(key, dueMs - nowMs, { background: true });
  }

  #cancel(key: string, pod: Pod, tell: boolean): void {
    if (!this.#planned.delete(key) || !tell) return;
    this.#recorder.event(
      pod,
      'Normal',
      'TaintManagerEviction',
      `Cancelling deletion of Pod ${key}`,
    );
  }

  #evict(pod: Pod): void {
    const { client, clock } = this.#context;
    const { namespace, name } = pod.metadata;
    const message = `Marking for deletion Pod ${objectKey(pod)}`;
    this.#recorder.event(pod, 'Normal', 'TaintManagerEviction', message);
    try {
      if (!isPodTerminal(pod)) {
        client.updateStatus(
          PODS,
          withPodCondition(pod, {
            type: 'DisruptionTarget',
            status: 'True',
            reason: 'DeletionByTaintManager',
            message: 'Taint manager: deleting due to NoExecute taint',
            lastTransitionTime: clock.now(),
          }),
        );
      }
      client.delete(PODS, namespace, name);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}

function noExecute(node: Node): readonly Taint[] {
  return node.spec.taints?.filter(({ effect }) => effect === 'NoExecute') ?? [];
}
