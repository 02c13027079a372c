// What the pods of Services come to, worked out once for each state of a pod: in a Service of 1,000
// pods, a change of one pod must not cost as much as 1,000 changes.
import { objectKey } from '../../apimachinery/objectMeta';
import type { Pod, Service } from '../../apis/generated/core/v1';

export class ServicePods<T extends object> {
  readonly #services = new Map<
    string,
    { readonly service: Service; readonly pods: PodValues<T> }
  >();

  /** Of the service as it is now. */
  of(service: Service): PodValues<T> {
    const key = objectKey(service);
    const known = this.#services.get(key);
    if (known?.service === service) return known.pods;
    const pods = new PodValues<T>();
    this.#services.set(key, { service, pods });
    return pods;
  }

  forget(key: string): void {
    this.#services.delete(key);
  }
}

class PodValues<T extends object> {
  readonly #entries = new WeakMap<Pod, { readonly basis: unknown; readonly value: T }>();

  /** Objects are immutable, so that the same pod, and what else the value rests on, give the same. */
  get(pod: Pod, basis?: unknown): T | undefined {
    const known = this.#entries.get(pod);
    return known !== undefined && known.basis === basis ? known.value : undefined;
  }

  put(value: T, pod: Pod, basis?: unknown): T {
    this.#entries.set(pod, { basis, value });
    return value;
  }
}
