// How controllers agree on a leader by a Lease; the library brings no such thing. The protocol is that of
// client-go (tools/leaderelection): who holds the lease renews it, others wait until it has not changed for its
// duration, measured by their own clock, and resourceVersion lets one of those who try at once win.
import * as k8s from '@kubernetes/client-node';
import { NAMESPACE } from './caseLab';

const DURATION_SECONDS = 15;

export class LeaderElector {
  readonly #leases: k8s.CoordinationV1Api;
  readonly #name: string;
  readonly #identity: string;
  #observed: k8s.V1Lease | undefined;
  #observedMs = 0;

  constructor(config: k8s.KubeConfig, name: string, identity: string) {
    this.#leases = config.makeApiClient(k8s.CoordinationV1Api);
    this.#name = name;
    this.#identity = identity;
  }

  get isLeader(): boolean {
    return this.#observed?.spec?.holderIdentity === this.#identity;
  }

  get lease(): k8s.V1Lease | undefined {
    return this.#observed;
  }

  /** One try; true where the lease is ours behind it. */
  async tryAcquireOrRenew(nowMs: number): Promise<boolean> {
    await this.observe(nowMs);
    return this.claim(nowMs);
  }

  async observe(nowMs: number): Promise<void> {
    const request = { name: this.#name, namespace: NAMESPACE };
    const lease = await this.#leases.readNamespacedLease(request).catch((error: unknown) => {
      if (error instanceof k8s.ApiException && error.code === 404) return undefined;
      throw error;
    });
    if (lease?.metadata?.resourceVersion === this.#observed?.metadata?.resourceVersion) return;
    this.#observed = lease;
    this.#observedMs = nowMs;
  }

  /** By what was observed last. */
  async claim(nowMs: number): Promise<boolean> {
    const held = this.#observed;
    if (held?.spec?.holderIdentity && !this.isLeader && !this.#hasRunOut(nowMs)) return false;
    try {
      this.#observed = await (held === undefined ? this.#create(nowMs) : this.#update(held, nowMs));
      this.#observedMs = nowMs;
      return true;
    } catch (error) {
      // Someone was faster.
      if (error instanceof k8s.ApiException && error.code === 409) return false;
      throw error;
    }
  }

  #hasRunOut(nowMs: number): boolean {
    const seconds = this.#observed?.spec?.leaseDurationSeconds ?? DURATION_SECONDS;
    return nowMs >= this.#observedMs + seconds * 1000;
  }

  #create(nowMs: number): Promise<k8s.V1Lease> {
    const acquireTime = new k8s.V1MicroTime(nowMs);
    return this.#leases.createNamespacedLease({
      namespace: NAMESPACE,
      body: {
        metadata: { name: this.#name },
        spec: { ...this.#claimed(nowMs), acquireTime, leaseTransitions: 0 },
      },
    });
  }

  #update(held: k8s.V1Lease, nowMs: number): Promise<k8s.V1Lease> {
    const { leaseTransitions = 0, acquireTime = new k8s.V1MicroTime(nowMs) } = held.spec ?? {};
    const taken = this.isLeader
      ? { acquireTime, leaseTransitions }
      : { acquireTime: new k8s.V1MicroTime(nowMs), leaseTransitions: leaseTransitions + 1 };
    return this.#leases.replaceNamespacedLease({
      name: this.#name,
      namespace: NAMESPACE,
      body: { ...held, spec: { ...this.#claimed(nowMs), ...taken } },
    });
  }

  #claimed(nowMs: number): k8s.V1LeaseSpec {
    return {
      holderIdentity: this.#identity,
      leaseDurationSeconds: DURATION_SECONDS,
      renewTime: new k8s.V1MicroTime(nowMs),
    };
  }
}
