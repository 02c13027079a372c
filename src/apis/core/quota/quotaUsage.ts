// What an object takes of the quotas of its namespace.
// Source: k8s.io/kubernetes/pkg/quota/v1/evaluator/core (pods.go, services.go, persistent_volume_claims.go).
//
// Differs from Kubernetes: a pod whose grace period is over counts until it is gone.
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { PersistentVolumeClaim, Pod, Service } from '../../generated/core/v1';
import { isPodTerminal } from '../podState';
import { podResources } from '../podResources';
import { COUNTED_KINDS, COUNTED_OF_SERVICES } from '../quotaResources';
import { storageClassName } from '../storageClassName';
import type { QuotaAmounts } from './quotaAmounts';

const CLASS_SUFFIX = '.storageclass.storage.k8s.io/';

interface ResourceName {
  readonly group: string;
  readonly plural: string;
}

export function quotaUsage(resource: ResourceName, object: ApiObject): QuotaAmounts {
  const { group, plural } = resource;
  const counted = { [countName(resource)]: '1' };
  if (group !== '') return counted;
  // The resource determines the kind of its objects.
  switch (plural) {
    case 'pods':
      return isPodTerminal(object as Pod) ? counted : { ...counted, ...podUsage(object as Pod) };
    case 'services':
      return { ...counted, services: '1', ...portUsage(object as Service) };
    case 'persistentvolumeclaims':
      return { ...counted, ...claimUsage(object as PersistentVolumeClaim) };
    default:
      return COUNTED_KINDS.includes(plural) ? { ...counted, [plural]: '1' } : counted;
  }
}

/** Of the names that a quota limits, those that objects of the resource can take of. */
export function quotaNamesFor(resource: ResourceName, names: readonly string[]): readonly string[] {
  const { group, plural } = resource;
  const own = countName(resource);
  return names.filter((name) => {
    if (name === own) return true;
    if (group !== '' || name.startsWith('count/')) return false;
    if (COUNTED_KINDS.includes(name)) return name === plural;
    const isStorage = name === 'requests.storage' || name.includes(CLASS_SUFFIX);
    if (plural === 'persistentvolumeclaims') return isStorage;
    if (COUNTED_OF_SERVICES.includes(name)) return plural === 'services';
    return plural === 'pods' && !isStorage;
  });
}

/** `count/deployments.apps` */
export function countName({ group, plural }: ResourceName): string {
  return group === '' ? `count/${plural}` : `count/${plural}.${group}`;
}

function podUsage({ spec }: Pod): QuotaAmounts {
  return {
    pods: '1',
    ...computeUsage(podResources(spec, 'requests'), podResources(spec, 'limits')),
  };
}

/** What requests and limits, of a pod or a container, are called in quotas. */
export function computeUsage(requests: QuotaAmounts, limits: QuotaAmounts): QuotaAmounts {
  const usage: Record<string, string | number> = {};
  for (const [name, amount] of Object.entries(requests)) {
    if (!name.includes('/')) usage[name] = amount;
    usage[`requests.${name}`] = amount;
  }
  for (const [name, amount] of Object.entries(limits)) usage[`limits.${name}`] = amount;
  return usage;
}

function portUsage({ spec }: Service): QuotaAmounts {
  const ports = spec.ports ?? [];
  const asked = ports.filter(({ nodePort = 0 }) => nodePort !== 0);
  const all = spec.allocateLoadBalancerNodePorts === false ? asked : ports;
  switch (spec.type) {
    case 'NodePort':
      return { 'services.nodeports': String(ports.length), 'services.loadbalancers': '0' };
    case 'LoadBalancer':
      return { 'services.nodeports': String(all.length), 'services.loadbalancers': '1' };
    default:
      return { 'services.nodeports': '0', 'services.loadbalancers': '0' };
  }
}

function claimUsage(claim: PersistentVolumeClaim): QuotaAmounts {
  const storage = claim.spec.resources?.requests?.storage;
  const className = storageClassName(claim);
  const asked = storage === undefined ? {} : { 'requests.storage': storage };
  const usage = { persistentvolumeclaims: '1', ...asked };
  if (!className) return usage;
  const ofClass = Object.entries(usage).map(([name, amount]) => [
    `${className}${CLASS_SUFFIX}${name}`,
    amount,
  ]);
  // Names and amounts, as above.
  return { ...usage, ...(Object.fromEntries(ofClass) as QuotaAmounts) };
}
