// The network as a process on one node meets it: names through cluster DNS, services through
// kube-proxy's rules on this node, and from there to whatever has the address.
// Differs from Kubernetes: network policies are stored and not enforced, which the editor says of each; there
// is no internet.
import type { Simulation } from '../../simulation/simulation';
import type { Connection, NameAnswer, NetworkView } from '../runtime/networkView';
import type { ClusterDns } from './clusterDns';
import type { KubeProxy, ServiceEndpoint, ServiceRule } from './kubeProxy';
import { SessionAffinity } from './sessionAffinity';

/** Where packets go that belong to no service: pods and nodes, wherever they are. */
export interface AddressSpace {
  /** `origin`: the node from which it is tried; `from`: the address that the server sees. */
  reach(origin: string, from: string, address: string, port: number): Connection;
}

const DNS_PORT = 53;

export class NodeNetworkView implements NetworkView {
  readonly #proxy: KubeProxy;
  readonly #dns: ClusterDns;
  readonly #space: AddressSpace;
  readonly #node: string;
  readonly nodeAddress: string;
  readonly #simulation: Simulation;
  /** Made with the first service that wants it. */
  #affinity: SessionAffinity | undefined;

  constructor(options: {
    readonly proxy: KubeProxy;
    readonly dns: ClusterDns;
    readonly space: AddressSpace;
    readonly node: string;
    readonly nodeAddress: string;
    readonly simulation: Simulation;
  }) {
    this.#proxy = options.proxy;
    this.#dns = options.dns;
    this.#space = options.space;
    this.#node = options.node;
    this.nodeAddress = options.nodeAddress;
    this.#simulation = options.simulation;
  }

  get dnsAddress(): string {
    return this.#proxy.service('kube-system', 'kube-dns')?.spec?.clusterIP ?? '10.96.0.10';
  }

  lookup(name: string, namespace: string): NameAnswer {
    if (!this.#dnsAnswers()) return { kind: 'silent' };
    return this.#dns.lookup(name, namespace) ?? { kind: 'unknown' };
  }

  connect(from: string | undefined, address: string, port: number): Connection {
    const source = from ?? this.nodeAddress;
    const rule = this.#proxy.resolve(address, port);
    if (rule === undefined) return this.#space.reach(this.#node, source, address, port);
    const endpoint = this.#choose(rule, `${source}>${address}:${port}`);
    if (endpoint === undefined) return { kind: rule.isDropped ? 'timeout' : 'refused' };
    return this.#space.reach(this.#node, source, endpoint.address, endpoint.port);
  }

  /** One endpoint out of all, as iptables' statistic module draws it; the same again for a client with affinity. */
  #choose(rule: ServiceRule, client: string): ServiceEndpoint | undefined {
    const { endpoints, service } = rule;
    const affinity =
      service.spec?.sessionAffinity === 'ClientIP'
        ? (this.#affinity ??= new SessionAffinity(this.#simulation))
        : undefined;
    const kept = affinity?.endpointOf(client, rule);
    if (kept !== undefined) return kept;
    const chosen = endpoints.length > 1 ? this.#simulation.random.below(endpoints.length) : 0;
    const endpoint = endpoints[chosen];
    if (endpoint !== undefined) affinity?.keep(client, endpoint);
    return endpoint;
  }

  /** Lookups fail while no DNS server is ready and can be reached. */
  #dnsAnswers(): boolean {
    const address = this.#proxy.service('kube-system', 'kube-dns')?.spec?.clusterIP;
    if (address === undefined) return false;
    const { endpoints = [] } = this.#proxy.resolve(address, DNS_PORT, 'UDP') ?? {};
    return endpoints.some(({ address: server, port }) => {
      const { kind } = this.#space.reach(this.#node, this.nodeAddress, server, port);
      return kind === 'connected';
    });
  }
}
