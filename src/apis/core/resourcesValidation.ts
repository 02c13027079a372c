// Requests and limits. Source: k8s.io/kubernetes/pkg/apis/core/validation
// (ValidateContainerResourceRequirements).
import { invalidValue, required } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import { isQualifiedName } from '../../apimachinery/names';
import { canonicalQuantity, compareQuantities, quantityValue } from '../../apimachinery/quantity';
import type { ResourceRequirements } from '../generated/core/v1';
import type { Quantity } from '../generated/meta/v1';
import { complain, type FieldErrors } from '../meta/fieldChecks';

const STANDARD: readonly string[] = ['cpu', 'memory', 'ephemeral-storage'];

/** Standard for quotas or nodes, but not for containers. */
const STANDARD_ELSEWHERE: ReadonlySet<string> = new Set([
  'pods',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'storage',
  'requests.storage',
  'services.nodeports',
  'services.loadbalancers',
]);

export function checkResources(
  errors: FieldErrors,
  path: FieldPath,
  resources: ResourceRequirements,
): void {
  const { limits, requests } = resources;
  for (const name in limits) checkAmount(errors, path.child('limits'), name, limits[name] ?? 0);
  for (const name in requests) {
    const request = requests[name] ?? 0;
    checkAmount(errors, path.child('requests'), name, request);
    checkRequestAgainstLimit(errors, path, name, request, limits?.[name]);
  }
}

function checkAmount(errors: FieldErrors, path: FieldPath, name: string, amount: Quantity): void {
  checkContainerResourceName(errors, path.key(name), name);
  if (typeof amount === 'string' || amount < 0) checkQuantity(errors, path.key(name), name, amount);
}

/** An amount of any resource: not negative, and whole for devices. */
export function checkQuantity(
  errors: FieldErrors,
  path: FieldPath,
  name: string,
  amount: Quantity,
): void {
  const value = quantityValue(amount);
  if (value < 0) {
    errors.push(
      invalidValue(path, canonicalQuantity(amount), 'must be greater than or equal to 0'),
    );
  }
  if (isDevice(name) && !Number.isInteger(value)) {
    errors.push(invalidValue(path, canonicalQuantity(amount), 'must be an integer'));
  }
}

/** Whether containers can have the resource. */
export function checkContainerResourceName(
  errors: FieldErrors,
  path: FieldPath,
  name: string,
): void {
  if (STANDARD.includes(name)) return;
  const complaints = isQualifiedName(name);
  complain(errors, path, name, complaints);
  if (complaints.length > 0 || name.startsWith('hugepages-')) return;
  if (!name.includes('/')) {
    const rule = STANDARD_ELSEWHERE.has(name)
      ? 'must be a standard resource for containers'
      : 'must be a standard resource type or fully qualified';
    errors.push(invalidValue(path, name, rule));
    // Kubernetes goes through both checks for a name that it does not know at all.
    if (!STANDARD_ELSEWHERE.has(name)) {
      errors.push(invalidValue(path, name, 'must be a standard resource for containers'));
    }
  }
}

function checkRequestAgainstLimit(
  errors: FieldErrors,
  path: FieldPath,
  name: string,
  request: Quantity,
  limit: Quantity | undefined,
): void {
  const overcommitted = !isDevice(name) && !name.startsWith('hugepages-');
  if (limit === undefined) {
    if (overcommitted) return;
    const rule = 'Limit must be set for non overcommitable resources';
    errors.push(required(path.child('limits'), rule));
    return;
  }
  const order = compareQuantities(request, limit);
  if (order === 0 || (order < 0 && overcommitted)) return;
  const relation = overcommitted ? 'less than or equal to' : 'equal to';
  const rule = `must be ${relation} ${name} limit of ${canonicalQuantity(limit)}`;
  errors.push(invalidValue(path.child('requests'), canonicalQuantity(request), rule));
}

/** An extended resource such as `nvidia.com/gpu`. */
function isDevice(name: string): boolean {
  return name.includes('/') && !name.includes('kubernetes.io/');
}
