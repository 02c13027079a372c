// Watches the cluster for what the walkthrough's steps ask for, and ticks a step off once it has
// been done in the cluster. VS Code remembers which steps are done.
import type * as vscode from 'vscode';
import { controllerOf } from '../apimachinery/objectMeta';
import { isNodeReady } from '../apis/core/nodeState';
import type { ClusterState } from '../views/clusterState';
import type { ContextKeys } from './contextKeys';
import { Refresher } from './refresher';
import type { Session } from './session';

/** What the walkthrough waits for; the names are the context keys in package.json. */
export type Milestone =
  | 'clusterReady'
  | 'podsSpread'
  | 'sawPlacement'
  | 'sawComponents'
  | 'fixedManifest'
  | 'applied'
  | 'nodeLost'
  | 'healed';

/** A burst of changes is looked at once, real ms. */
const LOOK_MS = 300;

export class LessonProgress implements vscode.Disposable {
  readonly #session: Session;
  readonly #keys: ContextKeys;
  readonly #subscription: vscode.Disposable;
  readonly #reached = new Set<Milestone>();
  #state: ClusterState | undefined;
  #stopListening: (() => void) | undefined;
  readonly #refresher = new Refresher(LOOK_MS, () => {
    if (this.#state !== undefined) this.#look(this.#state);
  });
  /** ReplicaSets with pods on a node that was lost, and how many pods each wants. */
  readonly #lostOwners = new Map<string, number>();

  constructor(session: Session, keys: ContextKeys) {
    this.#session = session;
    this.#keys = keys;
    this.#subscription = session.onDidChange(() => {
      this.#follow();
    });
    this.#follow();
  }

  reach(milestone: Milestone): void {
    if (this.#reached.has(milestone)) return;
    this.#reached.add(milestone);
    this.#keys.set(milestone, true);
  }

  dispose(): void {
    this.#refresher.dispose();
    this.#stopListening?.();
    this.#subscription.dispose();
  }

  #follow(): void {
    // What is seen of the past has been learnt already.
    const state = this.#session.running?.state;
    if (state === this.#state) return;
    this.#stopListening?.();
    this.#state = state;
    this.#lostOwners.clear();
    this.#refresher.dispose();
    this.#stopListening = state?.onChange(this.#refresher.soon);
  }

  #look(state: ClusterState): void {
    this.#lookAtNodes(state);
    this.#lookAtPods(state);
  }

  #lookAtNodes(state: ClusterState): void {
    const nodes = state.nodes.list();
    const lost = nodes.filter((node) => !isNodeReady(node));
    if (nodes.length > 1 && lost.length === 0) this.reach('clusterReady');
    if (!this.#reached.has('clusterReady')) return;
    for (const node of lost) this.#rememberLost(state, node.metadata.name);
  }

  /** Healing is measured by what ran on the lost node and is to run again elsewhere. */
  #rememberLost(state: ClusterState, node: string): void {
    for (const pod of state.podsOnNode(node)) {
      if (pod.metadata.namespace === 'kube-system') continue;
      this.reach('nodeLost');
      const owner = controllerOf(pod);
      const replicaSet =
        owner && state.replicaSets.list().find((each) => each.metadata.uid === owner.uid);
      if (replicaSet !== undefined) {
        this.#lostOwners.set(replicaSet.metadata.uid, replicaSet.spec.replicas ?? 1);
      }
    }
  }

  #lookAtPods(state: ClusterState): void {
    if (this.#reached.has('healed') && this.#reached.has('podsSpread')) return;
    const own = state.pods.list().filter((pod) => pod.metadata.namespace !== 'kube-system');
    const running = own.filter((pod) => pod.status.phase === 'Running');
    if (new Set(running.map((pod) => pod.spec.nodeName)).size >= 2) this.reach('podsSpread');
    for (const [uid, wanted] of this.#lostOwners) {
      const ready = running.filter(
        (pod) => controllerOf(pod)?.uid === uid && onReadyNode(state, pod.spec.nodeName),
      );
      if (ready.length >= wanted) this.reach('healed');
    }
  }
}

function onReadyNode(state: ClusterState, name: string | undefined): boolean {
  const node = name === undefined ? undefined : state.nodes.get(undefined, name);
  return node !== undefined && isNodeReady(node);
}
