// What a quota can limit. Source: k8s.io/kubernetes/pkg/apis/core/validation
// (ValidateResourceQuotaResourceName) and pkg/apis/core/helper.
import { invalidValue } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import { isQualifiedName } from '../../apimachinery/names';
import { canonicalQuantity, quantityValue } from '../../apimachinery/quantity';
import type { ResourceQuotaSpec } from '../generated/core/v1';
import { complain, type FieldErrors } from '../meta/fieldChecks';

/** Kinds that had a name in quotas before there was `count/`. */
export const COUNTED_KINDS: readonly string[] = [
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
];
export const COUNTED_OF_SERVICES: readonly string[] = [
  'services.nodeports',
  'services.loadbalancers',
];
const COUNTED: readonly string[] = [...COUNTED_KINDS, ...COUNTED_OF_SERVICES];
const MEASURED: readonly string[] = [
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
];
const QUOTA_RESOURCES: ReadonlySet<string> = new Set([...COUNTED, ...MEASURED]);

export function isQuotaResource(name: string): boolean {
  return QUOTA_RESOURCES.has(name) || /^(requests\.)?hugepages-/.test(name);
}

export function checkQuotaAmounts(
  errors: FieldErrors,
  path: FieldPath,
  amounts: ResourceQuotaSpec['hard'] = {},
): void {
  for (const [name, amount] of Object.entries(amounts)) {
    const at = path.key(name);
    complain(errors, at, name, isQualifiedName(name));
    if (!name.includes('/') && !isQuotaResource(name)) {
      const standard = name === 'storage';
      if (!standard) {
        const rule = 'must be a standard resource type or fully qualified';
        errors.push(invalidValue(at, name, rule));
      }
      errors.push(invalidValue(at, name, 'must be a standard resource for quota'));
    }
    const value = quantityValue(amount);
    if (value < 0) {
      const rule = 'must be greater than or equal to 0';
      errors.push(invalidValue(at, canonicalQuantity(amount), rule));
    }
    if (isCounted(name) && !Number.isInteger(value)) {
      errors.push(invalidValue(at, canonicalQuantity(amount), 'must be an integer'));
    }
  }
}

function isCounted(name: string): boolean {
  return COUNTED.includes(name) || (name.includes('/') && !name.includes('kubernetes.io/'));
}
