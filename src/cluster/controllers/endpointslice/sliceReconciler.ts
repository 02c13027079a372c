// Decides how endpoints are spread over slices of limited size with as few writes as possible.
// Source: k8s.io/endpointslice (Reconciler.reconcileByPortMapping).
import { deepEqual } from '../../../apimachinery/deepEqual';
import type { Endpoint, EndpointPort, EndpointSlice } from '../../../apis/generated/discovery/v1';

const MAX_ENDPOINTS_PER_SLICE = 100;

/** Endpoints whose pods have the same port numbers; only these can share a slice. */
export interface PortGroup {
  readonly ports: readonly EndpointPort[];
  /** By {@link endpointKey}. */
  readonly endpoints: Map<string, Endpoint>;
}

export interface SliceContent {
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

export interface SlicePlan {
  readonly create: readonly SliceContent[];
  readonly update: readonly (readonly [EndpointSlice, SliceContent])[];
  readonly remove: readonly EndpointSlice[];
}

/** Pods on the network of their node share its address. */
export function endpointKey({ addresses, targetRef }: Endpoint): string {
  return `${addresses.join()} ${targetRef?.uid ?? ''}`;
}

export function portsKey(ports: readonly EndpointPort[]): string {
  return JSON.stringify(
    ports.map(({ name, port, protocol, appProtocol }) => [name, port, protocol, appProtocol]),
  );
}

/**
 * Endpoints stay in the slice in which they are; new ones fill slices that change anyway, then those
 * with room, then new slices.
 *
 * Worked example: of slices with 100 and 40 endpoints, one endpoint of the first goes and 3 come:
 * the first takes one in place of the lost one, the second takes 2; two updates.
 */
export function planSlices(
  existing: readonly EndpointSlice[],
  groups: readonly PortGroup[],
  maxPerSlice = MAX_ENDPOINTS_PER_SLICE,
): SlicePlan {
  if (groups.every(({ endpoints }) => endpoints.size === 0)) return planEmpty(existing);
  const byPorts = new Map<string, EndpointSlice[]>();
  for (const slice of existing) {
    const key = portsKey(slice.ports ?? []);
    const slices = byPorts.get(key);
    if (slices === undefined) byPorts.set(key, [slice]);
    else slices.push(slice);
  }
  const create: SliceContent[] = [];
  const update: (readonly [EndpointSlice, SliceContent])[] = [];
  const remove: EndpointSlice[] = [];
  for (const group of groups) {
    const key = portsKey(group.ports);
    planGroup(byPorts.get(key) ?? [], group, maxPerSlice, { create, update, remove });
    byPorts.delete(key);
  }
  for (const slices of byPorts.values()) remove.push(...slices);
  return keepOne({ create, update, remove });
}

/** Without any endpoint there is one slice that says so. */
function planEmpty(existing: readonly EndpointSlice[]): SlicePlan {
  const empty: SliceContent = { ports: [], endpoints: [] };
  const [first, ...others] = existing;
  if (first === undefined) return { create: [empty], update: [], remove: [] };
  const isEmpty = !first.ports?.length && !first.endpoints?.length;
  return { create: [], update: isEmpty ? [] : [[first, empty]], remove: others };
}

interface Plan {
  readonly create: SliceContent[];
  readonly update: (readonly [EndpointSlice, SliceContent])[];
  readonly remove: EndpointSlice[];
}

interface Draft {
  readonly slice: EndpointSlice;
  readonly endpoints: Endpoint[];
  changed: boolean;
}

function planGroup(
  slices: readonly EndpointSlice[],
  group: PortGroup,
  maxPerSlice: number,
  plan: Plan,
): void {
  const missing = new Map(group.endpoints);
  const drafts = slices.map((slice) => draftOf(slice, missing));
  const left = [...missing.values()];
  const byPreference = [...drafts].sort((a, b) => Number(b.changed) - Number(a.changed));
  for (const draft of byPreference) {
    const room = maxPerSlice - draft.endpoints.length;
    if (room <= 0 || left.length === 0) continue;
    draft.endpoints.push(...left.splice(0, room));
    draft.changed = true;
  }
  while (left.length > 0) {
    plan.create.push({ ports: group.ports, endpoints: left.splice(0, maxPerSlice) });
  }
  for (const { slice, endpoints, changed } of drafts) {
    if (endpoints.length === 0) plan.remove.push(slice);
    else if (changed) plan.update.push([slice, { ports: group.ports, endpoints }]);
  }
}

/** The slice with what is still true of it; takes what it holds out of `missing`. */
function draftOf(slice: EndpointSlice, missing: Map<string, Endpoint>): Draft {
  const endpoints: Endpoint[] = [];
  let changed = false;
  for (const old of slice.endpoints ?? []) {
    const key = endpointKey(old);
    const wanted = missing.get(key);
    if (wanted === undefined) {
      changed = true;
      continue;
    }
    missing.delete(key);
    const same = deepEqual(old, wanted);
    endpoints.push(same ? old : wanted);
    if (!same) changed = true;
  }
  return { slice, endpoints, changed };
}

/** Where slices go and others come, the old objects are used for the new content. */
function keepOne(plan: Plan): SlicePlan {
  const create = [...plan.create];
  const remove = [...plan.remove];
  const update = [...plan.update];
  while (create.length > 0 && remove.length > 0) {
    const content = create.shift();
    const slice = remove.shift();
    if (content !== undefined && slice !== undefined) update.push([slice, content]);
  }
  return { create, update, remove };
}
