// Keeps the EndpointSlices of each Service with a selector in step with its pods.
// Source: k8s.io/kubernetes/pkg/controller/endpointslice,
// https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
//
// Differs from Kubernetes: IPv4 only; no topology hints (trafficDistribution); a Service is synced at
// most every 50 ms, more slowly when it has very many pods (there, endpointUpdatesBatchPeriod is 0 and
// the client's limit of 20 requests a second spaces the writes). No legacy Endpoints are mirrored.
import { isNotFound } from '../../../apimachinery/apiStatus';
import { deepEqual } from '../../../apimachinery/deepEqual';
import {
  controllerReference,
  objectKey,
  type ObjectMeta,
  type StringMap,
} from '../../../apimachinery/objectMeta';
import { isPodReady } from '../../../apis/core/podState';
import type { Node, Pod, Service } from '../../../apis/generated/core/v1';
import type { EndpointSlice } from '../../../apis/generated/discovery/v1';
import { ENDPOINT_SLICES, NODES, PODS, SERVICES } from '../../../apis/resources';
import type { EventRecorder } from '../../client/eventRecorder';
import type { Informer } from '../../client/informer';
import { WorkQueue } from '../../client/workQueue';
import type { Controller, ControllerContext } from '../controllerContext';
import { indexByNamespace, inNamespace } from '../ownerIndexes';
import { podsOnNode, podsWithLabels } from '../podIndexes';
import { planSlices, type PortGroup, type SliceContent } from './sliceReconciler';
import { EndpointCache } from './endpointCache';
import { hasEndpoint } from './endpoints';

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';
const MANAGED_BY_LABEL = 'endpointslice.kubernetes.io/managed-by';
const MANAGED_BY = 'endpointslice-controller.k8s.io';
const HEADLESS_LABEL = 'service.kubernetes.io/headless';
const BY_SERVICE = 'service';
const MIN_INTERVAL_MS = 50;

export class EndpointSliceController implements Controller {
  readonly #context: ControllerContext;
  readonly #recorder: EventRecorder;
  readonly #services: Informer<Service>;
  readonly #pods: Informer<Pod>;
  readonly #nodes: Informer<Node>;
  readonly #slices: Informer<EndpointSlice>;
  readonly #queue: WorkQueue;
  /** How many endpoints each service had when last synced. */
  readonly #sizes = new Map<string, number>();
  readonly #caches = new Map<string, EndpointCache>();

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#recorder = context.recorder('endpoint-slice-controller');
    this.#services = context.informers.informer(SERVICES);
    this.#pods = context.informers.informer(PODS);
    this.#nodes = context.informers.informer(NODES);
    this.#slices = context.informers.informer(ENDPOINT_SLICES);
    indexByNamespace(this.#services);
    this.#slices.addIndex(BY_SERVICE, (slice) => {
      const key = serviceKeyOf(slice);
      return key === undefined ? [] : [key];
    });
    this.#queue = new WorkQueue(context.simulation, { label: 'sync endpointslices' }, (key) => {
      this.#sync(key);
    });
    this.#queue.stop();
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
    const enqueue = (service: Service): void => {
      this.#queue.add(objectKey(service));
    };
    this.#services.addHandlers({
      added: enqueue,
      updated: (_, service) => {
        enqueue(service);
      },
      deleted: enqueue,
    });
    this.#pods.addHandlers({
      added: (pod) => {
        if (hasEndpoint(pod)) this.#enqueueServicesOf(pod);
      },
      updated: (old, pod) => {
        this.#podUpdated(old, pod);
      },
      deleted: (pod) => {
        this.#enqueueServicesOf(pod);
      },
    });
    this.#nodes.addHandlers({
      updated: (old, node) => {
        if (deepEqual(old.metadata.labels, node.metadata.labels)) return;
        for (const pod of podsOnNode(this.#pods, node.metadata.name)) this.#enqueueServicesOf(pod);
      },
    });
    const onSlice = (slice: EndpointSlice): void => {
      const key = serviceKeyOf(slice);
      if (key !== undefined) this.#queue.addAfter(key, MIN_INTERVAL_MS);
    };
    this.#slices.addHandlers({
      updated: (_, slice) => {
        onSlice(slice);
      },
      deleted: onSlice,
    });
  }

  #podUpdated(old: Pod, pod: Pod): void {
    const relabeled = !deepEqual(old.metadata.labels, pod.metadata.labels);
    if (relabeled) this.#enqueueServicesOf(old);
    if (relabeled || endpointChanged(old, pod)) this.#enqueueServicesOf(pod);
  }

  #enqueueServicesOf(pod: Pod): void {
    const { labels, namespace } = pod.metadata;
    for (const service of inNamespace(this.#services, namespace)) {
      const { selector } = service.spec;
      if (selector === undefined || !hasLabels(labels, selector)) continue;
      const key = objectKey(service);
      const intervalMs = Math.max(MIN_INTERVAL_MS, (this.#sizes.get(key) ?? 0) / 2);
      this.#queue.addAfter(key, intervalMs);
    }
  }

  #sync(key: string): void {
    const service = this.#services.getByKey(key);
    if (service === undefined) {
      this.#sizes.delete(key);
      this.#caches.delete(key);
      return;
    }
    const { selector, type } = service.spec;
    // Without a selector, whoever made the Service manages its slices.
    if (selector === undefined || Object.keys(selector).length === 0) return;
    if (type === 'ExternalName' || service.metadata.deletionTimestamp !== undefined) return;
    const pods = podsWithLabels(this.#pods, service.metadata.namespace, selector);
    const groups = this.#groupByPorts(service, pods);
    const existing = this.#slices
      .byIndex(BY_SERVICE, key)
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    this.#sizes.set(key, pods.length);
    this.#write(service, existing, groups);
  }

  #groupByPorts(service: Service, pods: readonly Pod[]): readonly PortGroup[] {
    const groups = new Map<string, PortGroup>();
    const cache = this.#cacheOf(objectKey(service));
    for (const pod of pods) {
      if (!hasEndpoint(pod)) continue;
      const { key, ports, groupKey, endpoint } = cache.entry(pod, service, this.#nodes);
      let group = groups.get(groupKey);
      if (group === undefined) {
        group = { ports, endpoints: new Map() };
        groups.set(groupKey, group);
      }
      group.endpoints.set(key, endpoint);
    }
    return [...groups.values()];
  }

  #cacheOf(key: string): EndpointCache {
    let cache = this.#caches.get(key);
    if (cache === undefined) {
      cache = new EndpointCache();
      this.#caches.set(key, cache);
    }
    return cache;
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
      if (isNotFound(error)) {
        this.#queue.addAfter(objectKey(service), MIN_INTERVAL_MS);
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
        'endpoints.kubernetes.io/last-change-trigger-time': this.#context.clock.now(),
      },
    };
  }
}

/** The Service of a slice that this controller manages. */
function serviceKeyOf(slice: EndpointSlice): string | undefined {
  const { labels, namespace } = slice.metadata;
  const name = labels?.[SERVICE_NAME_LABEL];
  if (name === undefined || labels?.[MANAGED_BY_LABEL] !== MANAGED_BY) return undefined;
  return `${namespace ?? ''}/${name}`;
}

function labelsFor(service: Service): StringMap {
  return {
    ...service.metadata.labels,
    ...(service.spec.clusterIP === 'None' ? { [HEADLESS_LABEL]: '' } : {}),
    [MANAGED_BY_LABEL]: MANAGED_BY,
    [SERVICE_NAME_LABEL]: service.metadata.name,
  };
}

function hasLabels(labels: StringMap | undefined, wanted: StringMap): boolean {
  for (const key in wanted) if (labels?.[key] !== wanted[key]) return false;
  return true;
}

/** What of a pod shows in an endpoint. */
function endpointChanged(old: Pod, pod: Pod): boolean {
  return (
    old.status.podIP !== pod.status.podIP ||
    old.spec.nodeName !== pod.spec.nodeName ||
    old.metadata.deletionTimestamp !== pod.metadata.deletionTimestamp ||
    hasEndpoint(old) !== hasEndpoint(pod) ||
    isPodReady(old) !== isPodReady(pod)
  );
}
