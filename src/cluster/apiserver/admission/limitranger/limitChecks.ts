// What a LimitRange has against a pod or a claim, in the words of the plugin.
// Source: k8s.io/kubernetes/plugin/pkg/admission/limitranger (admission.go, minConstraint and others).
import { compareQuantities, quantityValue } from '../../../../apimachinery/quantity';
import { podResources } from '../../../../apis/core/podResources';
import type {
  LimitRange,
  LimitRangeItem,
  PersistentVolumeClaim,
  PodSpec,
} from '../../../../apis/generated/core/v1';
import type { Quantity } from '../../../../apis/generated/meta/v1';

type Amounts = Readonly<Record<string, Quantity>>;

/** What is measured: one container, a whole pod, or a claim. */
interface Measured {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/** All of them, in the order of containers and limits; resources are sorted. */
export function podComplaints(spec: PodSpec, { spec: { limits } }: LimitRange): readonly string[] {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])].map(({ resources }) => ({
    requests: resources?.requests ?? {},
    limits: resources?.limits ?? {},
  }));
  return limits.flatMap((item) => {
    if (item.type === 'Container') return containers.flatMap((each) => complaints(item, each));
    if (item.type !== 'Pod') return [];
    return complaints(item, {
      requests: podResources(spec, 'requests'),
      limits: podResources(spec, 'limits'),
    });
  });
}

/** A claim has requests only: they are held to both ends. */
export function claimComplaints(
  { spec }: PersistentVolumeClaim,
  { spec: { limits } }: LimitRange,
): readonly string[] {
  const measured = { requests: spec.resources?.requests ?? {}, limits: {} };
  return limits.flatMap((item) => {
    if (item.type !== 'PersistentVolumeClaim') return [];
    return [
      ...each(item.min, (name, bound) => minimum(item.type, name, bound, measured)),
      ...each(item.max, (name, bound) => maximumRequest(item.type, name, bound, measured)),
    ];
  });
}

function complaints(item: LimitRangeItem, measured: Measured): readonly string[] {
  const { type, min, max, maxLimitRequestRatio } = item;
  return [
    ...each(min, (name, bound) => minimum(type, name, bound, measured)),
    ...each(max, (name, bound) => maximum(type, name, bound, measured)),
    ...each(maxLimitRequestRatio, (name, bound) => ratio(type, name, bound, measured)),
  ];
}

function each(
  bounds: Amounts | undefined,
  check: (name: string, bound: Quantity) => string | undefined,
): readonly string[] {
  const found = Object.entries(bounds ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, bound]) => check(name, bound));
  return found.filter((text) => text !== undefined);
}

function minimum(
  type: string,
  name: string,
  bound: Quantity,
  { requests, limits }: Measured,
): string | undefined {
  const what = `minimum ${name} usage per ${type} is ${String(bound)}`;
  const request = requests[name];
  if (request === undefined) return `${what}.  No request is specified`;
  if (compareQuantities(request, bound) < 0) return `${what}, but request is ${String(request)}`;
  const limit = limits[name];
  if (limit === undefined || compareQuantities(limit, bound) >= 0) return undefined;
  return `${what}, but limit is ${String(limit)}`;
}

function maximum(
  type: string,
  name: string,
  bound: Quantity,
  { requests, limits }: Measured,
): string | undefined {
  const what = `maximum ${name} usage per ${type} is ${String(bound)}`;
  const limit = limits[name];
  if (limit === undefined) return `${what}.  No limit is specified`;
  if (compareQuantities(limit, bound) > 0) return `${what}, but limit is ${String(limit)}`;
  const request = requests[name];
  if (request === undefined || compareQuantities(request, bound) <= 0) return undefined;
  return `${what}, but request is ${String(request)}`;
}

function maximumRequest(
  type: string,
  name: string,
  bound: Quantity,
  { requests }: Measured,
): string | undefined {
  const what = `maximum ${name} usage per ${type} is ${String(bound)}`;
  const request = requests[name];
  if (request === undefined) return `${what}.  No request is specified`;
  if (compareQuantities(request, bound) <= 0) return undefined;
  return `${what}, but request is ${String(request)}`;
}

function ratio(
  type: string,
  name: string,
  bound: Quantity,
  { requests, limits }: Measured,
): string | undefined {
  const what = `${name} max limit to request ratio per ${type} is ${String(bound)}`;
  const request = quantityValue(requests[name]);
  if (request === 0) return `${what}, but no request is specified or request is 0`;
  const limit = quantityValue(limits[name]);
  if (limit === 0) return `${what}, but no limit is specified or limit is 0`;
  const observed = limit / request;
  if (observed <= quantityValue(bound)) return undefined;
  return `${what}, but provided ratio is ${observed.toFixed(6)}`;
}
