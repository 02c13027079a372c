// Takes away the identity Leases of API servers that are gone: those that nobody has renewed for as long as they last.
// Every server looks when it starts, and every hour.
// Source: k8s.io/kubernetes/pkg/controlplane/controller/apiserverleasegc, controlplane/apiserver (IdentityLeaseGCPeriod).
import { parseTime } from '../../apimachinery/time';
import type { WallClock } from '../../apimachinery/wallClock';
import type { Lease } from '../../apis/generated/coordination/v1';
import { LEASES } from '../../apis/resources';
import type { Simulation, Timer } from '../../simulation/simulation';
import type { Client } from '../client/client';
import { unlessRefused } from './loopback';
import { IDENTITY_LABELS } from './serverPresence';

const PERIOD_MS = 3_600_000;
const SELECTOR = Object.entries(IDENTITY_LABELS)
  .map(([key, value]) => `${key}=${value}`)
  .join();

export interface IdentityLeaseCollectorOptions {
  readonly simulation: Simulation;
  readonly clock: WallClock;
  readonly client: Client;
  readonly isWritable: () => boolean;
}

export class IdentityLeaseCollector {
  readonly #options: IdentityLeaseCollectorOptions;
  #timer: Timer | undefined;

  constructor(options: IdentityLeaseCollectorOptions) {
    this.#options = options;
  }

  start(): void {
    const { simulation, isWritable } = this.#options;
    const again = (): void => {
      this.start();
    };
    const background = { background: true };
    this.#timer = simulation.schedule(
      PERIOD_MS,
      'collect identity leases',
      'kube-apiserver',
      again,
      background,
    );
    if (isWritable())
      unlessRefused(() => {
        this.#collect();
      });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #collect(): void {
    const { client } = this.#options;
    const listed = client.list(LEASES, 'kube-system', {
      labelSelector: SELECTOR,
      resourceVersion: '0',
    });
    for (const { metadata, spec } of listed.items) {
      if (!this.#isExpired(spec)) continue;
      // What the cache says may be old.
      const latest = client.find(LEASES, 'kube-system', metadata.name);
      if (latest !== undefined && this.#isExpired(latest.spec))
        client.delete(LEASES, 'kube-system', metadata.name);
    }
  }

  /** One that does not say how long it lasts is none of a server. */
  #isExpired({ renewTime, leaseDurationSeconds }: Lease['spec']): boolean {
    const renewedMs = parseTime(renewTime ?? '');
    if (renewedMs === undefined || leaseDurationSeconds === undefined) return true;
    return renewedMs + leaseDurationSeconds * 1_000 < this.#options.clock.epochMs;
  }
}
