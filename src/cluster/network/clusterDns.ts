// Cluster DNS as a pod sees it: which service a name means, and its address.
// Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
// Differs from Kubernetes: answers come from the node's own cache of services, at once; names of
// single pods and of the internet are not answered.
import type { Service } from '../../apis/generated/core/v1';

const DOMAIN = 'cluster.local';

export interface ServiceLister {
  service(namespace: string, name: string): Service | undefined;
}

export class ClusterDns {
  readonly #services: ServiceLister;

  constructor(services: ServiceLister) {
    this.#services = services;
  }

  /** `name` as a pod of `namespace` asks for it, with the search list of its resolv.conf. */
  lookup(name: string, namespace: string): Service | undefined {
    const absolute = name.endsWith('.') ? name.slice(0, -1) : name;
    const suffixes = name.endsWith('.')
      ? ['']
      : ['', `.${namespace}.svc.${DOMAIN}`, `.svc.${DOMAIN}`, `.${DOMAIN}`];
    for (const suffix of suffixes) {
      const service = this.#absolute(absolute + suffix);
      if (service !== undefined) return service;
    }
    return undefined;
  }

  #absolute(name: string): Service | undefined {
    const ending = `.svc.${DOMAIN}`;
    if (!name.endsWith(ending)) return undefined;
    const labels = name.slice(0, -ending.length).split('.');
    const [service, serviceNamespace] = labels.slice(-2);
    if (labels.length > 3 || service === undefined || serviceNamespace === undefined)
      return undefined;
    return this.#services.service(serviceNamespace, service);
  }
}
