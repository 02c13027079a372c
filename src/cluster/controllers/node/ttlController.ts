// Tells kubelets by an annotation how long they may keep what they know of secrets and config maps: the
// larger the cluster, the longer. Kubelets that watch what they need, as they do by default, take no notice.
// Source: k8s.io/kubernetes/pkg/controller/ttl.
import type { Node } from '../../../apis/generated/core/v1';
import { NODES } from '../../../apis/resources';
import type { Informer } from '../../client/informer';
import { WorkQueue } from '../../client/workQueue';
import type { Controller, ControllerContext } from '../controllerContext';

const ANNOTATION = 'node.alpha.kubernetes.io/ttl';

interface Step {
  /** With fewer nodes than this, back to the step before; they overlap, so that nothing flaps. */
  readonly minNodes: number;
  readonly maxNodes: number;
  readonly seconds: number;
}

const STEPS: readonly Step[] = [
  { minNodes: 0, maxNodes: 100, seconds: 0 },
  { minNodes: 90, maxNodes: 500, seconds: 15 },
  { minNodes: 450, maxNodes: 1000, seconds: 30 },
  { minNodes: 900, maxNodes: 2000, seconds: 60 },
  { minNodes: 1800, maxNodes: Infinity, seconds: 300 },
];

export class TtlController implements Controller {
  readonly #context: ControllerContext;
  readonly #nodes: Informer<Node>;
  readonly #queue: WorkQueue;
  #step = 0;
  #seconds = '0';

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#nodes = context.informers.informer(NODES);
    this.#queue = new WorkQueue(context.simulation, { label: 'sync node ttl' }, (name) => {
      this.#sync(name);
    });
    this.#queue.stop();
    this.#nodes.addHandlers({
      added: (node) => {
        this.#counted();
        this.#enqueue(node);
      },
      // Also when only the number of nodes has changed: a kubelet writes its status often enough.
      updated: (_, node) => {
        this.#enqueue(node);
      },
      deleted: () => {
        this.#counted();
      },
    });
  }

  start(): void {
    this.#queue.start();
    for (const node of this.#nodes.list()) this.#enqueue(node);
  }

  stop(): void {
    this.#queue.stop();
  }

  #enqueue(node: Node): void {
    if (!this.#isRight(node)) this.#queue.add(node.metadata.name);
  }

  #isRight({ metadata }: Node): boolean {
    return metadata.annotations?.[ANNOTATION] === this.#seconds;
  }

  #counted(): void {
    const { size } = this.#nodes;
    const step = STEPS[this.#step];
    if (step === undefined) return;
    if (size > step.maxNodes) this.#step += 1;
    else if (size < step.minNodes) this.#step -= 1;
    this.#seconds = String(STEPS[this.#step]?.seconds ?? 0);
  }

  #sync(name: string): void {
    const node = this.#nodes.get(undefined, name);
    if (node === undefined || this.#isRight(node)) return;
    const body = { metadata: { annotations: { [ANNOTATION]: this.#seconds } } };
    this.#context.client.patch(NODES, undefined, name, { type: 'strategic', body });
  }
}
