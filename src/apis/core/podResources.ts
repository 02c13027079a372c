// What a pod asks for as a whole, or may use at most.
// Source: k8s.io/component-helpers/resource (helpers.go, PodRequests, PodLimits).
import { canonicalQuantity, quantityValue } from '../../apimachinery/quantity';
import type { Container, PodSpec } from '../generated/core/v1';

export type ResourceAmounts = Readonly<Record<string, string>>;

/**
 * Containers run together and add up; init containers run one after the other before them, each beside
 * the sidecars that were started before it. Amounts of the pod as a whole stand in for the sum.
 */
export function podResources(spec: PodSpec, side: 'requests' | 'limits'): ResourceAmounts {
  const amountsOf = ({ resources }: Container) => resources?.[side] ?? {};
  const running = new Sum();
  for (const container of spec.containers) running.add(amountsOf(container));
  const sidecars = new Sum();
  const starting = new Sum();
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') {
      running.add(amountsOf(container));
      sidecars.add(amountsOf(container));
      starting.raise(sidecars);
    } else {
      const together = new Sum(sidecars);
      together.add(amountsOf(container));
      starting.raise(together);
    }
  }
  running.raise(starting);
  running.replace(spec.resources?.[side] ?? {});
  // A limit that is not there is not made by the overhead.
  for (const [name, amount] of Object.entries(spec.overhead ?? {})) {
    if (side === 'requests' || running.has(name)) running.add({ [name]: amount });
  }
  return running.amounts();
}

/** A sum of amounts, each in thousandths so that no fraction is lost, and in the format it came in. */
class Sum {
  readonly #millis: Map<string, number>;
  readonly #binary: Set<string>;

  constructor(from?: Sum) {
    this.#millis = new Map(from === undefined ? [] : from.#millis);
    this.#binary = new Set(from === undefined ? [] : from.#binary);
  }

  has(name: string): boolean {
    return this.#millis.has(name);
  }

  add(amounts: Readonly<Record<string, string | number>>): void {
    for (const [name, amount] of Object.entries(amounts)) {
      this.#set(name, (this.#millis.get(name) ?? 0) + quantityValue(amount) * 1000, amount);
    }
  }

  replace(amounts: Readonly<Record<string, string | number>>): void {
    for (const [name, amount] of Object.entries(amounts)) {
      this.#set(name, quantityValue(amount) * 1000, amount);
    }
  }

  raise(other: Sum): void {
    for (const [name, millis] of other.#millis) {
      if (millis > (this.#millis.get(name) ?? 0)) this.#millis.set(name, millis);
      else if (!this.#millis.has(name)) this.#millis.set(name, millis);
      if (other.#binary.has(name)) this.#binary.add(name);
    }
  }

  amounts(): ResourceAmounts {
    const entries = [...this.#millis].map(([name, millis]) => [
      name,
      quantityText(millis, this.#binary.has(name)),
    ]);
    // Resource names, which come from manifests.
    return Object.fromEntries(entries) as ResourceAmounts;
  }

  #set(name: string, millis: number, like: string | number): void {
    this.#millis.set(name, millis);
    if (String(like).endsWith('i')) this.#binary.add(name);
  }
}

/** An amount as the API server writes it: in units of 1024 where `binary`. */
export function quantityText(millis: number, binary: boolean): string {
  const rounded = Math.round(millis);
  if (rounded % 1000 !== 0) return canonicalQuantity(`${String(rounded)}m`);
  return canonicalQuantity(binary ? `${String(rounded / 1000 / 1024)}Ki` : String(rounded / 1000));
}
