// Which services select a pod, and which of them a change of a service or of a pod concerns.
// Source: k8s.io/endpointslice/util (GetPodServiceMemberships, GetServicesToUpdateOnPodChange).
import { deepEqual } from '../../apimachinery/deepEqual';
import { objectKey, type StringMap } from '../../apimachinery/objectMeta';
import { isPodReady } from '../../apis/core/podState';
import type { Pod, Service } from '../../apis/generated/core/v1';
import { PODS, SERVICES } from '../../apis/resources';
import type { Informer } from '../client/informer';
import type { InformerFactory } from '../client/informerFactory';
import { hasEndpoint } from './endpointslice/endpoints';
import { indexByNamespace, inNamespace } from './ownerIndexes';

const NONE: readonly string[] = [];

export interface MembershipListener {
  /** Made, changed or gone. */
  serviceChanged(key: string): void;
  /** What the endpoints of the service show of a pod is no longer so, or it is selected no longer. */
  podChanged(key: string): void;
}

/** One for all controllers that look after endpoints: a pod's change is looked at once. */
export class ServiceMemberships {
  readonly #services: Informer<Service>;
  readonly #listeners: MembershipListener[] = [];

  constructor(informers: InformerFactory) {
    this.#services = informers.informer(SERVICES);
    indexByNamespace(this.#services);
    const changed = (service: Service): void => {
      const key = objectKey(service);
      for (const listener of this.#listeners) listener.serviceChanged(key);
    };
    this.#services.addHandlers({
      added: changed,
      updated: (_, service) => {
        changed(service);
      },
      deleted: changed,
    });
    informers.informer(PODS).addHandlers({
      added: (pod) => {
        if (hasEndpoint(pod)) this.#tell(pod);
      },
      updated: (old, pod) => {
        this.#podUpdated(old, pod);
      },
      deleted: (pod) => {
        this.#tell(pod);
      },
    });
  }

  listen(listener: MembershipListener): void {
    this.#listeners.push(listener);
  }

  /** The keys of the services whose selector the pod meets. */
  servicesOf({ metadata: { labels, namespace } }: Pod): readonly string[] {
    let keys: string[] | undefined;
    for (const service of inNamespace(this.#services, namespace)) {
      const { selector } = service.spec;
      if (selector === undefined || !hasLabels(labels, selector)) continue;
      keys ??= [];
      keys.push(objectKey(service));
    }
    return keys ?? NONE;
  }

  #podUpdated(old: Pod, pod: Pod): void {
    const relabeled = !deepEqual(old.metadata.labels, pod.metadata.labels);
    if (relabeled) this.#tell(old);
    if (relabeled || endpointChanged(old, pod)) this.#tell(pod);
  }

  #tell(pod: Pod): void {
    for (const key of this.servicesOf(pod)) {
      for (const listener of this.#listeners) listener.podChanged(key);
    }
  }
}

export function hasLabels(labels: StringMap | undefined, wanted: StringMap): boolean {
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
