// How fast an autoscaler may go. Source: k8s.io/kubernetes/pkg/apis/autoscaling/validation
// (validateScalingRules).
import { invalidValue, notSupported, required } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import type {
  HorizontalPodAutoscalerBehavior,
  HPAScalingPolicy,
  HPAScalingRules,
} from '../generated/autoscaling/v2';
import type { FieldErrors } from '../meta/fieldChecks';

const MAX_PERIOD_SECONDS = 1800;
const MAX_WINDOW_SECONDS = 3600;
const SELECT_POLICIES: readonly string[] = ['Disabled', 'Max', 'Min'];
const POLICY_TYPES: readonly string[] = ['Percent', 'Pods'];

export function checkBehavior(
  errors: FieldErrors,
  path: FieldPath,
  { scaleUp, scaleDown }: HorizontalPodAutoscalerBehavior,
): void {
  if (scaleUp !== undefined) checkRules(errors, path.child('scaleUp'), scaleUp);
  if (scaleDown !== undefined) checkRules(errors, path.child('scaleDown'), scaleDown);
}

function checkRules(errors: FieldErrors, path: FieldPath, rules: HPAScalingRules): void {
  const { stabilizationWindowSeconds: seconds, selectPolicy, policies = [] } = rules;
  const window = path.child('stabilizationWindowSeconds');
  if (seconds !== undefined && seconds < 0) {
    errors.push(invalidValue(window, seconds, 'must be greater than or equal to zero'));
  }
  if (seconds !== undefined && seconds > MAX_WINDOW_SECONDS) {
    const rule = `must be less than or equal to ${String(MAX_WINDOW_SECONDS)}`;
    errors.push(invalidValue(window, seconds, rule));
  }
  if (selectPolicy !== undefined && !SELECT_POLICIES.includes(selectPolicy)) {
    errors.push(notSupported(path.child('selectPolicy'), selectPolicy, SELECT_POLICIES));
  }
  if (policies.length === 0) {
    errors.push(required(path.child('policies'), 'must specify at least one Policy'));
  }
  policies.forEach((policy, index) => {
    checkPolicy(errors, path.child('policies').index(index), policy);
  });
}

function checkPolicy(errors: FieldErrors, path: FieldPath, policy: HPAScalingPolicy): void {
  const { type = '', value = 0, periodSeconds = 0 }: Partial<HPAScalingPolicy> = policy;
  if (!POLICY_TYPES.includes(type)) {
    errors.push(notSupported(path.child('type'), type, POLICY_TYPES));
  }
  if (value <= 0) {
    errors.push(invalidValue(path.child('value'), value, 'must be greater than zero'));
  }
  const period = path.child('periodSeconds');
  if (periodSeconds <= 0) {
    errors.push(invalidValue(period, periodSeconds, 'must be greater than zero'));
  }
  if (periodSeconds > MAX_PERIOD_SECONDS) {
    const rule = `must be less than or equal to ${String(MAX_PERIOD_SECONDS)}`;
    errors.push(invalidValue(period, periodSeconds, rule));
  }
}
