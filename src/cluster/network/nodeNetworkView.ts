// The network as a process on one node meets it: names through cluster DNS, services through
// kube-proxy's rules.
// Differs from Kubernetes: addresses that belong to no service (pods, the internet) are not reached.
import type { Service } from '../../apis/generated/core/v1';
import type { NetworkView } from '../runtime/programs/process';
import type { ClusterDns } from './clusterDns';
import type { KubeProxy } from './kubeProxy';

const ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;
const DNS_PORT = 53;

export class NodeNetworkView implements NetworkView {
  readonly #proxy: KubeProxy;
  readonly #dns: ClusterDns;

  constructor(proxy: KubeProxy, dns: ClusterDns) {
    this.#proxy = proxy;
    this.#dns = dns;
  }

  resolves(name: string, namespace: string): boolean {
    return (
      ADDRESS.test(name) || (this.#dnsAnswers() && this.#dns.lookup(name, namespace) !== undefined)
    );
  }

  connects(host: string, port: number, namespace: string): boolean {
    if (ADDRESS.test(host)) return this.#accepts(host, port);
    const service = this.#dnsAnswers() ? this.#dns.lookup(host, namespace) : undefined;
    const address = service?.spec?.clusterIP;
    return address !== undefined && this.#accepts(address, port);
  }

  #accepts(address: string, port: number): boolean {
    return (this.#proxy.resolve(address, port)?.endpoints.length ?? 0) > 0;
  }

  /** Lookups fail while no DNS server is ready. */
  #dnsAnswers(): boolean {
    const dns: Service | undefined = this.#proxy.service('kube-system', 'kube-dns');
    const address = dns?.spec?.clusterIP;
    return (
      address !== undefined &&
      (this.#proxy.resolve(address, DNS_PORT, 'UDP')?.endpoints.length ?? 0) > 0
    );
  }
}
