// A pod that asks for less of one resource: what is taken off comes from the containers that ask for
// most of it.
import type { Container, Pod } from '../../apis/generated/core/v1';
import { bytes, cpuMillis } from '../../apimachinery/quantity';

/** `amount` in thousandths of a core for `cpu`, else in whole units. Undefined where that cannot be. */
export function lowered(pod: Pod, resource: string, amount: number): Pod | undefined {
  const { containers } = pod.spec;
  const left = containers.map((container) => amountOf(container, resource));
  let toTake = amount;
  while (toTake > 0) {
    const most = left.indexOf(Math.max(...left));
    const has = left[most] ?? 0;
    if (has <= 0) return undefined;
    // What is above the next largest, or half where it is the only one: never one of them to nothing.
    const taken = Math.min(toTake, containers.length === 1 ? has : Math.ceil(has / 2));
    left[most] = has - taken;
    toTake -= taken;
  }
  const smaller = containers.map((container, i) => withAmount(container, resource, left[i] ?? 0));
  // Amounts of the pod as a whole would stand in for those of its containers.
  const { resources, ...spec } = pod.spec;
  if (resources?.requests?.[resource] !== undefined) return undefined;
  return {
    ...pod,
    spec: { ...spec, ...(resources === undefined ? {} : { resources }), containers: smaller },
  };
}

function amountOf({ resources }: Container, resource: string): number {
  const amount = resources?.requests?.[resource];
  return resource === 'cpu' ? cpuMillis(amount) : bytes(amount);
}

function withAmount(container: Container, resource: string, amount: number): Container {
  if (amount === amountOf(container, resource)) return container;
  const quantity = resource === 'cpu' ? `${String(amount)}m` : String(amount);
  const requests = { ...container.resources?.requests, [resource]: quantity };
  return { ...container, resources: { ...container.resources, requests } };
}
