// Keeps the Endpoints object of each Service with a selector in step with its pods: the older form of
// EndpointSlices, which many tools still read.
// Source: k8s.io/kubernetes/pkg/controller/endpoint.
//
// Differs from Kubernetes: IPv4 only; the trigger time is that of the write, not of the pod's change.
import { isApiError, isNotFound } from '../../../apimachinery/apiStatus';
import { deepEqual } from '../../../apimachinery/deepEqual';
import { objectKey, type ApiObject, type StringMap } from '../../../apimachinery/objectMeta';
import { isPodReady } from '../../../apis/core/podState';
import type { EndpointAddress, Endpoints, EndpointSubset } from '../../../apis/generated/core/v1';
import type { Pod, Service } from '../../../apis/generated/core/v1';
import { ENDPOINTS, PODS, SERVICES } from '../../../apis/resources';
import type { EventRecorder } from '../../client/eventRecorder';
import type { Informer } from '../../client/informer';
import type { Controller, ControllerContext } from '../controllerContext';
import { endpointOf, endpointPorts, hasEndpoint, HEADLESS_LABEL } from '../endpointslice/endpoints';
import { isNamespaceTerminating } from '../namespaceTerminating';
import { podsWithLabels } from '../podIndexes';
import type { ServiceMemberships } from '../serviceMemberships';
import { ServicePods } from '../servicePods';
import { ServiceQueue } from '../serviceQueue';
import { LEADER_ANNOTATION, TRIGGER_TIME_ANNOTATION } from './endpointsAnnotations';
import { subsetsOf, truncatedSubsets, type OfferedPort, type PodAddress } from './endpointSubsets';

const CONTROLLER = 'endpoint-controller';
const MANAGED_BY_LABEL = 'endpoints.kubernetes.io/managed-by';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';

export class EndpointsController implements Controller {
  readonly #context: ControllerContext;
  readonly #recorder: EventRecorder;
  readonly #services: Informer<Service>;
  readonly #pods: Informer<Pod>;
  readonly #endpoints: Informer<Endpoints>;
  readonly #queue: ServiceQueue;
  readonly #known = new ServicePods<PodAddress>();
  /** By service, the version that has been replaced: whoever still sees it has to wait. */
  readonly #stale = new Map<string, string>();

  constructor(context: ControllerContext, memberships: ServiceMemberships) {
    this.#context = context;
    this.#recorder = context.recorder(CONTROLLER);
    this.#services = context.informers.informer(SERVICES);
    this.#pods = context.informers.informer(PODS);
    this.#endpoints = context.informers.informer(ENDPOINTS);
    this.#queue = new ServiceQueue(context.simulation, 'sync endpoints', memberships, (key) => {
      this.#sync(key);
    });
    this.#endpoints.addHandlers({
      deleted: (endpoints) => {
        this.#queue.add(objectKey(endpoints));
      },
    });
  }

  start(): void {
    this.#queue.start();
    for (const service of this.#services.list()) this.#queue.add(objectKey(service));
    // Their services may have gone while nobody was looking.
    for (const endpoints of this.#endpoints.list()) {
      if (endpoints.metadata.annotations?.[LEADER_ANNOTATION] !== undefined) continue;
      this.#queue.add(objectKey(endpoints));
    }
  }

  stop(): void {
    this.#queue.stop();
  }

  #sync(key: string): void {
    const service = this.#services.getByKey(key);
    if (service === undefined) {
      this.#remove(key);
      return;
    }
    const { selector, type } = service.spec;
    // Without a selector, whoever made the Service says where it leads.
    if (type === 'ExternalName' || selector === undefined) return;
    if (Object.keys(selector).length === 0) return;
    const current = this.#endpoints.getByKey(key);
    if (current !== undefined && current.metadata.resourceVersion === this.#stale.get(key)) {
      this.#queue.addSoon(key);
      return;
    }
    const pods = podsWithLabels(this.#pods, service.metadata.namespace, selector);
    this.#queue.setPods(key, pods.length);
    this.#write(service, current, subsetsOf(this.#addresses(service, pods)));
  }

  #remove(key: string): void {
    this.#queue.forget(key);
    this.#known.forget(key);
    this.#stale.delete(key);
    const [namespace, name = ''] = key.split('/');
    try {
      this.#context.client.delete(ENDPOINTS, namespace, name);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  #addresses(service: Service, pods: readonly Pod[]): readonly PodAddress[] {
    const known = this.#known.of(service);
    const publishes = service.spec.publishNotReadyAddresses === true;
    return pods
      .filter((pod) => hasEndpoint(pod))
      .filter((pod) => publishes || pod.metadata.deletionTimestamp === undefined)
      .map((pod) => known.get(pod) ?? known.put(podAddress(service, pod, publishes), pod));
  }

  #write(service: Service, current: Endpoints | undefined, all: readonly EndpointSubset[]): void {
    const subsets = truncatedSubsets(all);
    const labels = labelsFor(service);
    const truncated = subsets !== all;
    const { annotations = {} } = current?.metadata ?? {};
    if (
      current !== undefined &&
      deepEqual(current.subsets ?? [], subsets) &&
      deepEqual(current.metadata.labels, labels) &&
      (annotations[OVER_CAPACITY] !== undefined) === truncated
    ) {
      return;
    }
    const metadata = {
      labels,
      annotations: {
        ...without(annotations, OVER_CAPACITY),
        [TRIGGER_TIME_ANNOTATION]: this.#context.clock.now(),
        ...(truncated ? { [OVER_CAPACITY]: 'truncated' } : {}),
      },
    };
    if (current === undefined) {
      this.#create(service, metadata, subsets);
      return;
    }
    const { apiVersion, kind } = current;
    const updated = { apiVersion, kind, metadata: { ...current.metadata, ...metadata } };
    this.#update(service, { ...updated, ...givenSubsets(subsets) });
  }

  #create(
    { metadata: { namespace, name } }: Service,
    metadata: { readonly labels: StringMap; readonly annotations: StringMap },
    subsets: readonly EndpointSubset[],
  ): void {
    const head = { apiVersion: 'v1', kind: 'Endpoints' } as const;
    try {
      const draft = { ...head, metadata: { name, ...metadata }, ...givenSubsets(subsets) };
      this.#context.client.create(ENDPOINTS, namespace, draft);
    } catch (error) {
      if (isNamespaceTerminating(error)) return;
      // An event about what is not there: it has no uid yet.
      const unborn = { uid: '', resourceVersion: '', creationTimestamp: '' };
      const object = { ...head, metadata: { name, namespace, ...unborn } };
      const what = `Failed to create endpoint for service ${namespace ?? ''}/${name}`;
      this.#tell(object, 'FailedToCreateEndpoint', what, error);
      throw error;
    }
  }

  #update({ metadata: { namespace, name } }: Service, endpoints: Endpoints): void {
    const { resourceVersion } = endpoints.metadata;
    try {
      const updated = this.#context.client.update(ENDPOINTS, endpoints);
      if (updated.metadata.resourceVersion === resourceVersion) return;
      this.#stale.set(objectKey(endpoints), resourceVersion);
    } catch (error) {
      const what = `Failed to update endpoint ${namespace ?? ''}/${name}`;
      this.#tell(endpoints, 'FailedToUpdateEndpoint', what, error);
      throw error;
    }
  }

  #tell(object: ApiObject, reason: string, what: string, error: unknown): void {
    if (isApiError(error)) {
      this.#recorder.event(object, 'Warning', reason, `${what}: ${error.message}`);
    }
  }
}

/** Go leaves out lists of nothing. */
function givenSubsets(subsets: readonly EndpointSubset[]): Pick<Endpoints, 'subsets'> {
  return subsets.length === 0 ? {} : { subsets };
}

function podAddress(service: Service, pod: Pod, publishes: boolean): PodAddress {
  const { addresses, hostname, nodeName, targetRef } = endpointOf(pod, undefined, service);
  const address: EndpointAddress = {
    ip: addresses[0] ?? '',
    ...(hostname === undefined ? {} : { hostname }),
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(targetRef === undefined ? {} : { targetRef }),
  };
  return { address, ready: publishes || isPodReady(pod), ports: offeredPorts(service, pod) };
}

function offeredPorts(service: Service, pod: Pod): readonly OfferedPort[] {
  if (!service.spec.ports?.length) {
    return service.spec.clusterIP === 'None' ? [{ key: '', port: undefined }] : [];
  }
  return endpointPorts(service, pod).map(({ name, port = 0, protocol, appProtocol }) => ({
    key: JSON.stringify([name, port, protocol, appProtocol]),
    port: {
      ...(name ? { name } : {}),
      port,
      protocol,
      ...(appProtocol === undefined ? {} : { appProtocol }),
    },
  }));
}

function labelsFor({ metadata, spec }: Service): StringMap {
  const headless = !spec.clusterIP || spec.clusterIP === 'None';
  return {
    ...without(metadata.labels ?? {}, HEADLESS_LABEL),
    ...(headless ? { [HEADLESS_LABEL]: '' } : {}),
    [MANAGED_BY_LABEL]: CONTROLLER,
  };
}

function without(map: StringMap, name: string): StringMap {
  if (map[name] === undefined) return map;
  return Object.fromEntries(Object.entries(map).filter(([key]) => key !== name));
}
