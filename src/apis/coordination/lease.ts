// Rules of Leases. Source: k8s.io/kubernetes/pkg/apis/coordination/validation.
import { invalidValue } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain } from '../../apimachinery/names';
import type { Lease } from '../generated/coordination/v1';
import type { KindRules } from '../kindRules';
import { checkNonNegative, type FieldErrors } from '../meta/fieldChecks';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { withDefaults } from '../meta/sharedDefaults';
import { LEASES } from '../resources';

/** Where each kubelet keeps the lease that shows that its node lives. */
export const NODE_LEASE_NAMESPACE = 'kube-node-lease';

const SPEC = FieldPath.root('spec');
const EMPTY: Partial<Lease> = { spec: {} };

export const LEASE_RULES: KindRules<Lease> = {
  resource: LEASES,
  defaults: (lease) => withDefaults(lease, EMPTY),
  validate(lease) {
    const errors: FieldErrors = [];
    checkObjectMeta(errors, lease.metadata, true, isDns1123Subdomain);
    checkSpec(errors, lease);
    return errors;
  },
  validateUpdate(lease, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, lease.metadata, old.metadata);
    checkSpec(errors, lease);
    return errors;
  },
};

function checkSpec(errors: FieldErrors, { spec }: Lease): void {
  const seconds = spec.leaseDurationSeconds;
  if (seconds !== undefined && seconds <= 0) {
    errors.push(
      invalidValue(SPEC.child('leaseDurationSeconds'), seconds, 'must be greater than 0'),
    );
  }
  checkNonNegative(errors, SPEC, 'leaseTransitions', spec.leaseTransitions);
}
