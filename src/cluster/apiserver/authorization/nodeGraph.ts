// Which pods run on which node, as far as the API server knows, and through them what a kubelet has
// to do with. Built on the first question, then kept with every write to a pod.
// Source: k8s.io/kubernetes/plugin/pkg/auth/authorizer/node (graph.go).
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { PersistentVolume, Pod } from '../../../apis/generated/core/v1';
import { PODS } from '../../../apis/resources';
import type { EtcdClient } from '../../etcd/etcdClient';
import type { KeyRevision } from '../../etcd/keyRevision';
import { rangePrefix, storageKey } from '../objectStorage';
import type { ServedKind, ServedKinds } from '../servedKinds';
import { podRefersTo, type ReferencedKind } from './podReferences';

/** By the key in etcd. */
type Pods = Map<string, Pod>;

const NO_PODS: ReadonlyMap<string, Pod> = new Map();

export class NodeGraph {
  readonly #etcd: EtcdClient<ApiObject>;
  readonly #pods: ServedKind;
  #podsByNode: Map<string, Pods> | undefined;

  constructor(kinds: ServedKinds, etcd: EtcdClient<ApiObject>) {
    this.#etcd = etcd;
    this.#pods = kinds.get(PODS);
  }

  /** The pods of a node by their keys; undefined where `kind` is another, or nobody has asked before. */
  knownPods(kind: ServedKind, node: string): ReadonlyMap<string, Pod> | undefined {
    if (kind !== this.#pods || node === '' || this.#podsByNode === undefined) return undefined;
    return this.#podsByNode.get(node) ?? NO_PODS;
  }

  runsPod(node: string, namespace: string, name: string): boolean {
    return this.#podsOn(node)?.has(storageKey(this.#pods, namespace, name)) ?? false;
  }

  /** Whether a pod of the node refers to the object. */
  needs(node: string, kind: ReferencedKind, namespace: string, name: string): boolean {
    for (const pod of this.#podsOn(node)?.values() ?? []) {
      if (pod.metadata.namespace === namespace && podRefersTo(pod, kind, name)) return true;
    }
    return false;
  }

  /** Whether a claim of one of the node's pods is bound to the volume. */
  needsVolume(node: string, { spec }: PersistentVolume): boolean {
    const { namespace = '', name = '' } = spec.claimRef ?? {};
    return this.needs(node, 'persistentvolumeclaims', namespace, name);
  }

  #podsOn(node: string): Pods | undefined {
    this.#podsByNode ??= this.#build();
    return this.#podsByNode.get(node);
  }

  #build(): Map<string, Pods> {
    const podsByNode = new Map<string, Pods>();
    const prefix = rangePrefix(this.#pods, undefined);
    const update = (state: KeyRevision<ApiObject>): void => {
      put(podsByNode, state);
    };
    for (const state of this.#etcd.range(prefix)) update(state);
    this.#etcd.watch({ prefix }, update);
    return podsByNode;
  }
}

function put(
  podsByNode: Map<string, Pods>,
  { key, value, previous }: KeyRevision<ApiObject>,
): void {
  // Only pods are stored under the prefix of pods.
  const node = ((value ?? previous?.value) as Pod | undefined)?.spec.nodeName;
  if (!node) return;
  if (value === undefined) {
    podsByNode.get(node)?.delete(key);
    return;
  }
  let pods = podsByNode.get(node);
  if (pods === undefined) podsByNode.set(node, (pods = new Map<string, Pod>()));
  pods.set(key, value as Pod);
}
