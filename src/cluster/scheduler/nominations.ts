// Pods that room is being made for: until they are bound, what their victims leave is theirs before anybody of
// lower priority. Source: k8s.io/kubernetes/pkg/scheduler/backend/queue/nominator.go.
import type { PodInfo } from './podInfo';

interface Nomination {
  readonly pod: PodInfo;
  readonly nodeName: string;
}

/** Asked for every node in every cycle. */
const NONE: readonly PodInfo[] = [];

export class Nominations {
  /** By the key of the pod; none in most clusters. */
  readonly #byPod = new Map<string, Nomination>();

  nodeOf(key: string): string | undefined {
    return this.#byPod.get(key)?.nodeName;
  }

  set(pod: PodInfo, nodeName: string): void {
    this.#byPod.set(pod.key, { pod, nodeName });
  }

  delete(key: string): void {
    this.#byPod.delete(key);
  }

  /** Those of a node that come before the pod: its equals in priority, and higher ones. */
  before(pod: PodInfo, nodeName: string): readonly PodInfo[] {
    return this.#on(nodeName, (other) => other.priority >= pod.priority && other.key !== pod.key);
  }

  /** Those of a node that may have lost their room to the pod. */
  below(pod: PodInfo, nodeName: string): readonly PodInfo[] {
    return this.#on(nodeName, (other) => other.priority < pod.priority);
  }

  #on(nodeName: string, matches: (pod: PodInfo) => boolean): readonly PodInfo[] {
    if (this.#byPod.size === 0) return NONE;
    const found: PodInfo[] = [];
    for (const nomination of this.#byPod.values())
      if (nomination.nodeName === nodeName && matches(nomination.pod)) found.push(nomination.pod);
    return found;
  }
}
