// Endpoints of one Service, worked out once for each state of a pod: in a Service of 1,000 pods, a
// change of one pod must not cost as much as 1,000 changes.
import type { Node, Pod, Service } from '../../../apis/generated/core/v1';
import type { Endpoint, EndpointPort } from '../../../apis/generated/discovery/v1';
import type { Informer } from '../../client/informer';
import { endpointOf, endpointPorts } from './endpoints';
import { endpointKey, portsKey } from './sliceReconciler';

interface CachedEndpoint {
  readonly key: string;
  readonly ports: readonly EndpointPort[];
  readonly groupKey: string;
  readonly endpoint: Endpoint;
  readonly nodeLabels: Node['metadata']['labels'];
}

export class EndpointCache {
  #service: Service | undefined;
  #entries = new WeakMap<Pod, CachedEndpoint>();

  /** Objects are immutable, so that the same pod, service and node labels give the same endpoint. */
  entry(pod: Pod, service: Service, nodes: Informer<Node>): CachedEndpoint {
    if (service !== this.#service) {
      this.#service = service;
      this.#entries = new WeakMap();
    }
    const node = nodes.get(undefined, pod.spec.nodeName ?? '');
    const nodeLabels = node?.metadata.labels;
    const known = this.#entries.get(pod);
    if (known?.nodeLabels === nodeLabels && known !== undefined) return known;
    const endpoint = endpointOf(pod, node, service);
    const ports = endpointPorts(service, pod);
    const key = endpointKey(endpoint);
    const entry = { key, ports, groupKey: portsKey(ports), endpoint, nodeLabels };
    this.#entries.set(pod, entry);
    return entry;
  }
}
