// Watches over nodes: marks those that fell silent, taints them, and keeps their taints true to
// their conditions. Source: k8s.io/kubernetes/pkg/controller/nodelifecycle,
// https://kubernetes.io/docs/concepts/architecture/nodes/#node-controller
//
// Differs from Kubernetes: the labels beta.kubernetes.io/os and /arch are not kept up; a node is looked at
// where its taints are wrong, and a pod where its node is not ready (there all are, and most need nothing).
import { isApiError } from '../../../apimachinery/apiStatus';
import { findCondition } from '../../../apimachinery/conditions';
import { NODE_LEASE_NAMESPACE } from '../../../apis/coordination/lease';
import type { Lease } from '../../../apis/generated/coordination/v1';
import type { Node, Pod } from '../../../apis/generated/core/v1';
import { LEASES, NODES, PODS } from '../../../apis/resources';
import type { Timer } from '../../../simulation/simulation';
import type { EventRecorder } from '../../client/eventRecorder';
import type { Informer } from '../../client/informer';
import { WorkQueue } from '../../client/workQueue';
import type { Controller, ControllerContext } from '../controllerContext';
import { podsOnNode } from '../podIndexes';
import { NodeDisruption } from './nodeDisruption';
import { NodeHealth, silentConditions } from './nodeHealth';
import { NODE_MONITOR_TIMINGS, type NodeMonitorTimings } from './nodeMonitorTimings';
import {
  hasTaint,
  hasWantedNoScheduleTaints,
  NOT_READY_TAINT,
  UNREACHABLE_TAINT,
  updateTaints,
  withNoExecuteTaint,
  withNoScheduleTaints,
} from './nodeTaints';
import { markPodsNotReady } from './podReadiness';

const REGISTRATIONS_PER_EVENT = 20;
const CONTINUE_AFTER_MS = 1;
/** Excluded nodes do not count when a zone's state is judged. */
const EXCLUDE_LABEL = 'node.kubernetes.io/exclude-disruption';

export class NodeLifecycleController implements Controller {
  readonly #context: ControllerContext;
  readonly #recorder: EventRecorder;
  readonly #nodes: Informer<Node>;
  readonly #leases: Informer<Lease>;
  readonly #pods: Informer<Pod>;
  readonly #timings: NodeMonitorTimings;
  readonly #health: NodeHealth;
  readonly #disruption: NodeDisruption;
  readonly #taintQueue: WorkQueue;
  readonly #podQueue: WorkQueue;
  readonly #known = new Map<string, Node>();
  /** Nodes whose pods could not all be marked not ready. */
  readonly #podsToMark = new Set<string>();
  readonly #timers = new Set<Timer>();

  constructor(context: ControllerContext, timings: NodeMonitorTimings = NODE_MONITOR_TIMINGS) {
    this.#context = context;
    this.#timings = timings;
    this.#health = new NodeHealth(timings);
    this.#recorder = context.recorder('node-controller');
    this.#nodes = context.informers.informer(NODES);
    this.#leases = context.informers.informer(LEASES);
    this.#pods = context.informers.informer(PODS);
    this.#disruption = new NodeDisruption(context.simulation, {
      taint: (nodeName) => {
        this.#taintNoExecute(nodeName);
      },
      markReachable: (node) => {
        this.#markReachable(node);
      },
      forgiveAll: () => {
        this.#health.forgiveAll(context.clock.epochMs);
      },
    });
    this.#taintQueue = new WorkQueue(context.simulation, { label: 'sync node taints' }, (name) => {
      this.#syncNoScheduleTaints(name);
    });
    this.#podQueue = new WorkQueue(context.simulation, { label: 'sync pod readiness' }, (key) => {
      this.#syncPodReadiness(key);
    });
    this.#taintQueue.stop();
    this.#podQueue.stop();
    this.#listen();
  }

  start(): void {
    this.#taintQueue.start();
    this.#podQueue.start();
    for (const node of this.#nodes.list()) this.#enqueue(node);
    this.#monitor();
  }

  stop(): void {
    this.#taintQueue.stop();
    this.#podQueue.stop();
    this.#disruption.stop();
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  #listen(): void {
    this.#nodes.addHandlers({
      added: (node) => {
        this.#enqueue(node);
      },
      updated: (old, node) => {
        // Heartbeats alone change no taint.
        if (!needSameNoScheduleTaints(old, node)) this.#enqueue(node);
      },
      deleted: (node) => {
        this.#health.forget(node.metadata.name);
        this.#disruption.forget(node);
      },
    });
    const onAssigned = (pod: Pod, key: string): void => {
      // With a pod on a ready node, as most are, there is nothing to do.
      if (this.#isOnUnreadyNode(pod)) this.#podQueue.add(key);
    };
    this.#pods.addHandlers({
      added: onAssigned,
      updated: (old, pod, key) => {
        if (old.spec.nodeName !== pod.spec.nodeName) onAssigned(pod, key);
      },
    });
  }

  #enqueue(node: Node): void {
    // What was written here comes back right.
    if (!hasWantedNoScheduleTaints(node)) this.#taintQueue.add(node.metadata.name);
  }

  #monitor(): void {
    this.#later(this.#timings.nodeMonitorPeriodMs, () => {
      this.#monitor();
    });
    this.#checkNodes(this.#noteNewAndGone(), [...this.#nodes.list()], []);
  }

  #later(delayMs: number, action: () => void): void {
    const { simulation } = this.#context;
    const subject = 'node-controller';
    const timer = simulation.schedule(
      delayMs,
      'monitor nodes',
      subject,
      () => {
        this.#timers.delete(timer);
        action();
      },
      { background: true },
    );
    this.#timers.add(timer);
  }

  /**
   * Registers and checks nodes, then judges their zones. What has to be written for one node (its
   * status, all its pods) is an event of its own: when half a cluster falls silent, that is a lot.
   */
  #checkNodes(toRegister: readonly Node[], toCheck: readonly Node[], counted: Node[]): void {
    const registered = toRegister.slice(0, REGISTRATIONS_PER_EVENT);
    for (const node of registered) this.#register(node);
    if (registered.length < toRegister.length) {
      this.#later(CONTINUE_AFTER_MS, () => {
        this.#checkNodes(toRegister.slice(registered.length), toCheck, counted);
      });
      return;
    }
    for (const [index, node] of toCheck.entries()) {
      const current = this.#checkNode(node);
      if (current !== undefined && current.metadata.labels?.[EXCLUDE_LABEL] === undefined) {
        counted.push(current);
      }
      if (current === node) continue;
      this.#later(CONTINUE_AFTER_MS, () => {
        this.#checkNodes([], toCheck.slice(index + 1), counted);
      });
      return;
    }
    this.#disruption.update(counted, [...this.#nodes.list()]);
  }

  /** Returns the new ones. */
  #noteNewAndGone(): readonly Node[] {
    const added: Node[] = [];
    for (const node of this.#nodes.list()) {
      const { name, uid } = node.metadata;
      if (this.#known.get(name)?.metadata.uid === uid) continue;
      this.#known.set(name, node);
      added.push(node);
    }
    for (const [name, node] of this.#known) {
      if (this.#nodes.get(undefined, name) !== undefined) continue;
      this.#known.delete(name);
      this.#podsToMark.delete(name);
      this.#nodeEvent(node, 'RemovingNode', `Removing Node ${name} from Controller`);
    }
    return added;
  }

  #register(node: Node): void {
    const { name } = node.metadata;
    this.#nodeEvent(node, 'RegisteredNode', `Registered Node ${name} in Controller`);
    this.#markReachable(node);
  }

  #nodeEvent(node: Node, reason: string, text: string): void {
    const message = `Node ${node.metadata.name} event: ${text}`;
    this.#recorder.event(node, 'Normal', reason, message);
  }

  /** The node as it is after the check; undefined where it could not be checked. */
  #checkNode(node: Node): Node | undefined {
    try {
      const observed = findCondition(node.status.conditions, 'Ready')?.status;
      const current = this.#markIfSilent(node);
      const status = findCondition(current.status.conditions, 'Ready')?.status;
      if (status === undefined) return current;
      if (status === 'True') this.#markReachable(current);
      else this.#prepareEviction(current, status);
      if (observed === 'True' && status !== 'True') {
        const { name } = node.metadata;
        this.#recorder.event(
          node,
          'Normal',
          'NodeNotReady',
          `Node ${name} status is now: NodeNotReady`,
        );
        this.#podsToMark.add(name);
      }
      if (status === 'True') this.#podsToMark.delete(node.metadata.name);
      this.#markPods(node.metadata.name);
      return current;
    } catch (error) {
      // Skipped; the next look at it comes in five seconds.
      if (isApiError(error)) return undefined;
      throw error;
    }
  }

  #markIfSilent(node: Node): Node {
    const { clock, client } = this.#context;
    const lease = this.#leases.get(NODE_LEASE_NAMESPACE, node.metadata.name);
    if (!this.#health.observe(node, lease, clock.epochMs)) return node;
    const conditions = silentConditions(node, clock.now());
    if (conditions === node.status.conditions) return node;
    const updated = client.updateStatus(NODES, {
      ...node,
      status: { ...node.status, conditions },
    });
    this.#health.remember(updated);
    return updated;
  }

  #prepareEviction(node: Node, status: string): void {
    const [add, other] = noExecuteTaints(status);
    if (hasTaint(node, add, 'NoExecute')) return;
    if (hasTaint(node, other, 'NoExecute')) this.#taintNoExecute(node.metadata.name);
    else this.#disruption.enqueue(node);
  }

  #taintNoExecute(nodeName: string): void {
    const node = this.#nodes.get(undefined, nodeName);
    const status = findCondition(node?.status.conditions, 'Ready')?.status;
    if (node === undefined || status === undefined || status === 'True') return;
    const [add, other] = noExecuteTaints(status);
    try {
      this.#writeTaints(node, add, [other]);
    } catch (error) {
      // The next look at the node enqueues it again.
      if (!isApiError(error)) throw error;
    }
  }

  #markReachable(node: Node): void {
    this.#disruption.dequeue(node);
    const tainted =
      hasTaint(node, NOT_READY_TAINT, 'NoExecute') ||
      hasTaint(node, UNREACHABLE_TAINT, 'NoExecute');
    if (!tainted) return;
    try {
      this.#writeTaints(node, undefined, [NOT_READY_TAINT, UNREACHABLE_TAINT]);
    } catch (error) {
      if (!isApiError(error)) throw error;
    }
  }

  #writeTaints(node: Node, add: string | undefined, remove: readonly string[]): void {
    const { client, clock } = this.#context;
    updateTaints(client, node, (live) => withNoExecuteTaint(live, add, remove, clock.now()));
  }

  #syncNoScheduleTaints(nodeName: string): void {
    const { client, clock } = this.#context;
    const node = this.#nodes.get(undefined, nodeName);
    if (node === undefined) return;
    updateTaints(client, node, (live) => withNoScheduleTaints(live, clock.now()));
  }

  #markPods(nodeName: string): void {
    if (!this.#podsToMark.has(nodeName)) return;
    const pods = podsOnNode(this.#pods, nodeName);
    const { client, clock } = this.#context;
    if (markPodsNotReady(client, this.#recorder, pods, clock.now())) {
      this.#podsToMark.delete(nodeName);
    }
  }

  /** A pod that was bound to a node that is not ready (any more). */
  #syncPodReadiness(key: string): void {
    const pod = this.#pods.getByKey(key);
    if (pod === undefined || !this.#isOnUnreadyNode(pod)) return;
    const { client, clock } = this.#context;
    markPodsNotReady(client, this.#recorder, [pod], clock.now());
  }

  #isOnUnreadyNode({ spec: { nodeName } }: Pod): boolean {
    if (!nodeName) return false;
    const node = this.#nodes.get(undefined, nodeName);
    const ready = findCondition(node?.status.conditions, 'Ready')?.status;
    return ready !== undefined && ready !== 'True';
  }
}

/** The taint for this status of Ready, and the one that it replaces. */
function noExecuteTaints(readyStatus: string): readonly [string, string] {
  return readyStatus === 'Unknown'
    ? [UNREACHABLE_TAINT, NOT_READY_TAINT]
    : [NOT_READY_TAINT, UNREACHABLE_TAINT];
}

/** Whether all that the NoSchedule taints depend on is the same. */
function needSameNoScheduleTaints(a: Node, b: Node): boolean {
  return (
    (a.spec.unschedulable ?? false) === (b.spec.unschedulable ?? false) &&
    areAlike(a.spec.taints, b.spec.taints, (x, y) => x.key === y.key && x.effect === y.effect) &&
    areAlike(
      a.status.conditions,
      b.status.conditions,
      (x, y) => x.type === y.type && x.status === y.status,
    )
  );
}

function areAlike<T>(
  a: readonly T[] = [],
  b: readonly T[] = [],
  isAlike: (x: T, y: T) => boolean,
): boolean {
  return a.length === b.length && a.every((x, at) => b[at] !== undefined && isAlike(x, b[at]));
}
