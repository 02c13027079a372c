// What happens to a shop whose node loses power, step by step as the cluster notices and heals, in
// words for those who see it for the first time.
import { isNodeReady } from '../../apis/core/nodeState';
import { isPodReady } from '../../apis/core/podState';
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { Node, Pod } from '../../apis/generated/core/v1';
import type { ObservedChange } from '../../cluster/client/observer';
import type { ClusterState } from '../clusterState';
import { spanText } from './trafficWords';

export interface StoryStep {
  readonly atMs: number;
  readonly what: string;
  readonly why: string;
}

export interface StoryOptions {
  readonly state: ClusterState;
  /** The node that loses power. */
  readonly node: string;
  /** Since the first request. */
  readonly now: () => number;
}

export class ComparisonStory {
  readonly steps: StoryStep[] = [];
  readonly #options: StoryOptions;
  /** The shop's pods before the crash. */
  readonly #before: ReadonlySet<string>;
  readonly #seen = new Set<string>();
  #crashedMs = 0;

  /** Listens as long as the state lives. */
  constructor(options: StoryOptions) {
    const { state } = options;
    this.#options = options;
    this.#before = new Set(
      state.pods
        .list()
        .filter(isShop)
        .map(({ metadata }) => metadata.uid),
    );
    state.onChange((change) => {
      this.#look(change);
    });
  }

  powerLost(): void {
    const { node, now } = this.#options;
    this.#crashedMs = now();
    this.#add(
      `${node} loses power.`,
      'Its pod of the shop is gone at once. Nobody is told: a computer without power sends no farewell.',
    );
  }

  powerBack(): void {
    const { node } = this.#options;
    this.#add(
      `Somebody switches ${node} on again.`,
      'Kubernetes replaces pods, not computers: this part is up to people, or to a cloud that repairs nodes.',
    );
  }

  #look(change: ObservedChange<ApiObject>): void {
    const { object } = change;
    // What is observed under a kind is of that kind.
    if (object.kind === 'Node') this.#lookAtNode(object as Node);
    else if (object.kind === 'Pod') this.#lookAtPod(object as Pod);
  }

  #lookAtNode(node: Node): void {
    if (node.metadata.name !== this.#options.node) return;
    if (!isNodeReady(node)) {
      this.#once(
        'silent',
        `The control plane notices, ${spanText(this.#sinceCrash())} later: ${node.metadata.name} is NotReady.`,
        'The kubelet has sent no heartbeat for the grace period (50 s). The pods on the node leave the endpoints of the Service: kube-proxy on the other nodes sends no more requests there.',
      );
      return;
    }
    if (this.#seen.has('silent'))
      this.#once(
        'back',
        `${node.metadata.name} is Ready again.`,
        'Its kubelet reports again; new pods may run there.',
      );
  }

  #lookAtPod(pod: Pod): void {
    if (!isShop(pod)) return;
    const { uid, deletionTimestamp } = pod.metadata;
    if (this.#before.has(uid)) {
      if (deletionTimestamp !== undefined)
        this.#once(
          'evicted',
          `The pod on the silent node is given up, ${spanText(this.#sinceCrash())} after the crash.`,
          'Pods tolerate an unreachable node for 300 s, since it may come back. Then the pod is deleted, and its ReplicaSet creates another at once.',
        );
      return;
    }
    if (isPodReady(pod))
      this.#once(
        'replaced',
        `A new pod serves, on ${pod.spec.nodeName ?? 'a node'}.`,
        'The scheduler has found a node for it; once it is ready it joins the endpoints of the Service.',
      );
    else if (isUnschedulable(pod))
      this.#once(
        'pending',
        'The new pod stays Pending: no node is there that could run it.',
        'The only worker is gone, and the control plane node takes no pods of users. A cluster of one node cannot heal what happens to that node.',
      );
  }

  #sinceCrash(): number {
    return this.#options.now() - this.#crashedMs;
  }

  #once(key: string, what: string, why: string): void {
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#add(what, why);
  }

  #add(what: string, why: string): void {
    // Whole seconds: a moment before the minute is the minute.
    const atMs = Math.round(this.#options.now() / 1000) * 1000;
    this.steps.push({ atMs, what, why });
  }
}

function isShop({ metadata }: Pod): boolean {
  return metadata.labels?.['app'] === 'shop';
}

function isUnschedulable({ status }: Pod): boolean {
  return (
    status.conditions?.some(
      ({ type, reason }) => type === 'PodScheduled' && reason === 'Unschedulable',
    ) === true
  );
}
