// VolumeBinding: a pod waits until the claims that its volumes name are there and bound.
// Source: k8s.io/kubernetes/pkg/scheduler/framework/plugins/volumebinding.
//
// Differs from Kubernetes: claims of a class with WaitForFirstConsumer count as immediate, and the
// node affinity of bound volumes is not looked at.
import type { PersistentVolumeClaim, Pod } from '../../../apis/generated/core/v1';
import type { ClusterEvent } from '../clusterEvent';
import type { FilterPlugin, PreFilterResult } from '../framework/plugin';
import { StatusTable } from '../framework/status';
import type { PodInfo } from '../podInfo';

export interface ClaimLister {
  get(namespace: string | undefined, name: string): PersistentVolumeClaim | undefined;
}

interface ClaimUse {
  readonly name: string;
  /** Of a generic ephemeral volume: a controller makes it. */
  readonly ephemeral: boolean;
}

const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';

export class VolumeBinding implements FilterPlugin {
  readonly name = 'VolumeBinding';
  readonly #claims: ClaimLister;
  readonly #statuses = new StatusTable(this.name);

  constructor(claims: ClaimLister) {
    this.#claims = claims;
  }

  preFilter({ pod }: PodInfo): PreFilterResult | undefined {
    const uses = claimsOf(pod);
    if (uses.length === 0) return undefined;
    for (const use of uses) {
      const problem = missing(use, this.#claims.get(pod.metadata.namespace, use.name));
      if (problem !== undefined) {
        return { status: this.#statuses.status('UnschedulableAndUnresolvable', problem) };
      }
    }
    const unbound = uses.some(
      ({ name }) => !isBound(this.#claims.get(pod.metadata.namespace, name)),
    );
    if (!unbound) return undefined;
    const reason = 'pod has unbound immediate PersistentVolumeClaims';
    return { status: this.#statuses.status('UnschedulableAndUnresolvable', reason) };
  }

  queueingHint({ pod }: PodInfo, event: ClusterEvent): boolean {
    if (event.type !== 'claimChanged') return false;
    const { namespace, name } = event.claim.metadata;
    return namespace === pod.metadata.namespace && claimsOf(pod).some((use) => use.name === name);
  }
}

function claimsOf(pod: Pod): readonly ClaimUse[] {
  const uses: ClaimUse[] = [];
  for (const volume of pod.spec.volumes ?? []) {
    if (volume.persistentVolumeClaim !== undefined) {
      uses.push({ name: volume.persistentVolumeClaim.claimName, ephemeral: false });
    } else if (volume.ephemeral !== undefined) {
      uses.push({ name: `${pod.metadata.name}-${volume.name}`, ephemeral: true });
    }
  }
  return uses;
}

function missing(use: ClaimUse, claim: PersistentVolumeClaim | undefined): string | undefined {
  const quoted = `persistentvolumeclaim "${use.name}"`;
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

function isBound(claim: PersistentVolumeClaim | undefined): boolean {
  if (!claim?.spec.volumeName) return false;
  return claim.metadata.annotations?.[BIND_COMPLETED] !== undefined;
}
