// Registers the node and keeps its lease and status fresh: the node's heartbeat.
// Source: https://kubernetes.io/docs/reference/node/node-status/#heartbeats
// Differs from Kubernetes: lease and status are renewed in the same tick.
import { isAlreadyExists, isApiError, isConflict } from '../../apimachinery/apiStatus';
import { deepEqual } from '../../apimachinery/deepEqual';
import { NODE_LEASE_NAMESPACE } from '../../apis/coordination/lease';
import { readyCondition } from '../../apis/core/nodeState';
import type { Lease } from '../../apis/generated/coordination/v1';
import type { Node, NodeCondition, NodeStatus } from '../../apis/generated/core/v1';
import { CSI_NODES, LEASES, NODES } from '../../apis/resources';
import type { EventType } from '../client/eventRecorder';
import { nodeReference } from '../client/nodeReference';
import { csiNodeDraft } from './csiNode';
import type { KubeletContext } from './kubeletContext';
import { fixedNodeStatus, nodeDraft, nodeImages } from './kubeletNode';
import {
  NETWORK_NOT_READY,
  nodeConditions,
  pressureEvent,
  PRESSURES,
  runtimeProblem,
  type NodeHealth,
  type Pressure,
} from './nodeConditions';

/** Between tries to register, growing up to 7 s. */
const MIN_REGISTER_MS = 100;
const MAX_REGISTER_MS = 7_000;

export class NodeReporter {
  readonly #context: KubeletContext;
  readonly #fixed: NodeStatus;
  readonly #onTick: () => void;
  #conditions: readonly NodeCondition[] | undefined;
  #postedAtMs = -Infinity;
  #postedImages = -1;
  #posted: NodeHealth | undefined;
  #pressures: readonly Pressure[] = [];
  #runtimeDownSinceMs: number | undefined;
  #wasUnschedulable = false;
  #lease: Lease | undefined;
  #registered = false;
  #registerDelayMs = MIN_REGISTER_MS;

  /** `onTick` is called with every heartbeat, after it. */
  constructor(context: KubeletContext, bootId: string, onTick: () => void) {
    this.#context = context;
    this.#fixed = fixedNodeStatus(context.node, bootId);
    this.#onTick = onTick;
  }

  start(): void {
    this.#register();
    const firstMs = this.#context.simulation.random.between(
      0,
      this.#context.timings.nodeStatusUpdateMs,
    );
    this.#context.schedule(
      firstMs,
      'node heartbeat',
      this.#name,
      () => {
        this.#tick();
      },
      { background: true },
    );
  }

  /** The network came or went: told to the API server at once, not with the next heartbeat. */
  reportNow(): void {
    if (this.#registered) this.#reportStatus();
  }

  /** What the node lacks: told at once. */
  setPressures(pressures: readonly Pressure[]): void {
    this.#pressures = pressures;
    this.reportNow();
  }

  get pressures(): readonly Pressure[] {
    return this.#pressures;
  }

  runtimeWentDown(): void {
    this.#runtimeDownSinceMs = this.#context.simulation.nowMs;
  }

  runtimeCameBack(): void {
    this.#runtimeDownSinceMs = undefined;
  }

  get isRegistered(): boolean {
    return this.#registered;
  }

  /** Records an event about the node. */
  event(type: EventType, reason: string, message: string): void {
    this.#context.recorder.event(nodeReference(this.#name), type, reason, message);
  }

  get #name(): string {
    return this.#context.node.name;
  }

  #tick(): void {
    this.#context.schedule(
      this.#context.timings.nodeStatusUpdateMs,
      'node heartbeat',
      this.#name,
      () => {
        this.#tick();
      },
      { background: true },
    );
    if (this.#registered) {
      this.#renewLease();
      const own = this.#own();
      // The node controller has not heard of it for too long, and wrote so.
      if (own !== undefined && readyCondition(own)?.status === 'Unknown')
        this.#postedAtMs = -Infinity;
      this.#reportStatus();
      this.#noticeCordon(own);
    }
    this.#context.recorder.forgetExpired();
    this.#onTick();
  }

  #register(): void {
    const { client, node } = this.#context;
    const status = this.#status(this.#health());
    try {
      try {
        client.create(NODES, undefined, nodeDraft(node, status));
      } catch (error) {
        if (!isAlreadyExists(error)) throw error;
        this.#takeOver(client.get(NODES, undefined, node.name));
      }
      this.#createCsiNode();
      this.#registered = true;
      this.#announce();
      this.#renewLease();
      this.#reportStatus();
    } catch (error) {
      if (!isApiError(error)) throw error;
      this.#registerDelayMs = Math.min(this.#registerDelayMs * 2, MAX_REGISTER_MS);
      this.#context.schedule(this.#registerDelayMs, 'register node', this.#name, () => {
        this.#register();
      });
    }
  }

  #createCsiNode(): void {
    const { client } = this.#context;
    try {
      client.create(CSI_NODES, undefined, csiNodeDraft(client.get(NODES, undefined, this.#name)));
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
  }

  /** The node was there before: a machine that starts again tells so. */
  #takeOver(existing: Node): void {
    const before = existing.status?.nodeInfo?.bootID;
    const bootId = this.#fixed.nodeInfo?.bootID ?? '';
    this.#conditions = existing.status?.conditions;
    if (before !== undefined && before !== bootId) {
      this.event('Warning', 'Rebooted', `Node ${this.#name} has been rebooted, boot id: ${bootId}`);
    }
  }

  #announce(): void {
    this.event('Normal', 'Starting', 'Starting kubelet.');
    for (const pressure of PRESSURES) this.#statusEvent(pressureEvent(pressure, false));
    this.event('Normal', 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
  }

  /** Posts the status where it has changed or the last report is old. */
  #reportStatus(): void {
    const { client, simulation, runtime, timings } = this.#context;
    const health = this.#health();
    const changed = !deepEqual(health, this.#posted) || runtime.images.size !== this.#postedImages;
    if (!changed && simulation.nowMs - this.#postedAtMs < timings.nodeStatusReportMs) return;
    const status = this.#status(health);
    try {
      this.#post(client.get(NODES, undefined, this.#name), status, health);
    } catch (error) {
      // A node whose object was deleted stays away until its kubelet starts anew.
      if (!isApiError(error)) throw error;
      return;
    }
    this.#conditions = status.conditions;
    this.#postedAtMs = simulation.nowMs;
    this.#postedImages = runtime.images.size;
    this.#tellChanges(health);
    this.#posted = health;
  }

  #tellChanges({ problem, pressures }: NodeHealth): void {
    const before = this.#posted;
    const isReady = problem === undefined;
    const wasReady = before !== undefined && before.problem === undefined;
    if (isReady !== wasReady) this.#statusEvent(isReady ? 'NodeReady' : 'NodeNotReady');
    for (const pressure of PRESSURES) {
      const holds = pressures.includes(pressure);
      if (holds !== (before?.pressures.includes(pressure) ?? false))
        this.#statusEvent(pressureEvent(pressure, holds));
    }
  }

  #statusEvent(reason: string): void {
    this.event('Normal', reason, `Node ${this.#name} status is now: ${reason}`);
  }

  #health(): NodeHealth {
    const { simulation } = this.#context;
    const downMs = simulation.nowMs - (this.#runtimeDownSinceMs ?? simulation.nowMs);
    const network = this.#context.ipam() === undefined ? NETWORK_NOT_READY : undefined;
    return { problem: runtimeProblem(downMs) ?? network, pressures: this.#pressures };
  }

  /** Cordoned or not: seen with the heartbeat. */
  #noticeCordon(own: Node | undefined): void {
    const unschedulable = own?.spec.unschedulable === true;
    if (unschedulable === this.#wasUnschedulable) return;
    this.#wasUnschedulable = unschedulable;
    this.#statusEvent(unschedulable ? 'NodeNotSchedulable' : 'NodeSchedulable');
  }

  /** Undefined where it is gone, or where nobody answers. */
  #own(): Node | undefined {
    try {
      return this.#context.client.get(NODES, undefined, this.#name);
    } catch (error) {
      if (!isApiError(error)) throw error;
      return undefined;
    }
  }

  #post(existing: Node, status: NodeStatus, health: NodeHealth): void {
    const known = existing.status ?? {};
    const foreign = (known.conditions ?? []).filter(
      (condition) => !status.conditions?.some(({ type }) => type === condition.type),
    );
    // What the node lifecycle controller wrote meanwhile (Unknown) counts as the state before.
    const now = this.#context.clock.now();
    const conditions = nodeConditions(health, now, known.conditions);
    const next: NodeStatus = { ...status, conditions: [...foreign, ...conditions] };
    const changes = Object.entries(next).filter(
      // Object.entries forgets that the keys are those of a NodeStatus.
      ([field, value]) => !deepEqual(known[field as keyof NodeStatus], value),
    );
    if (changes.length === 0) return;
    this.#context.client.patch(
      NODES,
      undefined,
      this.#name,
      { type: 'merge', body: { status: Object.fromEntries(changes) } },
      { subresource: 'status' },
    );
  }

  #status(health: NodeHealth): NodeStatus {
    const { clock, runtime } = this.#context;
    return {
      ...this.#fixed,
      conditions: nodeConditions(health, clock.now(), this.#conditions),
      images: nodeImages(runtime.images.list()),
    };
  }

  #renewLease(): void {
    const { client, clock } = this.#context;
    try {
      const lease = this.#lease ?? client.find(LEASES, NODE_LEASE_NAMESPACE, this.#name);
      if (lease === undefined) {
        this.#lease = this.#createLease();
        return;
      }
      const spec = {
        ...lease.spec,
        renewTime: clock.nowMicro(),
        holderIdentity: this.#name,
        leaseDurationSeconds: this.#context.timings.nodeLeaseSeconds,
      };
      this.#lease = client.update(LEASES, { ...lease, spec });
    } catch (error) {
      if (!isApiError(error)) throw error;
      this.#lease = undefined;
      if (isConflict(error)) this.#renewLease();
    }
  }

  #createLease(): Lease {
    const { client, clock } = this.#context;
    const node = client.get(NODES, undefined, this.#name);
    return client.create(LEASES, NODE_LEASE_NAMESPACE, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        name: this.#name,
        namespace: NODE_LEASE_NAMESPACE,
        ownerReferences: [
          { apiVersion: 'v1', kind: 'Node', name: this.#name, uid: node.metadata.uid },
        ],
      },
      spec: {
        holderIdentity: this.#name,
        leaseDurationSeconds: this.#context.timings.nodeLeaseSeconds,
        renewTime: clock.nowMicro(),
      },
    });
  }
}
