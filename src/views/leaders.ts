// Who works of those of which a cluster has several: the holders of the Leases of kube-scheduler and
// kube-controller-manager, and the leader of etcd. Followed without a mark on the cluster.
import type { Lease } from '../apis/generated/coordination/v1';
import { LEASES } from '../apis/resources';
import type { ApiHandler } from '../cluster/client/apiHandler';
import { Observer, type ObservedChange } from '../cluster/client/observer';
import type { ComponentId } from './roles';

const ELECTED: readonly ComponentId[] = ['kube-scheduler', 'kube-controller-manager'];

export class Leaders {
  readonly #leases: Observer<Lease>;
  readonly #etcdLeader: () => string | undefined;
  #knownEtcdLeader: string | undefined;

  /** `changed` is told when another leads, not with every renewal of a Lease. */
  constructor(
    api: ApiHandler,
    etcdLeader: () => string | undefined,
    changed: (change: ObservedChange<Lease>) => void,
  ) {
    this.#etcdLeader = etcdLeader;
    this.#leases = new Observer(api, LEASES, 'kube-system');
    this.#leases.onChange((change) => {
      const leader = etcdLeader();
      const isOther = change.object.spec.holderIdentity !== change.old?.spec.holderIdentity;
      if (!isOther && leader === this.#knownEtcdLeader) return;
      this.#knownEtcdLeader = leader;
      changed(change);
    });
  }

  /** The node where the one that works is; undefined where nobody is known to, or all of them work. */
  nodeOf(component: ComponentId): string | undefined {
    if (component === 'etcd') return this.#etcdLeader();
    if (!ELECTED.includes(component)) return undefined;
    return this.#leases.get('kube-system', component)?.spec.holderIdentity?.split('_')[0];
  }

  dispose(): void {
    this.#leases.dispose();
  }
}
