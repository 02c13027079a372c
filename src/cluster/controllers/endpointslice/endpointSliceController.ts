// Keeps the EndpointSlices of each Service with a selector in step with its pods.
// Source: k8s.io/kubernetes/pkg/controller/endpointslice,
// https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
//
// Differs from Kubernetes: IPv4 only; no topology hints (trafficDistribution).
import { isNotFound } from '../../../apimachinery/apiStatus';
import { deepEqual } from '../../../apimachinery/deepEqual';
import {
  controllerReference,
  objectKey,
  type ObjectMeta,
  type StringMap,
} from '../../../apimachinery/objectMeta';
import type { Node, Pod, Service } from '../../../apis/generated/core/v1';
import type { Endpoint, EndpointPort, EndpointSlice } from '../../../apis/generated/discovery/v1';
import { ENDPOINT_SLICES, NODES, PODS, SERVICES } from '../../../apis/resources';
import type { EventRecorder } from '../../client/eventRecorder';
import type { Informer } from '../../client/informer';
import type { Controller, ControllerContext } from '../controllerContext';
import { TRIGGER_TIME_ANNOTATION } from '../endpoints/endpointsAnnotations';
import { isNamespaceTerminating } from '../namespaceTerminating';
import { podsOnNode, podsWithLabels } from '../podIndexes';
import { hasLabels, type ServiceMemberships } from '../serviceMemberships';
import { ServicePods } from '../servicePods';
import { ServiceQueue } from '../serviceQueue';
import { endpointOf, endpointPorts, hasEndpoint, HEADLESS_LABEL } from './endpoints';
import {
  indexByService,
  MANAGED_BY_LABEL,
  SERVICE_NAME_LABEL,
  serviceOfSlice,
  slicesOf,
} from './sliceIndex';
import {
  endpointKey,
  planSlices,
  portsKey,
  type PortGroup,
  type SliceContent,
} from './sliceReconciler';

const MANAGED_BY = 'endpointslice-controller.k8s.io';

interface PodEndpoint {
  readonly key: string;
  readonly ports: readonly EndpointPort[];
  readonly groupKey: string;
  readonly endpoint: Endpoint;
}

export class EndpointSliceController implements Controller {
  readonly #context: ControllerContext;
  readonly #recorder: EventRecorder;
  readonly #services: Informer<Service>;
  readonly #pods: Informer<Pod>;
  readonly #nodes: Informer<Node>;
  readonly #slices: Informer<EndpointSlice>;
  readonly #memberships: ServiceMemberships;
  readonly #queue: ServiceQueue;
  readonly #known = new ServicePods<PodEndpoint>();

  constructor(context: ControllerContext, memberships: ServiceMemberships) {
    this.#context = context;
    this.#memberships = memberships;
    this.#recorder = context.recorder('endpoint-slice-controller');
    this.#services = context.informers.informer(SERVICES);
    this.#pods = context.informers.informer(PODS);
    this.#nodes = context.informers.informer(NODES);
    this.#slices = context.informers.informer(ENDPOINT_SLICES);
    indexByService(this.#slices);
    const { simulation } = context;
    this.#queue = new ServiceQueue(simulation, 'sync endpointslices', memberships, (key) => {
      this.#sync(key);
    });
    this.#listen();
  }

  start(): void {
    this.#queue.start();
    for (const service of this.#services.list()) this.#queue.add(objectKey(service));
  }

  stop(): void {
    this.#queue.stop();
  }

  #listen(): void {
    this.#nodes.addHandlers({
      updated: (old, node) => {
        if (deepEqual(old.metadata.labels, node.metadata.labels)) return;
        for (const pod of podsOnNode(this.#pods, node.metadata.name)) {
          for (const key of this.#memberships.servicesOf(pod)) this.#queue.addForPod(key);
        }
      },
    });
    const onSlice = (slice: EndpointSlice): void => {
      const key = serviceOfSlice(slice, MANAGED_BY);
      if (key !== undefined) this.#queue.addSoon(key);
    };
    this.#slices.addHandlers({
      updated: (_, slice) => {
        onSlice(slice);
      },
      deleted: onSlice,
    });
  }

  #sync(key: string): void {
    const service = this.#services.getByKey(key);
    if (service === undefined) {
      this.#queue.forget(key);
      this.#known.forget(key);
      return;
    }
    const { selector, type } = service.spec;
    // Without a selector, whoever made the Service manages its slices.
    if (selector === undefined || Object.keys(selector).length === 0) return;
    if (type === 'ExternalName' || service.metadata.deletionTimestamp !== undefined) return;
    const pods = podsWithLabels(this.#pods, service.metadata.namespace, selector);
    const groups = this.#groupByPorts(service, pods);
    const existing = slicesOf(this.#slices, MANAGED_BY, key);
    this.#queue.setPods(key, pods.length);
    this.#write(service, existing, groups);
  }

  #groupByPorts(service: Service, pods: readonly Pod[]): readonly PortGroup[] {
    const groups = new Map<string, PortGroup>();
    const known = this.#known.of(service);
    for (const pod of pods) {
      if (!hasEndpoint(pod)) continue;
      const node = this.#nodes.get(undefined, pod.spec.nodeName ?? '');
      const labels = node?.metadata.labels;
      const { key, ports, groupKey, endpoint } =
        known.get(pod, labels) ?? known.put(podEndpoint(service, pod, node), pod, labels);
      let group = groups.get(groupKey);
      if (group === undefined) {
        group = { ports, endpoints: new Map() };
        groups.set(groupKey, group);
      }
      group.endpoints.set(key, endpoint);
    }
    return [...groups.values()];
  }

  #write(service: Service, existing: readonly EndpointSlice[], groups: readonly PortGroup[]): void {
    const plan = planSlices(existing, groups);
    try {
      const { client } = this.#context;
      for (const content of plan.create) this.#create(service, content);
      for (const [slice, content] of plan.update) this.#update(service, slice, content);
      const touched = [...plan.update.map(([slice]) => slice), ...plan.remove];
      this.#updateLabels(service, existing, touched);
      for (const slice of plan.remove) {
        const { namespace, name } = slice.metadata;
        client.delete(ENDPOINT_SLICES, namespace, name);
      }
    } catch (error) {
      if (isNamespaceTerminating(error)) return;
      if (isNotFound(error)) {
        this.#queue.addSoon(objectKey(service));
        return;
      }
      const what = error instanceof Error ? error.message : '';
      const { namespace, name } = service.metadata;
      this.#recorder.event(
        service,
        'Warning',
        'FailedToUpdateEndpointSlices',
        `Error updating Endpoint Slices for Service ${namespace ?? ''}/${name}: ${what}`,
      );
      throw error;
    }
  }

  #create(service: Service, { ports, endpoints }: SliceContent): void {
    const { namespace, name } = service.metadata;
    const metadata: Partial<ObjectMeta> = {
      generateName: `${name}-`,
      labels: labelsFor(service),
      ownerReferences: [controllerReference(service)],
      ...this.#triggerAnnotation(),
    };
    this.#context.client.create(ENDPOINT_SLICES, namespace, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata,
      addressType: 'IPv4',
      endpoints,
      ports,
    });
  }

  #update(service: Service, slice: EndpointSlice, { ports, endpoints }: SliceContent): void {
    this.#context.client.update(ENDPOINT_SLICES, {
      ...slice,
      metadata: {
        ...slice.metadata,
        labels: { ...slice.metadata.labels, ...labelsFor(service) },
        ...this.#triggerAnnotation(),
      },
      ports,
      endpoints,
    });
  }

  #updateLabels(
    service: Service,
    existing: readonly EndpointSlice[],
    touched: readonly EndpointSlice[],
  ): void {
    const labels = labelsFor(service);
    for (const slice of existing) {
      if (touched.includes(slice) || hasLabels(slice.metadata.labels, labels)) continue;
      this.#update(service, slice, {
        ports: slice.ports ?? [],
        endpoints: slice.endpoints ?? [],
      });
    }
  }

  /** From it, kube-proxy's metrics tell how long a change took to reach the nodes. */
  #triggerAnnotation(): { readonly annotations: StringMap } {
    return {
      annotations: {
        [TRIGGER_TIME_ANNOTATION]: this.#context.clock.now(),
      },
    };
  }
}

function podEndpoint(service: Service, pod: Pod, node: Node | undefined): PodEndpoint {
  const endpoint = endpointOf(pod, node, service);
  const ports = endpointPorts(service, pod);
  return { key: endpointKey(endpoint), ports, groupKey: portsKey(ports), endpoint };
}

function labelsFor(service: Service): StringMap {
  return {
    ...service.metadata.labels,
    ...(service.spec.clusterIP === 'None' ? { [HEADLESS_LABEL]: '' } : {}),
    [MANAGED_BY_LABEL]: MANAGED_BY,
    [SERVICE_NAME_LABEL]: service.metadata.name,
  };
}
