// Rules of PodDisruptionBudgets. Source: k8s.io/kubernetes/pkg/apis/policy/validation.
import { invalidValue } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain } from '../../apimachinery/names';
import { isMoreThanAll } from '../apps/rollingUpdate';
import type { PodDisruptionBudget, PodDisruptionBudgetSpec } from '../generated/policy/v1';
import type { KindRules } from '../kindRules';
import {
  checkIntOrPercent,
  checkNonNegative,
  checkOptionalEnum,
  type FieldErrors,
} from '../meta/fieldChecks';
import { kindValidation } from '../meta/kindValidation';
import { checkLabelSelector } from '../meta/labelValidation';
import { checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { withDefaults } from '../meta/sharedDefaults';
import { POD_DISRUPTION_BUDGETS } from '../resources';

const SPEC = FieldPath.root('spec');
const STATUS = FieldPath.root('status');
const EVICTION_POLICIES: readonly string[] = ['AlwaysAllow', 'IfHealthyBudget'];
const COUNTS = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const;

export const POD_DISRUPTION_BUDGET_RULES: KindRules<PodDisruptionBudget> = {
  defaults: (budget) => withDefaults(budget, { spec: {}, status: {} }),
  ...kindValidation(POD_DISRUPTION_BUDGETS, {
    name: isDns1123Subdomain,
    check: (errors, { spec }) => {
      checkSpec(errors, spec);
    },
  }),
  validateStatusUpdate({ metadata, status }, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, metadata, old.metadata);
    for (const field of COUNTS) checkNonNegative(errors, STATUS, field, status[field]);
    return errors;
  },
};

function checkSpec(errors: FieldErrors, spec: PodDisruptionBudgetSpec): void {
  const { minAvailable, maxUnavailable, selector } = spec;
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const rule = 'minAvailable and maxUnavailable cannot be both set';
    errors.push(invalidValue(SPEC, spec, rule));
  }
  for (const field of ['minAvailable', 'maxUnavailable'] as const) {
    checkIntOrPercent(errors, SPEC, field, spec[field]);
    if (!isMoreThanAll(spec[field])) continue;
    errors.push(invalidValue(SPEC.child(field), spec[field], 'must not be greater than 100%'));
  }
  if (selector !== undefined) checkLabelSelector(errors, SPEC.child('selector'), selector);
  const { unhealthyPodEvictionPolicy: policy } = spec;
  checkOptionalEnum(errors, SPEC, 'unhealthyPodEvictionPolicy', policy, EVICTION_POLICIES);
}
