// One candidate for a Lease: tries to get it, renews it while it has it, and gives up where it could not renew
// in time. Of all candidates at most one leads, as long as their clocks run alike.
// Source: k8s.io/client-go/tools/leaderelection (leaderelection.go, resourcelock/leaselock.go).
//
// Differs from Kubernetes: all clocks of the cluster show the same; a lease is not released at the end
// (nor does Kubernetes 1.35).
import { isApiError } from '../../../apimachinery/apiStatus';
import type { Lease, LeaseSpec } from '../../../apis/generated/coordination/v1';
import { LEASES } from '../../../apis/resources';
import type { Timer } from '../../../simulation/simulation';
import type { ComponentContext } from '../component';

/** --leader-elect-lease-duration, --leader-elect-renew-deadline, --leader-elect-retry-period. */
const LEASE_DURATION_MS = 15_000;
const RENEW_DEADLINE_MS = 10_000;
const RETRY_PERIOD_MS = 2_000;
/** A candidate waits up to so many retry periods more between two tries. */
const JITTER = 1.2;

const NAMESPACE = 'kube-system';

export interface LeaderElectorOptions {
  /** Of the Lease in kube-system. */
  readonly name: string;
  readonly identity: string;
  /** The lease is ours, with its present state. */
  readonly startedLeading: (lease: Lease) => void;
  /** It could not be renewed in time: by now another may have it. */
  readonly stoppedLeading: (lease: Lease) => void;
}

export class LeaderElector {
  readonly #context: ComponentContext;
  readonly #options: LeaderElectorOptions;
  /** As it was last seen or written, and when a change of it was first seen. */
  #observed: Lease | undefined;
  #observedMs = 0;
  #renewedMs = 0;
  #timer: Timer | undefined;

  constructor(context: ComponentContext, options: LeaderElectorOptions) {
    this.#context = context;
    this.#options = options;
  }

  start(): void {
    this.#acquire();
  }

  /** The process is gone: the lease runs out by itself. */
  stop(): void {
    this.#timer?.cancel();
  }

  #acquire(): void {
    const seen = this.#observed;
    const lease = this.#tryAcquireOrRenew();
    if (lease === undefined) {
      const delayMs = RETRY_PERIOD_MS * (1 + JITTER * this.#context.simulation.random.fraction());
      // A holder that has renewed it will do so for ever; one that has not may be gone.
      const isAlive = this.#observed === undefined || this.#observed !== seen;
      this.#later('try to acquire lease', delayMs, isAlive, () => {
        this.#acquire();
      });
      return;
    }
    this.#renewLater();
    this.#options.startedLeading(lease);
  }

  #renewLater(): void {
    this.#renewedMs = this.#context.simulation.nowMs;
    this.#later('renew lease', RETRY_PERIOD_MS, true, () => {
      this.#renew();
    });
  }

  #renew(): void {
    const lease = this.#renewUnread() ?? this.#tryAcquireOrRenew();
    if (lease !== undefined) {
      this.#renewLater();
      return;
    }
    const { nowMs } = this.#context.simulation;
    const deadlineMs = this.#renewedMs + RETRY_PERIOD_MS + RENEW_DEADLINE_MS;
    if (nowMs < deadlineMs) {
      const delayMs = Math.min(RETRY_PERIOD_MS, deadlineMs - nowMs);
      this.#later('renew lease', delayMs, true, () => {
        this.#renew();
      });
      return;
    }
    // Whoever led has seen the lease.
    if (this.#observed !== undefined) this.#options.stoppedLeading(this.#observed);
  }

  #later(label: string, delayMs: number, background: boolean, action: () => void): void {
    const { name, identity } = this.#options;
    const subject = `${name} ${identity}`;
    const { simulation } = this.#context;
    this.#timer = simulation.schedule(delayMs, label, subject, action, { background });
  }

  /** The lease where it is ours now; undefined where another has it, or nobody answers. */
  #tryAcquireOrRenew(): Lease | undefined {
    try {
      const current = this.#context.client.find(LEASES, NAMESPACE, this.#options.name);
      if (current === undefined) return this.#remember(this.#create());
      if (current.metadata.resourceVersion !== this.#observed?.metadata.resourceVersion) {
        this.#remember(current);
      }
      const holder = current.spec.holderIdentity ?? '';
      const isOurs = holder === this.#options.identity;
      if (!isOurs && holder !== '' && this.#isValid(current)) return undefined;
      return this.#write(current, isOurs);
    } catch (error) {
      if (!isApiError(error)) throw error;
      return undefined;
    }
  }

  /** A leader knows its lease: it writes it without having read it. */
  #renewUnread(): Lease | undefined {
    const lease = this.#observed;
    if (lease === undefined || !this.#isValid(lease)) return undefined;
    try {
      return this.#write(lease, true);
    } catch (error) {
      if (!isApiError(error)) throw error;
      return undefined;
    }
  }

  #isValid({ spec }: Lease): boolean {
    const durationMs = (spec.leaseDurationSeconds ?? 0) * 1000;
    return this.#observedMs + durationMs > this.#context.simulation.nowMs;
  }

  #create(): Lease {
    const spec = { ...this.#renewed(), acquireTime: this.#context.clock.nowMicro() };
    return this.#context.client.create(LEASES, NAMESPACE, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: this.#options.name, namespace: NAMESPACE },
      spec: { ...spec, leaseTransitions: 0 },
    });
  }

  #write(lease: Lease, isOurs: boolean): Lease {
    const { clock, client } = this.#context;
    const taken = isOurs
      ? {}
      : {
          acquireTime: clock.nowMicro(),
          leaseTransitions: (lease.spec.leaseTransitions ?? 0) + 1,
        };
    const spec = { ...lease.spec, ...this.#renewed(), ...taken };
    return this.#remember(client.update(LEASES, { ...lease, spec }));
  }

  #renewed(): LeaseSpec {
    return {
      holderIdentity: this.#options.identity,
      leaseDurationSeconds: LEASE_DURATION_MS / 1000,
      renewTime: this.#context.clock.nowMicro(),
    };
  }

  #remember(lease: Lease): Lease {
    this.#observed = lease;
    this.#observedMs = this.#context.simulation.nowMs;
    return lease;
  }
}
