// Refuses objects that would take their namespace beyond a quota, and counts those that do not.
// The plugin's name in Kubernetes is ResourceQuota.
// Source: k8s.io/apiserver/pkg/admission/plugin/resourcequota (controller.go, CheckRequest).
import { compareQuantities } from '../../../../apimachinery/quantity';
import type { ApiObject } from '../../../../apimachinery/objectMeta';
import type { Container, Pod, PodSpec, ResourceQuota } from '../../../../apis/generated/core/v1';
import {
  addAmounts,
  amountsText,
  exceeding,
  nonZeroAmounts,
  pickAmounts,
  subtractAmounts,
  type QuotaAmounts,
} from '../../../../apis/core/quota/quotaAmounts';
import { matchesScopes } from '../../../../apis/core/quota/quotaScope';
import { computeUsage, quotaNamesFor, quotaUsage } from '../../../../apis/core/quota/quotaUsage';
import { isPods, RESOURCE_QUOTAS } from '../../../../apis/resources';
import type { StoredObjects } from '../../storedObjects';
import {
  admissionForbidden,
  type AdmissionPlugin,
  type AdmissionRequest,
  type AdmissionScope,
} from '../admissionPlugin';

/** Of these, an update can take more than before. */
const UPDATED: readonly string[] = ['services', 'persistentvolumeclaims'];
/** What containers must state where a quota limits it. */
const CONSTRAINED: readonly string[] = [
  'cpu',
  'memory',
  'requests.cpu',
  'requests.memory',
  'limits.cpu',
  'limits.memory',
];

export class ResourceQuotaAdmission implements AdmissionPlugin {
  readonly name = 'ResourceQuota';
  readonly #objects: StoredObjects;

  constructor(objects: StoredObjects) {
    this.#objects = objects;
  }

  handles({ kind: { resource }, operation, subresource }: AdmissionScope): boolean {
    if (subresource !== undefined) return false;
    if (!resource.namespaced || resource.plural === 'events') return false;
    if (operation === 'UPDATE') return resource.group === '' && UPDATED.includes(resource.plural);
    return operation === 'CREATE';
  }

  validate(object: ApiObject, request: AdmissionRequest): void {
    const all = this.#objects.list(RESOURCE_QUOTAS, request.namespace);
    if (all.length === 0) return;
    const { resource } = request.kind;
    const pertinent = all.filter((quota) => isPertinent(quota, request, object));
    for (const quota of pertinent) assertComplete(quota, object, request);
    const before = request.old === undefined ? {} : quotaUsage(resource, request.old);
    const delta = nonZeroAmounts(subtractAmounts(quotaUsage(resource, object), before));
    const used = pertinent.map((quota) => usedThen(quota, delta, request));
    if (request.dryRun) return;
    const { user } = request;
    const { kinds, storage } = this.#objects;
    const kind = kinds.get(RESOURCE_QUOTAS);
    const origin = { user, verb: 'update', subresource: 'status' };
    for (const [index, quota] of pertinent.entries()) {
      const amounts = used[index];
      if (amounts === undefined) continue;
      const counted = { ...quota, status: { ...quota.status, used: amounts } };
      storage.put(origin, kind, counted, quota.metadata.managedFields);
    }
  }
}

/** A quota is held to what the quota controller has made known of it. */
function hardOf({ status }: ResourceQuota): QuotaAmounts {
  return status.hard ?? {};
}

function isPertinent(quota: ResourceQuota, { kind }: AdmissionRequest, object: ApiObject): boolean {
  const names = quotaNamesFor(kind.resource, Object.keys(hardOf(quota)));
  return names.length > 0 && matchesScopes(quota.spec, kind.resource, object);
}

/** Throws Forbidden where a pod does not say what the quota has to count, or nothing is counted yet. */
function assertComplete(quota: ResourceQuota, object: ApiObject, request: AdmissionRequest): void {
  const { name } = quota.metadata;
  const names = quotaNamesFor(request.kind.resource, Object.keys(hardOf(quota)));
  if (isPods(request.kind.resource)) {
    // The resource determines the kind of its objects.
    const missing = missingText((object as Pod).spec, names);
    if (missing !== undefined) {
      throw admissionForbidden(request, `failed quota: ${name}: must specify ${missing}`);
    }
  }
  const used = quota.status.used ?? {};
  if (names.every((each) => Object.hasOwn(used, each))) return;
  const resources = [...names].sort().join(',');
  throw admissionForbidden(request, `status unknown for quota: ${name}, resources: ${resources}`);
}

/** `limits.cpu for: web; limits.memory for: web`; undefined where nothing is missing. */
function missingText(spec: PodSpec, names: readonly string[]): string | undefined {
  const required = CONSTRAINED.filter((each) => names.includes(each));
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  const missing = required.sort().flatMap((name) => {
    const silent = containers.filter((each) => !Object.hasOwn(statedBy(each), name));
    if (silent.length === 0) return [];
    const names = silent.map((each) => each.name).sort();
    return [`${name} for: ${names.join(',')}`];
  });
  return missing.length === 0 ? undefined : missing.join('; ');
}

function statedBy({ resources }: Container): QuotaAmounts {
  return computeUsage(resources?.requests ?? {}, resources?.limits ?? {});
}

/** What is used then; undefined where nothing changes. Throws Forbidden where it is too much. */
function usedThen(
  quota: ResourceQuota,
  delta: QuotaAmounts,
  request: AdmissionRequest,
): QuotaAmounts | undefined {
  const hard = hardOf(quota);
  const requested = pickAmounts(delta, Object.keys(hard));
  const names = Object.keys(requested);
  if (names.length === 0) return undefined;
  const { used = {} } = quota.status;
  const then = addAmounts(used, requested);
  const growing = names.filter((name) => compareQuantities(requested[name] ?? '0', '0') > 0);
  const exceeded = exceeding(pickAmounts(then, growing), hard);
  if (exceeded.length === 0) return then;
  const text = (amounts: QuotaAmounts): string => amountsText(pickAmounts(amounts, exceeded));
  throw admissionForbidden(
    request,
    `exceeded quota: ${quota.metadata.name}, requested: ${text(requested)}, ` +
      `used: ${text(used)}, limited: ${text(hard)}`,
  );
}
