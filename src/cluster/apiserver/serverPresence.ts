// How an API server shows that it is there: its identity Lease in kube-system, and its address in the endpoints of
// the service `kubernetes`, from which those of servers that are gone are taken.
// Source: k8s.io/kubernetes/pkg/controlplane (reconcilers/lease.go, controller/kubernetesservice),
// k8s.io/component-helpers/apimachinery/lease.
//
// Differs from Kubernetes: the ending of a Lease's name is made of the host's name in another way; that a server lives
// is noted beside etcd, not in it (/registry/masterleases).
import { deepEqual } from '../../apimachinery/deepEqual';
import type { WallClock } from '../../apimachinery/wallClock';
import type { EndpointSubset } from '../../apis/generated/core/v1';
import { ENDPOINT_SLICES, ENDPOINTS, LEASES } from '../../apis/resources';
import { Random } from '../../simulation/random';
import type { Simulation, Timer } from '../../simulation/simulation';
import type { Client } from '../client/client';
import { unlessRefused } from './loopback';

/** DefaultEndpointReconcilerInterval, IdentityLeaseRenewIntervalPeriod. */
const INTERVAL_MS = 10_000;
/** DefaultEndpointReconcilerTTL. */
const LIFE_MS = 15_000;
const IDENTITY_SECONDS = 3_600;
const PORT = 6443;
/** What the Leases of API servers are known by. */
export const IDENTITY_LABELS = { 'apiserver.kubernetes.io/identity': 'kube-apiserver' } as const;

/** The addresses of all servers of a cluster, each until it was not heard of for too long. */
export class LiveServers {
  readonly #untilMs = new Map<string, number>();

  renew(address: string, nowMs: number): void {
    this.#untilMs.set(address, nowMs + LIFE_MS);
  }

  at(nowMs: number): readonly string[] {
    const live = [...this.#untilMs].filter(([, untilMs]) => untilMs > nowMs);
    return live.map(([address]) => address).sort();
  }
}

export interface ServerPresenceOptions {
  readonly simulation: Simulation;
  readonly clock: WallClock;
  readonly client: Client;
  readonly isWritable: () => boolean;
  readonly host: string;
  readonly address: string;
  readonly live: LiveServers;
}

export class ServerPresence {
  readonly #options: ServerPresenceOptions;
  #identity = '';
  #timer: Timer | undefined;

  constructor(options: ServerPresenceOptions) {
    this.#options = options;
  }

  start(): void {
    const { host, simulation } = this.#options;
    this.#identity = `${leaseName(host)}_${simulation.random.uuid()}`;
    this.#tick();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #tick(): void {
    const { simulation, host, isWritable, address, live } = this.#options;
    const again = (): void => {
      this.#tick();
    };
    const background = { background: true };
    this.#timer = simulation.schedule(INTERVAL_MS, 'show presence', host, again, background);
    if (!isWritable()) return;
    live.renew(address, simulation.nowMs);
    unlessRefused(() => {
      this.#renewIdentity();
      this.#reconcileEndpoints(live.at(simulation.nowMs));
    });
  }

  #renewIdentity(): void {
    const { client, clock, host } = this.#options;
    const name = leaseName(host);
    const spec = {
      holderIdentity: this.#identity,
      leaseDurationSeconds: IDENTITY_SECONDS,
      renewTime: clock.nowMicro(),
    };
    const lease = client.find(LEASES, 'kube-system', name);
    if (lease !== undefined) {
      client.update(LEASES, { ...lease, spec: { ...lease.spec, ...spec } });
    } else {
      const labels = { ...IDENTITY_LABELS, 'kubernetes.io/hostname': host };
      client.create(LEASES, 'kube-system', {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name, namespace: 'kube-system', labels },
        spec,
      });
    }
  }

  /** What kubeadm made with the first address follows the servers that there are. */
  #reconcileEndpoints(addresses: readonly string[]): void {
    const { client } = this.#options;
    const endpoints = client.find(ENDPOINTS, 'default', 'kubernetes');
    if (endpoints === undefined) return;
    const ports = [{ name: 'https', port: PORT, protocol: 'TCP' as const }];
    const subsets: EndpointSubset[] = [{ addresses: addresses.map((ip) => ({ ip })), ports }];
    if (!deepEqual(endpoints.subsets, subsets)) client.update(ENDPOINTS, { ...endpoints, subsets });
    const slice = client.find(ENDPOINT_SLICES, 'default', 'kubernetes');
    if (slice === undefined) return;
    const wanted = addresses.map((address) => ({
      addresses: [address],
      conditions: { ready: true },
    }));
    if (!deepEqual(slice.endpoints, wanted))
      client.update(ENDPOINT_SLICES, { ...slice, endpoints: wanted });
  }
}

/** `apiserver-` and 26 letters and digits of base 32 that are always the same for a host. */
function leaseName(host: string): string {
  let hash = 0;
  for (let i = 0; i < host.length; i++) hash = (Math.imul(hash, 31) + host.charCodeAt(i)) | 0;
  return `apiserver-${new Random(hash).string(26, 'abcdefghijklmnopqrstuvwxyz234567')}`;
}
