// The scheduler's picture of the cluster: nodes with the pods on them. A pod that was just bound is
// assumed to be there before the watch has said so; otherwise the next pod could take its place.
// Source: k8s.io/kubernetes/pkg/scheduler/backend/cache.
import type { Node, Pod } from '../../apis/generated/core/v1';
import type { ClusterSnapshot } from './framework/plugin';
import { LabelGroups, type LabelGroup } from './labelGroups';
import { Nominations } from './nominations';
import { NodeInfo } from './nodeInfo';
import { orderNodesByZone, zoneOf } from './nodeOrder';
import { sharesRequests, type PodInfo } from './podInfo';

interface CachedPod {
  readonly info: PodInfo;
  readonly nodeName: string;
  readonly group: LabelGroup | undefined;
  /** Bound by this scheduler, not yet seen bound in a watch event. */
  assumed: boolean;
}

export class SchedulerCache implements ClusterSnapshot {
  readonly #nodes = new Map<string, NodeInfo>();
  readonly #pods = new Map<string, CachedPod>();
  readonly nominations = new Nominations();
  readonly #groups = new LabelGroups();
  /** Pods of nodes that are not there (yet, or any more), by the node's name. */
  readonly #homeless = new Map<string, Map<string, CachedPod>>();
  readonly #imageNodes = new Map<string, number>();
  #ordered: readonly NodeInfo[] | undefined;
  /** The zone of all nodes in `#ordered`, where there is only one. */
  #onlyZone: string | undefined;
  #names: readonly string[] = [];

  /** In the order in which they are tried: zones take turns. */
  get nodes(): readonly NodeInfo[] {
    return this.#order();
  }

  /** The names of `nodes`; the same array as long as no node comes or goes. */
  get nodeNames(): readonly string[] {
    this.#order();
    return this.#names;
  }

  node(name: string): NodeInfo | undefined {
    return this.#nodes.get(name);
  }

  nodesWithImage(image: string): number {
    return this.#imageNodes.get(image) ?? 0;
  }

  setNode(node: Node): void {
    const { name } = node.metadata;
    const known = this.#nodes.get(name);
    if (known !== undefined) {
      const zonesChanged = known.node.metadata.labels !== node.metadata.labels;
      const images = known.imageSizes;
      known.setNode(node);
      if (known.imageSizes !== images) this.#countImages(images, known.imageSizes);
      if (zonesChanged) this.#ordered = undefined;
      return;
    }
    const info = new NodeInfo(node);
    this.#nodes.set(name, info);
    this.#countImages(new Map(), info.imageSizes);
    for (const pod of this.#homeless.get(name)?.values() ?? []) info.addPod(pod.info, pod.group);
    this.#homeless.delete(name);
    this.#append(info);
  }

  removeNode(name: string): void {
    const info = this.#nodes.get(name);
    if (info === undefined) return;
    this.#nodes.delete(name);
    this.#countImages(info.imageSizes, new Map());
    for (const key of info.pods.keys()) {
      const pod = this.#pods.get(key);
      if (pod !== undefined) this.#homelessOn(name).set(key, pod);
    }
    this.#ordered = undefined;
  }

  /** The scheduler binds the pod to the node. */
  assumePod(info: PodInfo, nodeName: string): void {
    this.#put(info, nodeName, true);
  }

  /** A watch event says that the pod is on the node that was assumed. False where more has changed than that. */
  confirmPod(key: string, pod: Pod, nodeName: string): boolean {
    const known = this.#pods.get(key);
    if (known?.nodeName !== nodeName || !known.assumed) return false;
    const assumed = known.info.pod;
    const isSame =
      sharesRequests(assumed.spec, pod.spec) &&
      assumed.metadata.labels === pod.metadata.labels &&
      isTerminating(assumed) === isTerminating(pod);
    if (!isSame) return false;
    known.info.pod = pod;
    known.assumed = false;
    return true;
  }

  /** A watch event says that the pod is on a node: confirms an assumed pod, or changes a known one. */
  setPod(info: PodInfo, nodeName: string): void {
    const known = this.#pods.get(info.key);
    if (known !== undefined) this.#drop(known);
    this.#put(info, nodeName, false);
  }

  /** The pod changed in nothing that counts here: keeps no older state of it alive. */
  refreshPod(key: string, pod: Pod): void {
    const known = this.#pods.get(key);
    if (known !== undefined) known.info.pod = pod;
  }

  isAssumed(key: string): boolean {
    return this.#pods.get(key)?.assumed ?? false;
  }

  /** The pod as the cache has it, with or without confirmation. */
  pod(key: string): PodInfo | undefined {
    return this.#pods.get(key)?.info;
  }

  /** The pod is gone, has finished, or could not be bound. Returns what was there. */
  removePod(key: string): PodInfo | undefined {
    this.nominations.delete(key);
    const known = this.#pods.get(key);
    if (known === undefined) return undefined;
    this.#drop(known);
    return known.info;
  }

  #put(info: PodInfo, nodeName: string, assumed: boolean): void {
    this.nominations.delete(info.key);
    const group = isTerminating(info.pod) ? undefined : this.#groups.join(info.pod);
    const pod = { info, nodeName, group, assumed };
    this.#pods.set(info.key, pod);
    const node = this.#nodes.get(nodeName);
    if (node === undefined) this.#homelessOn(nodeName).set(info.key, pod);
    else node.addPod(info, group);
  }

  #drop(pod: CachedPod): void {
    const { info, nodeName, group } = pod;
    this.#pods.delete(info.key);
    if (group !== undefined) this.#groups.leave(group);
    const node = this.#nodes.get(nodeName);
    if (node !== undefined) {
      node.removePod(info, group);
      return;
    }
    const homeless = this.#homelessOn(nodeName);
    homeless.delete(info.key);
    if (homeless.size === 0) this.#homeless.delete(nodeName);
  }

  #homelessOn(nodeName: string): Map<string, CachedPod> {
    let pods = this.#homeless.get(nodeName);
    if (pods === undefined) {
      pods = new Map();
      this.#homeless.set(nodeName, pods);
    }
    return pods;
  }

  #countImages(old: ReadonlyMap<string, number>, images: ReadonlyMap<string, number>): void {
    for (const name of old.keys()) {
      const rest = (this.#imageNodes.get(name) ?? 0) - 1;
      if (rest > 0) this.#imageNodes.set(name, rest);
      else this.#imageNodes.delete(name);
    }
    for (const name of images.keys()) {
      this.#imageNodes.set(name, (this.#imageNodes.get(name) ?? 0) + 1);
    }
  }

  /** Where there is one zone, a new node comes last; else the order is made anew when it is needed. */
  #append(info: NodeInfo): void {
    if (this.#ordered === undefined) return;
    if (zoneOf(info) !== this.#onlyZone) {
      this.#ordered = undefined;
      return;
    }
    info.index = this.#ordered.length;
    this.#ordered = this.#ordered.concat(info);
    this.#names = this.#names.concat(info.name);
  }

  #order(): readonly NodeInfo[] {
    if (this.#ordered === undefined) {
      const nodes = [...this.#nodes.values()];
      this.#ordered = orderNodesByZone(nodes);
      const [first] = nodes;
      // The order of one zone is the one in which they came.
      this.#onlyZone = first !== undefined && this.#ordered === nodes ? zoneOf(first) : undefined;
      this.#names = this.#ordered.map((node) => node.name);
      this.#ordered.forEach((node, index) => {
        node.index = index;
      });
    }
    return this.#ordered;
  }
}

function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}
