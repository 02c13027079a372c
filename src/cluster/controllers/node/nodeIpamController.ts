// Gives each node its range of pod addresses; the kubelet's network is not ready before it has one.
// Source: k8s.io/kubernetes/pkg/controller/nodeipam (RangeAllocator).
//
// Differs from Kubernetes: one IPv4 range, a /24 a node, and after the 256 ranges of the cluster's
// /16 the following ones are used (there, the 257th node gets none).
import type { Node } from '../../../apis/generated/core/v1';
import { NODES } from '../../../apis/resources';
import type { EventRecorder } from '../../client/eventRecorder';
import type { Informer } from '../../client/informer';
import { WorkQueue } from '../../client/workQueue';
import type { Controller, ControllerContext } from '../controllerContext';

/** 10.244.0.0/24 to 10.255.255.0/24. */
const RANGES = 12 * 256;
const FIRST_OCTET = 10;
const SECOND_OCTET = 244;
const RETRY_MS = 10_000;

export class NodeIpamController implements Controller {
  readonly #context: ControllerContext;
  readonly #recorder: EventRecorder;
  readonly #nodes: Informer<Node>;
  readonly #queue: WorkQueue;
  readonly #rangeOf = new Map<string, number>();
  readonly #taken = new Set<number>();
  #next = 0;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#recorder = context.recorder('cidrAllocator');
    this.#nodes = context.informers.informer(NODES);
    this.#queue = new WorkQueue(context.simulation, { label: 'sync node CIDR' }, (name) => {
      this.#sync(name);
    });
    this.#queue.stop();
    this.#nodes.addHandlers({
      added: (node) => {
        this.#occupy(node);
        if (!node.spec.podCIDR) this.#queue.add(node.metadata.name);
      },
      updated: (_, node) => {
        if (!node.spec.podCIDR) this.#queue.add(node.metadata.name);
      },
      deleted: (node) => {
        this.#release(node.metadata.name);
      },
    });
  }

  start(): void {
    this.#queue.start();
    for (const node of this.#nodes.list()) {
      if (!node.spec.podCIDR) this.#queue.add(node.metadata.name);
    }
  }

  stop(): void {
    this.#queue.stop();
  }

  #sync(name: string): void {
    const node = this.#nodes.get(undefined, name);
    if (node === undefined || node.spec.podCIDR) return;
    const range = this.#rangeOf.get(name) ?? this.#take(name);
    if (range === undefined) {
      const message = `Node ${name} status is now: CIDRNotAvailable`;
      this.#recorder.event(node, 'Normal', 'CIDRNotAvailable', message);
      this.#queue.addAfter(name, RETRY_MS, { background: true });
      return;
    }
    const podCIDR = cidrOf(range);
    this.#context.client.patch(NODES, undefined, name, {
      type: 'merge',
      body: { spec: { podCIDR, podCIDRs: [podCIDR] } },
    });
  }

  /** The next free range, counting on from the last one so that a freed one rests for long. */
  #take(name: string): number | undefined {
    for (let i = 0; i < RANGES; i++) {
      const range = (this.#next + i) % RANGES;
      if (this.#taken.has(range)) continue;
      this.#taken.add(range);
      this.#rangeOf.set(name, range);
      this.#next = range + 1;
      return range;
    }
    return undefined;
  }

  /** Nodes that had their range before this process started. */
  #occupy(node: Node): void {
    const range = rangeOf(node.spec.podCIDR ?? '');
    if (range === undefined) return;
    this.#taken.add(range);
    this.#rangeOf.set(node.metadata.name, range);
  }

  #release(name: string): void {
    const range = this.#rangeOf.get(name);
    if (range === undefined) return;
    this.#taken.delete(range);
    this.#rangeOf.delete(name);
  }
}

/** 0 is 10.244.0.0/24, 256 is 10.245.0.0/24. */
function cidrOf(range: number): string {
  const second = SECOND_OCTET + Math.floor(range / 256);
  return `${String(FIRST_OCTET)}.${String(second)}.${String(range % 256)}.0/24`;
}

function rangeOf(cidr: string): number | undefined {
  const match = /^10\.([0-9]+)\.([0-9]+)\.0\/24$/.exec(cidr);
  if (match === null) return undefined;
  const range = (Number(match[1]) - SECOND_OCTET) * 256 + Number(match[2]);
  return range >= 0 && range < RANGES ? range : undefined;
}
