// Which endpoint a client of a Service with session affinity had last: the next connection from its
// address goes there again, as long as the endpoint is one and not too much time has passed.
// Source: k8s.io/kubernetes/pkg/proxy/iptables (the module "recent").
import type { Simulation } from '../../simulation/simulation';
import type { ServiceEndpoint, ServiceRule } from './kubeProxy';

const DEFAULT_SECONDS = 10_800;
/** As many as iptables' module keeps a list of. */
const MAX_CLIENTS = 100;

interface Kept {
  readonly endpoint: ServiceEndpoint;
  readonly atMs: number;
}

export class SessionAffinity {
  readonly #simulation: Simulation;
  /** By client and destination; the longest unused first. */
  #clients: Map<string, Kept> | undefined;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  endpointOf(client: string, rule: ServiceRule): ServiceEndpoint | undefined {
    const kept = this.#clients?.get(client);
    if (kept === undefined) return undefined;
    const { timeoutSeconds } = rule.service.spec?.sessionAffinityConfig?.clientIP ?? {};
    const untilMs = kept.atMs + (timeoutSeconds ?? DEFAULT_SECONDS) * 1000;
    const { address, port } = kept.endpoint;
    const endpoint = rule.endpoints.find((each) => each.address === address && each.port === port);
    if (endpoint === undefined || this.#simulation.nowMs > untilMs) return undefined;
    this.keep(client, endpoint);
    return endpoint;
  }

  keep(client: string, endpoint: ServiceEndpoint): void {
    const clients = (this.#clients ??= new Map());
    clients.delete(client);
    clients.set(client, { endpoint, atMs: this.#simulation.nowMs });
    const [oldest] = clients.keys();
    if (clients.size > MAX_CLIENTS && oldest !== undefined) clients.delete(oldest);
  }
}
