// Registers the node and keeps its lease and status fresh: the node's heartbeat.
// Source: https://kubernetes.io/docs/reference/node/node-status/#heartbeats
// Differs from Kubernetes: lease and status are renewed in the same tick, and what this kubelet has just made it does
// not ask for again: its node, and the lease that a new node does not have.
import { isAlreadyExists, isApiError, isConflict } from '../../apimachinery/apiStatus';
import { findCondition } from '../../apimachinery/conditions';
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
import { fixedNodeStatus, nodeDraft, type FixedNodeStatus } from './kubeletNode';
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
  readonly #fixed: FixedNodeStatus;
  readonly #onTick: () => void;
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
  constructor(context: KubeletContext, onTick: () => void) {
    this.#context = context;
    const { bootId, node, statusParts } = context;
    this.#fixed = fixedNodeStatus(node, statusParts.sizesOf(node), bootId);
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
    const { client } = this.#context;
    const health = this.#health();
    try {
      const created = this.#createNode(health);
      const node = created ?? client.get(NODES, undefined, this.#name);
      if (created === undefined) this.#takeOver(node);
      this.#createCsiNode(node);
      this.#registered = true;
      this.#announce();
      this.#renewLease(created);
      if (created === undefined) this.#reportStatus();
      else this.#reported(health);
    } catch (error) {
      if (!isApiError(error)) throw error;
      this.#registerDelayMs = Math.min(this.#registerDelayMs * 2, MAX_REGISTER_MS);
      this.#context.schedule(this.#registerDelayMs, 'register node', this.#name, () => {
        this.#register();
      });
    }
  }

  /** Undefined where there is one of the name. */
  #createNode(health: NodeHealth): Node | undefined {
    const { client, node } = this.#context;
    const status = this.#status(this.#conditions(health, undefined));
    try {
      return client.create(NODES, undefined, nodeDraft(node, status));
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      return undefined;
    }
  }

  #createCsiNode(node: Node): void {
    try {
      this.#context.client.create(CSI_NODES, undefined, csiNodeDraft(node));
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
  }

  /** The node was there before: a machine that starts again tells so. */
  #takeOver(existing: Node): void {
    const before = existing.status?.nodeInfo?.bootID;
    const bootId = this.#fixed.nodeInfo?.bootID ?? '';
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
    const changed =
      !isSameHealth(health, this.#posted) || runtime.images.size !== this.#postedImages;
    if (!changed && simulation.nowMs - this.#postedAtMs < timings.nodeStatusReportMs) return;
    try {
      this.#post(client.get(NODES, undefined, this.#name), health);
    } catch (error) {
      // A node whose object was deleted stays away until its kubelet starts anew.
      if (!isApiError(error)) throw error;
      return;
    }
    this.#reported(health);
  }

  /** The API server knows of it. */
  #reported(health: NodeHealth): void {
    const { simulation, runtime } = this.#context;
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

  #post(existing: Node, health: NodeHealth): void {
    const known = existing.status ?? {};
    // What the node lifecycle controller wrote meanwhile (Unknown) counts as the state before.
    const own = this.#conditions(health, known.conditions);
    const foreign = (known.conditions ?? []).filter(
      ({ type }) => findCondition(own, type) === undefined,
    );
    const next = this.#status(foreign.length === 0 ? own : [...foreign, ...own]);
    const changes: Record<string, unknown> = {};
    for (const key in next) {
      const field = key as keyof NodeStatus; // The keys of a status are those of its type.
      if (!deepEqual(known[field], next[field])) changes[field] = next[field];
    }
    if (Object.keys(changes).length === 0) return;
    this.#context.client.patch(
      NODES,
      undefined,
      this.#name,
      { type: 'merge', body: { status: changes } },
      { subresource: 'status' },
    );
  }

  #conditions(
    health: NodeHealth,
    previous: readonly NodeCondition[] | undefined,
  ): readonly NodeCondition[] {
    const { clock, statusParts } = this.#context;
    return nodeConditions(health, clock.now(), previous, statusParts.nodeConditions);
  }

  #status(conditions: readonly NodeCondition[]): NodeStatus {
    const { addresses, capacity, allocatable, daemonEndpoints, nodeInfo } = this.#fixed;
    const { statusParts, runtime } = this.#context;
    const images = statusParts.imagesOf(runtime.images.list());
    return { addresses, capacity, allocatable, daemonEndpoints, nodeInfo, conditions, images };
  }

  /** `created`: the node, where this kubelet has just made it: then it has no lease yet, as a rule. */
  #renewLease(created?: Node): void {
    const { client, clock } = this.#context;
    try {
      const lease = this.#lease ?? (created === undefined ? this.#findLease() : undefined);
      if (lease === undefined) {
        this.#lease = this.#createLease(created ?? client.get(NODES, undefined, this.#name));
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
      // The lease of an earlier node of the name may be there still.
      const isLeft = created !== undefined && isAlreadyExists(error);
      if (isLeft || isConflict(error)) this.#renewLease();
    }
  }

  #findLease(): Lease | undefined {
    return this.#context.client.find(LEASES, NODE_LEASE_NAMESPACE, this.#name);
  }

  #createLease({ metadata: { uid } }: Node): Lease {
    const { client, clock } = this.#context;
    return client.create(LEASES, NODE_LEASE_NAMESPACE, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        name: this.#name,
        namespace: NODE_LEASE_NAMESPACE,
        ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: this.#name, uid }],
      },
      spec: {
        holderIdentity: this.#name,
        leaseDurationSeconds: this.#context.timings.nodeLeaseSeconds,
        renewTime: clock.nowMicro(),
      },
    });
  }
}

function isSameHealth(health: NodeHealth, other: NodeHealth | undefined): boolean {
  return health.problem === other?.problem && deepEqual(health.pressures, other?.pressures);
}
