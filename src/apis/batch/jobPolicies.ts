// When a job fails early or succeeds early. Source: k8s.io/kubernetes/pkg/apis/batch/validation
// (validatePodFailurePolicy, validateSuccessPolicy).
import type { FieldError } from '../../apimachinery/apiStatus';
import {
  duplicate,
  invalidValue,
  notSupported,
  required,
  tooLong,
  tooMany,
} from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import { isQualifiedName } from '../../apimachinery/names';
import type {
  JobSpec,
  PodFailurePolicy,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyOnPodConditionsPattern,
  PodFailurePolicyRule,
  SuccessPolicy,
  SuccessPolicyRule,
} from '../generated/batch/v1';
import { checkNonNegative, complain, type FieldErrors } from '../meta/fieldChecks';
import { countIndexes } from './indexIntervals';

const MAX_RULES = 20;
const MAX_PATTERNS = 20;
const MAX_EXIT_CODES = 255;
const MAX_INDEXES_LENGTH = 64 * 1024;
const ACTIONS: readonly string[] = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS: readonly string[] = ['In', 'NotIn'];
const STATUSES: readonly string[] = ['False', 'True', 'Unknown'];

export function checkFailurePolicy(
  errors: FieldErrors,
  path: FieldPath,
  spec: JobSpec,
  policy: PodFailurePolicy,
): void {
  // Validation meets what users wrote: anything may be missing.
  const { rules = [] }: Partial<PodFailurePolicy> = policy;
  const template: Partial<JobSpec['template']> | undefined = spec.template;
  const { containers = [], initContainers = [] } = template?.spec ?? {};
  const names = [...containers, ...initContainers].map(({ name }) => name);
  const at = path.child('rules');
  if (rules.length > MAX_RULES) errors.push(tooMany(at, rules.length, MAX_RULES));
  rules.forEach((rule, index) => {
    checkFailureRule(errors, at.index(index), spec, rule, names);
  });
}

function checkFailureRule(
  errors: FieldErrors,
  path: FieldPath,
  spec: JobSpec,
  rule: PodFailurePolicyRule,
  containers: readonly string[],
): void {
  const { action, onExitCodes, onPodConditions = [] } = rule;
  const at = path.child('action');
  if (action === 'FailIndex') {
    if (spec.backoffLimitPerIndex === undefined) {
      errors.push(invalidValue(at, action, 'requires the backoffLimitPerIndex to be set'));
    }
  } else checkOneOf(errors, at, action, ACTIONS);
  if (onExitCodes !== undefined) {
    checkExitCodes(errors, path.child('onExitCodes'), onExitCodes, containers);
  }
  if (onPodConditions.length > 0) {
    checkConditions(errors, path.child('onPodConditions'), onPodConditions);
  }
  if (onExitCodes !== undefined && onPodConditions.length > 0) {
    const text = 'specifying both OnExitCodes and OnPodConditions is not supported';
    errors.push(invalidWhole(path, text));
  }
  if (onExitCodes === undefined && onPodConditions.length === 0) {
    errors.push(
      invalidWhole(path, 'specifying one of OnExitCodes and OnPodConditions is required'),
    );
  }
}

function checkConditions(
  errors: FieldErrors,
  path: FieldPath,
  patterns: readonly PodFailurePolicyOnPodConditionsPattern[],
): void {
  if (patterns.length > MAX_PATTERNS) errors.push(tooMany(path, patterns.length, MAX_PATTERNS));
  patterns.forEach(({ type, status }, index) => {
    const at = path.index(index);
    complain(errors, at.child('type'), type, isQualifiedName(type));
    checkOneOf(errors, at.child('status'), status, STATUSES);
  });
}

function checkExitCodes(
  errors: FieldErrors,
  path: FieldPath,
  requirement: PodFailurePolicyOnExitCodesRequirement,
  containers: readonly string[],
): void {
  const {
    operator,
    containerName,
    values = [],
  }: Partial<PodFailurePolicyOnExitCodesRequirement> = requirement;
  checkOneOf(errors, path.child('operator'), operator, OPERATORS);
  if (containerName !== undefined && !containers.includes(containerName)) {
    const rule = 'must be one of the container or initContainer names in the pod template';
    errors.push(invalidValue(path.child('containerName'), containerName, rule));
  }
  const at = path.child('values');
  if (values.length === 0) errors.push(invalidValue(at, values, 'at least one value is required'));
  else if (values.length > MAX_EXIT_CODES) {
    errors.push(tooMany(at, values.length, MAX_EXIT_CODES));
  }
  values.forEach((value, index) => {
    if (operator === 'In' && value === 0) {
      errors.push(invalidValue(at.index(index), value, 'must not be 0 for the In operator'));
    }
    if (values.indexOf(value) < index) errors.push(duplicate(at.index(index), value));
  });
  if (values.some((value, index) => index > 0 && (values[index - 1] ?? 0) > value)) {
    errors.push(invalidValue(at, values, 'must be ordered'));
  }
}

/** As {@link checkEnum}, where what is missing is told with what it may be. */
function checkOneOf(
  errors: FieldErrors,
  path: FieldPath,
  value: string | undefined,
  supported: readonly string[],
): void {
  if (!value) {
    const quoted = supported.map((each) => `"${each}"`).join(' ');
    errors.push(required(path, `valid values: [${quoted}]`));
  } else if (!supported.includes(value)) errors.push(notSupported(path, value, supported));
}

/** A complaint about a struct as a whole, which is not printed. */
export function invalidWhole(path: FieldPath, rule: string): FieldError {
  return { type: 'FieldValueInvalid', path: path.toString(), detail: `Invalid value: ${rule}` };
}

export function checkSuccessPolicy(
  errors: FieldErrors,
  path: FieldPath,
  spec: JobSpec,
  policy: SuccessPolicy,
): void {
  if (spec.completionMode !== 'Indexed') {
    errors.push(invalidValue(path, policy, 'requires indexed completion mode'));
    return;
  }
  const { rules = [] }: Partial<SuccessPolicy> = policy;
  const at = path.child('rules');
  if (rules.length === 0) {
    const rule = 'at least one rules must be specified when the successPolicy is specified';
    errors.push(required(at, rule));
  }
  if (rules.length > MAX_RULES) errors.push(tooMany(at, rules.length, MAX_RULES));
  rules.forEach((rule, index) => {
    checkSuccessRule(errors, at.index(index), spec.completions ?? 0, rule);
  });
}

function checkSuccessRule(
  errors: FieldErrors,
  path: FieldPath,
  completions: number,
  { succeededCount, succeededIndexes }: SuccessPolicyRule,
): void {
  if (succeededCount === undefined && succeededIndexes === undefined) {
    const rule = 'at least one of succeededCount or succeededIndexes must be specified';
    errors.push(required(path, rule));
  }
  let total = 0;
  if (succeededIndexes !== undefined) {
    const at = path.child('succeededIndexes');
    if (succeededIndexes.length > MAX_INDEXES_LENGTH) errors.push(tooLong(at, MAX_INDEXES_LENGTH));
    const counted = countIndexes(succeededIndexes, completions);
    if (typeof counted === 'number') total = counted;
    else {
      const rule = `error parsing succeededIndexes: ${counted}`;
      errors.push(invalidValue(at, succeededIndexes, rule));
    }
  }
  if (succeededCount === undefined) return;
  checkNonNegative(errors, path, 'succeededCount', succeededCount);
  const at = path.child('succeededCount');
  if (succeededCount > completions) {
    const rule = `must be less than or equal to ${String(completions)} (the number of specified completions)`;
    errors.push(invalidValue(at, succeededCount, rule));
  }
  if (succeededIndexes !== undefined && succeededCount > total) {
    const rule = `must be less than or equal to ${String(total)} (the number of indexes in the specified succeededIndexes field)`;
    errors.push(invalidValue(at, succeededCount, rule));
  }
}

export function checkReplacementPolicy(
  errors: FieldErrors,
  path: FieldPath,
  { podReplacementPolicy: policy, podFailurePolicy }: JobSpec,
): void {
  if (policy === undefined) return;
  const supported = podFailurePolicy === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed'];
  if (!supported.includes(policy)) errors.push(notSupported(path, policy, supported));
}
