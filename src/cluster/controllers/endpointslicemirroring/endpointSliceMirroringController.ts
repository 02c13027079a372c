// Copies the Endpoints that somebody made for a Service without a selector into EndpointSlices, which
// is what kube-proxy and cluster DNS read.
// Source: k8s.io/kubernetes/pkg/controller/endpointslicemirroring.
import { isNotFound } from '../../../apimachinery/apiStatus';
import { deepEqual } from '../../../apimachinery/deepEqual';
import { controllerReference, objectKey } from '../../../apimachinery/objectMeta';
import type { Endpoints, Service } from '../../../apis/generated/core/v1';
import type { EndpointSlice } from '../../../apis/generated/discovery/v1';
import { ENDPOINT_SLICES, ENDPOINTS, SERVICES } from '../../../apis/resources';
import type { EventRecorder } from '../../client/eventRecorder';
import type { Informer } from '../../client/informer';
import { WorkQueue } from '../../client/workQueue';
import type { Controller, ControllerContext } from '../controllerContext';
import { indexByService, serviceOfSlice, slicesOf } from '../endpointslice/sliceIndex';
import { planSlices, type SliceContent, type SlicePlan } from '../endpointslice/sliceReconciler';
import { isNamespaceTerminating } from '../namespaceTerminating';
import {
  MAX_PER_SUBSET,
  mayBeMirrored,
  mirroredAnnotations,
  mirroredGroups,
  mirroredLabels,
  MIRRORING,
  skippedAddresses,
  type AddressType,
} from './mirroredEndpoints';

const ADDRESS_TYPES: readonly AddressType[] = ['IPv4', 'IPv6'];
const QUEUE = {
  label: 'mirror endpoints',
  baseDelayMs: 1_000,
  maxDelayMs: 100_000,
};
/** So that what we wrote before is in the cache. */
const BATCH_MS = 50;

export class EndpointSliceMirroringController implements Controller {
  readonly #context: ControllerContext;
  readonly #recorder: EventRecorder;
  readonly #services: Informer<Service>;
  readonly #endpoints: Informer<Endpoints>;
  readonly #slices: Informer<EndpointSlice>;
  readonly #queue: WorkQueue;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#recorder = context.recorder('endpoint-slice-mirroring-controller');
    this.#services = context.informers.informer(SERVICES);
    this.#endpoints = context.informers.informer(ENDPOINTS);
    this.#slices = context.informers.informer(ENDPOINT_SLICES);
    indexByService(this.#slices);
    this.#queue = new WorkQueue(context.simulation, QUEUE, (key) => {
      this.#sync(key);
    });
    this.#queue.stop();
    this.#listen();
  }

  start(): void {
    this.#queue.start();
    for (const endpoints of this.#endpoints.list()) this.#enqueue(endpoints);
    for (const slice of this.#slices.list()) this.#enqueueSlice(slice);
  }

  stop(): void {
    this.#queue.stop();
  }

  #listen(): void {
    this.#endpoints.addHandlers({
      added: (endpoints) => {
        this.#enqueue(endpoints);
      },
      updated: (old, endpoints) => {
        if (mayBeMirrored(old) || mayBeMirrored(endpoints)) this.#enqueueByKey(endpoints);
      },
      deleted: (endpoints) => {
        this.#enqueue(endpoints);
      },
    });
    const withoutSelector = (service: Service): void => {
      if (service.spec.selector === undefined) this.#queue.addAfter(objectKey(service), BATCH_MS);
    };
    this.#services.addHandlers({
      added: withoutSelector,
      updated: (old, service) => {
        const had = old.spec.selector !== undefined;
        if (had !== (service.spec.selector !== undefined))
          this.#queue.addAfter(objectKey(service), BATCH_MS);
      },
      deleted: withoutSelector,
    });
    const onSlice = (slice: EndpointSlice): void => {
      this.#enqueueSlice(slice);
    };
    this.#slices.addHandlers({
      added: onSlice,
      updated: (_, slice) => {
        onSlice(slice);
      },
      deleted: onSlice,
    });
  }

  #enqueue(endpoints: Endpoints): void {
    if (mayBeMirrored(endpoints)) this.#enqueueByKey(endpoints);
  }

  /** Endpoints of services with a selector change often, and have slices of their own. */
  #enqueueByKey(endpoints: Endpoints): void {
    const key = objectKey(endpoints);
    if (this.#services.getByKey(key)?.spec.selector === undefined)
      this.#queue.addAfter(key, BATCH_MS);
  }

  #enqueueSlice(slice: EndpointSlice): void {
    const key = serviceOfSlice(slice, MIRRORING);
    if (key !== undefined) this.#queue.addAfter(key, BATCH_MS);
  }

  #sync(key: string): void {
    const existing = slicesOf(this.#slices, MIRRORING, key);
    const endpoints = this.#endpoints.getByKey(key);
    const service = this.#services.getByKey(key);
    const wanted = service !== undefined && service.spec.selector === undefined;
    if (endpoints === undefined || !wanted || !mayBeMirrored(endpoints)) {
      for (const slice of existing) this.#delete(slice);
      return;
    }
    for (const type of ADDRESS_TYPES) {
      const slices = existing.filter(({ addressType }) => addressType === type);
      this.#write(endpoints, type, slices);
    }
  }

  #tellOfSkipped(endpoints: Endpoints): void {
    const skipped = skippedAddresses(endpoints);
    if (skipped === 0) return;
    const message =
      `A max of ${String(MAX_PER_SUBSET)} addresses can be mirrored to EndpointSlices per Endpoints ` +
      `subset. ${String(skipped)} addresses were skipped`;
    this.#recorder.event(endpoints, 'Warning', 'TooManyAddressesToMirror', message);
  }

  #write(endpoints: Endpoints, type: AddressType, existing: readonly EndpointSlice[]): void {
    const plan = planOf(endpoints, type, existing);
    if (plan.create.length + plan.update.length > 0) this.#tellOfSkipped(endpoints);
    for (const content of plan.create) {
      if (!this.#create(endpoints, type, content)) return;
    }
    const labels = mirroredLabels(endpoints);
    const annotations = mirroredAnnotations(endpoints);
    const contents = new Map(plan.update);
    for (const slice of existing) {
      if (plan.remove.includes(slice)) {
        this.#delete(slice);
        continue;
      }
      const content = contents.get(slice);
      const { metadata } = slice;
      const same =
        deepEqual(metadata.labels, labels) && deepEqual(metadata.annotations ?? {}, annotations);
      if (content === undefined && same) continue;
      const updated = { ...slice, ...content, metadata: { ...metadata, labels, annotations } };
      this.#context.client.update(ENDPOINT_SLICES, updated);
    }
  }

  /** False where the namespace goes, so that there is no point in going on. */
  #create(endpoints: Endpoints, addressType: AddressType, content: SliceContent): boolean {
    const { namespace, name } = endpoints.metadata;
    const annotations = mirroredAnnotations(endpoints);
    const metadata = {
      generateName: `${name}-`,
      labels: mirroredLabels(endpoints),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ownerReferences: [controllerReference(endpoints)],
    };
    const head = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata } as const;
    try {
      this.#context.client.create(ENDPOINT_SLICES, namespace, { ...head, addressType, ...content });
      return true;
    } catch (error) {
      if (isNamespaceTerminating(error)) return false;
      throw error;
    }
  }

  #delete({ metadata: { namespace, name } }: EndpointSlice): void {
    try {
      this.#context.client.delete(ENDPOINT_SLICES, namespace, name);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}

/** No slice where there is no endpoint, unlike those of a service with a selector. */
function planOf(
  endpoints: Endpoints,
  type: AddressType,
  existing: readonly EndpointSlice[],
): SlicePlan {
  const groups = mirroredGroups(endpoints, type);
  if (groups.length === 0) return { create: [], update: [], remove: existing };
  return planSlices(existing, groups, MAX_PER_SUBSET);
}
