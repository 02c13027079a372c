// VolumeBinding: a pod goes where its volumes can be had. Claims that bind by themselves have to be
// bound before; for those of a class with WaitForFirstConsumer the plugin chooses volumes with the node.
// Source: k8s.io/kubernetes/pkg/scheduler/framework/plugins/volumebinding.
//
// Differs from Kubernetes: storage capacity, allowed topologies and scores by utilization are not
// looked at.
import { isReachableFrom } from '../../../apis/core/claimBinding';
import { claimsOf, type ClaimUse } from '../../../apis/core/podClaims';
import type { Node, PersistentVolumeClaim } from '../../../apis/generated/core/v1';
import type { Client } from '../../client/client';
import type { ClusterEvent } from '../clusterEvent';
import type {
  FilterPlugin,
  PreBindPlugin,
  PreBinding,
  PreFilterResult,
  ReservePlugin,
} from '../framework/plugin';
import { StatusTable, type Status } from '../framework/status';
import type { PodInfo } from '../podInfo';
import { VolumeChoice, type VolumeListers } from '../volumeChoice';

export class VolumeBinding implements FilterPlugin, ReservePlugin, PreBindPlugin {
  readonly name = 'VolumeBinding';
  readonly #listers: VolumeListers;
  readonly #client: Client;
  readonly #statuses = new StatusTable(this.name);
  /** What pods under way to a node are to get, by pod. */
  readonly #reserved = new Map<string, VolumeChoice>();

  constructor(listers: VolumeListers, client: Client) {
    this.#listers = listers;
    this.#client = client;
  }

  preFilter({ pod }: PodInfo): PreFilterResult | undefined {
    const uses = claimsOf(pod);
    if (uses.length === 0) return undefined;
    const claims: PersistentVolumeClaim[] = [];
    for (const use of uses) {
      const claim = this.#listers.claims.get(pod.metadata.namespace, use.claimName);
      const problem = missing(use, claim);
      if (problem !== undefined) return { status: this.#refusal(problem) };
      if (claim !== undefined) claims.push(claim);
    }
    const parts = VolumeChoice.parts(claims, this.#listers);
    if (parts.immediate.length > 0) {
      return { status: this.#refusal('pod has unbound immediate PersistentVolumeClaims') };
    }
    return { filter: ({ node }) => this.#filter(node, parts.bound, parts.delayed) };
  }

  reserve({ pod, key }: PodInfo, nodeName: string): Status | undefined {
    const claims = this.#claimsToBind(pod.metadata.namespace, claimsOf(pod));
    const node = this.#listers.node(nodeName);
    if (claims.length === 0 || node === undefined) return undefined;
    const choice = VolumeChoice.make(claims, node, this.#listers, this.#taken());
    if (choice === undefined) return this.#refusal(NO_VOLUMES);
    this.#reserved.set(key, choice);
    return undefined;
  }

  unreserve({ key }: PodInfo): void {
    this.#reserved.delete(key);
  }

  preBind({ key }: PodInfo, nodeName: string): PreBinding | undefined {
    const choice = this.#reserved.get(key);
    if (choice === undefined) return undefined;
    choice.write(this.#client, nodeName);
    return {
      what: 'binding volumes',
      isDone: () => {
        if (!choice.isBound(this.#listers)) return false;
        this.#reserved.delete(key);
        return true;
      },
    };
  }

  queueingHint({ pod }: PodInfo, event: ClusterEvent): boolean {
    switch (event.type) {
      case 'nodeAdded':
      case 'volumeChanged':
      case 'storageClassAdded':
        return true;
      case 'nodeUpdated':
        return event.old.metadata.labels !== event.node.metadata.labels;
      case 'claimChanged': {
        const { namespace, name } = event.claim.metadata;
        const uses = claimsOf(pod);
        return namespace === pod.metadata.namespace && uses.some((use) => use.claimName === name);
      }
      default:
        return false;
    }
  }

  #filter(
    node: Node,
    bound: readonly PersistentVolumeClaim[],
    delayed: readonly PersistentVolumeClaim[],
  ): Status | undefined {
    for (const { spec } of bound) {
      const volume = this.#listers.volumes.get(undefined, spec.volumeName ?? '');
      if (volume === undefined) return this.#refusal(NO_SUCH_VOLUME);
      if (!isReachableFrom(volume, node)) return this.#refusal(UNREACHABLE);
    }
    if (delayed.length === 0) return undefined;
    const choice = VolumeChoice.make(delayed, node, this.#listers, this.#taken());
    return choice === undefined ? this.#refusal(NO_VOLUMES) : undefined;
  }

  #claimsToBind(
    namespace: string | undefined,
    uses: readonly ClaimUse[],
  ): readonly PersistentVolumeClaim[] {
    const claims = uses.flatMap(
      ({ claimName }) => this.#listers.claims.get(namespace, claimName) ?? [],
    );
    return VolumeChoice.parts(claims, this.#listers).delayed;
  }

  #taken(): ReadonlySet<string> {
    return new Set([...this.#reserved.values()].flatMap((choice) => choice.volumeNames));
  }

  #refusal(reason: string): Status {
    return this.#statuses.status('UnschedulableAndUnresolvable', reason);
  }
}

const NO_VOLUMES = "node(s) didn't find available persistent volumes to bind";
const UNREACHABLE = "node(s) didn't match PersistentVolume's node affinity";
const NO_SUCH_VOLUME = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';

function missing(use: ClaimUse, claim: PersistentVolumeClaim | undefined): string | undefined {
  const quoted = `persistentvolumeclaim "${use.claimName}"`;
  if (claim === undefined) {
    return use.ephemeral
      ? `waiting for ephemeral volume controller to create the ${quoted}`
      : `${quoted} not found`;
  }
  if (claim.status.phase === 'Lost') {
    const volume = claim.spec.volumeName ?? '';
    return `${quoted} bound to non-existent persistentvolume "${volume}"`;
  }
  if (claim.metadata.deletionTimestamp !== undefined) return `${quoted} is being deleted`;
  return undefined;
}
