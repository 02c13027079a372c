// Rules of PriorityClasses. Source: k8s.io/kubernetes/pkg/apis/scheduling/{v1,validation}.
import { forbiddenValue, invalidValue, notSupported } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain } from '../../apimachinery/names';
import type { PriorityClass } from '../generated/scheduling/v1';
import type { KindRules } from '../kindRules';
import type { FieldErrors } from '../meta/fieldChecks';
import { kindValidation } from '../meta/kindValidation';
import { withDefaults } from '../meta/sharedDefaults';
import { PRIORITY_CLASSES } from '../resources';

export const HIGHEST_USER_PRIORITY = 1_000_000_000;
const SYSTEM_PREFIX = 'system-';
/** Values of the classes that every cluster has. */
export const SYSTEM_PRIORITIES: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};
const VALUE = FieldPath.root('value');
const POLICIES: readonly string[] = ['PreemptLowerPriority', 'Never'];
const POLICY = FieldPath.root('preemptionPolicy');

export const PRIORITY_CLASS_RULES: KindRules<PriorityClass> = {
  defaults: (priorityClass) =>
    withDefaults(priorityClass, { preemptionPolicy: 'PreemptLowerPriority' }),
  ...kindValidation(PRIORITY_CLASSES, {
    name: isDns1123Subdomain,
    check: (errors, priorityClass, old) => {
      if (old === undefined) checkNew(errors, priorityClass);
    },
    checkUpdate: (errors, priorityClass, old) => {
      if ((priorityClass.value ?? 0) !== (old.value ?? 0)) {
        errors.push(forbiddenValue(VALUE, 'may not be changed in an update.'));
      }
      const { preemptionPolicy } = priorityClass;
      if (preemptionPolicy !== old.preemptionPolicy) {
        errors.push(invalidValue(POLICY, preemptionPolicy, 'field is immutable'));
      }
    },
  }),
};

function checkNew(errors: FieldErrors, priorityClass: PriorityClass): void {
  const { name } = priorityClass.metadata;
  const { value = 0 } = priorityClass;
  if (name.startsWith(SYSTEM_PREFIX)) {
    const problem = systemProblem(priorityClass);
    if (problem !== undefined) {
      const rule = `priority class names with '${SYSTEM_PREFIX}' prefix are reserved for system use only. error: ${problem}`;
      errors.push(forbiddenValue(FieldPath.root('metadata').child('name'), rule));
    }
  } else if (value > HIGHEST_USER_PRIORITY) {
    const rule = `maximum allowed value of a user defined priority is ${String(HIGHEST_USER_PRIORITY)}`;
    errors.push(forbiddenValue(VALUE, rule));
  }
  const { preemptionPolicy } = priorityClass;
  if (preemptionPolicy !== undefined && !POLICIES.includes(preemptionPolicy)) {
    errors.push(notSupported(POLICY, preemptionPolicy, POLICIES));
  }
}

/** Why a class is none of those that every cluster has. */
function systemProblem({ metadata, value = 0, globalDefault }: PriorityClass): string | undefined {
  const { name } = metadata;
  const expected = Object.hasOwn(SYSTEM_PRIORITIES, name) ? SYSTEM_PRIORITIES[name] : undefined;
  if (expected === undefined) return `${name} is not a known system priority class`;
  if (value !== expected) return `value of ${name} PriorityClass must be ${String(expected)}`;
  return globalDefault === true
    ? `globalDefault of ${name} PriorityClass must be false`
    : undefined;
}
