// Cluster DNS as a pod sees it: which addresses a name means. Services by name, headless ones with
// the addresses of their pods, pods of a StatefulSet by theirs.
// Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
// Differs from Kubernetes: answers come from the node's own cache of services, at once; names of
// the internet are not answered, and an ExternalName is followed only within the cluster.
import type { Service } from '../../apis/generated/core/v1';

const DOMAIN = 'cluster.local';
/** ExternalNames that name each other. */
const MAX_ALIASES = 5;

export interface NamedEndpoint {
  readonly address: string;
  readonly hostname: string | undefined;
}

export interface ServiceLister {
  service(namespace: string, name: string): Service | undefined;
  /** Ready endpoints of a service; all where it publishes those that are not. */
  endpointsOf(namespace: string, name: string): readonly NamedEndpoint[];
}

export interface FoundName {
  readonly kind: 'found';
  /** With all that the search list has added. */
  readonly name: string;
  readonly addresses: readonly string[];
}

export class ClusterDns {
  readonly #services: ServiceLister;

  constructor(services: ServiceLister) {
    this.#services = services;
  }

  /** `name` as a pod of `namespace` asks for it, with the search list of its resolv.conf. */
  lookup(name: string, namespace: string): FoundName | undefined {
    return this.#lookup(name, namespace, 0);
  }

  #lookup(name: string, namespace: string, aliases: number): FoundName | undefined {
    const absolute = name.endsWith('.') ? name.slice(0, -1) : name;
    const suffixes = name.endsWith('.')
      ? ['']
      : ['', `.${namespace}.svc.${DOMAIN}`, `.svc.${DOMAIN}`, `.${DOMAIN}`];
    for (const suffix of suffixes) {
      const found = this.#absolute(absolute + suffix, aliases);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #absolute(name: string, aliases: number): FoundName | undefined {
    const pod = podAddress(name);
    if (pod !== undefined) return { kind: 'found', name, addresses: [pod] };
    const ending = `.svc.${DOMAIN}`;
    if (!name.endsWith(ending)) return undefined;
    const labels = name.slice(0, -ending.length).split('.');
    const [serviceName, namespace] = labels.slice(-2);
    if (labels.length > 3 || serviceName === undefined || namespace === undefined) return undefined;
    const service = this.#services.service(namespace, serviceName);
    if (service === undefined) return undefined;
    const { clusterIP, externalName, type } = service.spec ?? {};
    if (type === 'ExternalName')
      return aliases < MAX_ALIASES && labels.length === 2
        ? this.#lookup(`${externalName ?? ''}.`, namespace, aliases + 1)
        : undefined;
    const host = labels.length === 3 ? labels[0] : undefined;
    if (clusterIP !== undefined && clusterIP !== 'None' && clusterIP !== '')
      return host === undefined ? { kind: 'found', name, addresses: [clusterIP] } : undefined;
    const addresses = this.#services
      .endpointsOf(namespace, serviceName)
      .filter(
        ({ hostname, address }) =>
          host === undefined || host === hostname || host === address.replaceAll('.', '-'),
      )
      .map(({ address }) => address);
    return addresses.length === 0 ? undefined : { kind: 'found', name, addresses };
  }
}

/** `10-244-1-5.default.pod.cluster.local`. */
function podAddress(name: string): string | undefined {
  const match = /^(\d+-\d+-\d+-\d+)\.[a-z0-9-]+\.pod\.cluster\.local$/.exec(name);
  return match?.[1]?.replaceAll('-', '.');
}
