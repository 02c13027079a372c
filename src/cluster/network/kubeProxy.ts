// kube-proxy of one node: follows services and endpoint slices and answers where a connection to a
// service's address goes. Rules outlive the process: stopped, it leaves what it last wrote.
// Differs from Kubernetes: rules are looked up in the caches when asked instead of being written, so
// a change counts at once, not after up to a second (minSyncPeriod); trafficDistribution does not count.
// Source of what policies mean: k8s.io/kubernetes/pkg/proxy (topology.go, iptables/proxier.go).
import type { EndpointSlice } from '../../apis/generated/discovery/v1';
import type { Service } from '../../apis/generated/core/v1';
import { ENDPOINT_SLICES, SERVICES } from '../../apis/resources';
import { keyOf } from '../../apimachinery/objectMeta';
import type { Component, ComponentContext } from '../client/component';
import { EventRecorder } from '../client/eventRecorder';
import { Informer } from '../client/informer';
import { nodeReference } from '../client/nodeReference';
import type { NamedEndpoint, ServiceLister } from './clusterDns';

/** Where a connection may end. */
export interface ServiceEndpoint {
  readonly address: string;
  readonly port: number;
  /** `namespace/name` of the pod behind it. */
  readonly pod: string | undefined;
}

/** Where packets of one kind go. */
export interface EndpointChoice {
  /** Ready endpoints, or the terminating ones that still serve where none is ready. */
  readonly endpoints: readonly ServiceEndpoint[];
  /** Without endpoints: they are lost instead of rejected, since other nodes have some (policy Local). */
  readonly isDropped: boolean;
}

export interface ServiceRule extends EndpointChoice {
  readonly service: Service;
  readonly portName: string;
  /** For those who come from outside of the cluster (externalTrafficPolicy). */
  readonly fromOutside: EndpointChoice;
}

/** Where kube-proxy runs. */
export interface ProxiedNode {
  readonly name: string;
  /** `172.18.0.3`. */
  readonly address: string;
}

export type TransportProtocol = 'TCP' | 'UDP' | 'SCTP';

export class KubeProxy implements Component, ServiceLister {
  readonly #services: Informer<Service>;
  readonly #slices: Informer<EndpointSlice>;
  readonly #recorder: EventRecorder;
  readonly #node: ProxiedNode;
  /** Answers by destination, until a service or slice changes. */
  #answers: Map<string, ServiceRule | undefined> | undefined;
  #destinations: Map<string, ServiceDestination> | undefined;

  constructor(context: ComponentContext, node: ProxiedNode) {
    const { simulation, client } = context;
    this.#node = node;
    this.#recorder = new EventRecorder(context, { component: 'kube-proxy', host: node.name });
    this.#services = new Informer(simulation, client, SERVICES);
    this.#slices = new Informer(simulation, client, ENDPOINT_SLICES);
    const forget = (): void => {
      this.#answers = undefined;
      this.#destinations = undefined;
    };
    this.#services.addHandlers({ added: forget, updated: forget, deleted: forget });
    const forgetAnswers = (): void => {
      this.#answers = undefined;
    };
    this.#slices.addHandlers({
      added: forgetAnswers,
      updated: forgetAnswers,
      deleted: forgetAnswers,
    });
  }

  start(): void {
    this.#recorder.event(nodeReference(this.#node.name), 'Normal', 'Starting', '');
    this.resume();
  }

  stop(): void {
    this.#recorder.stop();
    this.pause();
  }

  /** It hangs: the rules stay, and go stale. */
  pause(): void {
    this.#services.stop();
    this.#slices.stop();
  }

  resume(): void {
    this.#services.start();
    this.#slices.start();
  }

  /** The services that it knows of. */
  services(): IterableIterator<Service> {
    return this.#services.list();
  }

  service(namespace: string, name: string): Service | undefined {
    return this.#services.get(namespace, name);
  }

  /** For DNS: the pods of a service by themselves. */
  endpointsOf(namespace: string, name: string): readonly NamedEndpoint[] {
    const publishesAll = this.service(namespace, name)?.spec?.publishNotReadyAddresses === true;
    const found: NamedEndpoint[] = [];
    for (const slice of this.#slices.list()) {
      if (slice.metadata.namespace !== namespace || serviceOf(slice) !== name) continue;
      for (const { addresses, conditions, hostname } of slice.endpoints ?? []) {
        const [address] = addresses;
        if (address === undefined) continue;
        if (publishesAll || conditions?.ready !== false) found.push({ address, hostname });
      }
    }
    return found;
  }

  /** The rule for a destination; undefined where it belongs to no service. */
  resolve(
    address: string,
    port: number,
    protocol: TransportProtocol = 'TCP',
  ): ServiceRule | undefined {
    const key = destinationKey(address, port, protocol);
    const answers = (this.#answers ??= new Map<string, ServiceRule | undefined>());
    if (answers.has(key)) return answers.get(key);
    this.#destinations ??= this.#listDestinations();
    const destination = this.#destinations.get(key);
    const rule = destination && this.#ruleOf(destination);
    answers.set(key, rule);
    return rule;
  }

  /** Where connections to a service's port go. */
  endpointsAt(namespace: string, name: string, portName: string): readonly ServiceEndpoint[] {
    const service = this.service(namespace, name);
    return service === undefined ? [] : this.#endpointsOf({ service, portName });
  }

  #listDestinations(): Map<string, ServiceDestination> {
    const destinations = new Map<string, ServiceDestination>();
    for (const service of this.#services.list()) {
      const { spec } = service;
      if (spec?.clusterIP === undefined || spec.clusterIP === 'None' || spec.clusterIP === '')
        continue;
      for (const { port, nodePort, name = '', protocol = 'TCP' } of spec.ports ?? []) {
        const destination = { service, portName: name, isNodePort: false };
        destinations.set(destinationKey(spec.clusterIP, port, protocol), destination);
        for (const external of spec.externalIPs ?? []) {
          destinations.set(destinationKey(external, port, protocol), destination);
        }
        if (nodePort !== undefined && nodePort !== 0) {
          const key = destinationKey(this.#node.address, nodePort, protocol);
          destinations.set(key, { ...destination, isNodePort: true });
        }
      }
    }
    return destinations;
  }

  /** Each kind of traffic has its policy; `Local` takes pods of this node only. */
  #ruleOf(destination: ServiceDestination): ServiceRule {
    const { spec } = destination.service;
    const all = this.#endpointsOf(destination);
    const chosen = (policy: string | undefined): EndpointChoice => {
      if (policy !== 'Local') return { endpoints: all, isDropped: false };
      const endpoints = this.#endpointsOf(destination, this.#node.name);
      return { endpoints, isDropped: endpoints.length === 0 && all.length > 0 };
    };
    const { isNodePort, service, portName } = destination;
    const inside = chosen(isNodePort ? undefined : spec?.internalTrafficPolicy);
    const fromOutside = chosen(spec?.externalTrafficPolicy);
    return { service, portName, ...inside, fromOutside };
  }

  /** `node`: only those on it. */
  #endpointsOf(
    { service, portName }: Pick<ServiceDestination, 'service' | 'portName'>,
    node?: string,
  ): readonly ServiceEndpoint[] {
    const ready: ServiceEndpoint[] = [];
    const terminating: ServiceEndpoint[] = [];
    const { namespace, name } = service.metadata;
    // No index: every node has this cache, and an answer is kept until a slice changes.
    for (const slice of this.#slices.list()) {
      if (slice.metadata.namespace !== namespace || serviceOf(slice) !== name) continue;
      const port = slice.ports?.find((candidate) => (candidate.name ?? '') === portName)?.port;
      if (port === undefined) continue;
      for (const { addresses, conditions, targetRef, nodeName } of slice.endpoints ?? []) {
        const address = addresses[0];
        if (address === undefined || (node !== undefined && nodeName !== node)) continue;
        const pod =
          targetRef?.kind === 'Pod' && targetRef.name !== undefined
            ? keyOf(targetRef.namespace, targetRef.name)
            : undefined;
        const endpoint = { address, port, pod };
        if (conditions?.ready !== false) ready.push(endpoint);
        else if (conditions.serving === true && conditions.terminating === true)
          terminating.push(endpoint);
      }
    }
    return ready.length > 0 ? ready : terminating;
  }
}

/** Undefined for slices of other addresses than those of the cluster, too. */
function serviceOf({ addressType, metadata }: EndpointSlice): string | undefined {
  return addressType === 'IPv4' ? metadata.labels?.['kubernetes.io/service-name'] : undefined;
}

interface ServiceDestination {
  readonly isNodePort: boolean;
  readonly service: Service;
  readonly portName: string;
}

function destinationKey(address: string, port: number, protocol: TransportProtocol): string {
  return `${address}:${String(port)}/${protocol}`;
}
