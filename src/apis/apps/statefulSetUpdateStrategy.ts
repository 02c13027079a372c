// How a StatefulSet replaces its pods. Source: k8s.io/kubernetes/pkg/apis/apps/validation
// (ValidateStatefulSetSpec, validateRollingUpdateStatefulSet).
import { invalidValue, required } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import type { StatefulSetUpdateStrategy } from '../generated/apps/v1';
import { checkIntOrPercent, checkNonNegative, type FieldErrors } from '../meta/fieldChecks';
import { isMoreThanAll, isZero } from './rollingUpdate';

export function checkStatefulUpdateStrategy(
  errors: FieldErrors,
  path: FieldPath,
  strategy: StatefulSetUpdateStrategy | undefined,
): void {
  const type: string = strategy?.type ?? '';
  const at = path.child('rollingUpdate');
  const rolling = strategy?.rollingUpdate;
  switch (type) {
    case '':
      errors.push(required(path));
      return;
    case 'OnDelete':
      if (rolling === undefined) return;
      errors.push(invalidValue(at, rolling, "only allowed for updateStrategy 'RollingUpdate'"));
      return;
    case 'RollingUpdate':
      break;
    default:
      errors.push(invalidValue(path, strategy, "must be 'RollingUpdate' or 'OnDelete'"));
      return;
  }
  if (rolling === undefined) return;
  checkNonNegative(errors, at, 'partition', rolling.partition);
  const { maxUnavailable } = rolling;
  if (maxUnavailable === undefined) return;
  checkIntOrPercent(errors, at, 'maxUnavailable', maxUnavailable);
  if (isZero(maxUnavailable)) {
    errors.push(invalidValue(at.child('maxUnavailable'), maxUnavailable, 'cannot be 0'));
  }
  if (isMoreThanAll(maxUnavailable)) {
    const rule = 'must not be greater than 100%';
    errors.push(invalidValue(at.child('maxUnavailable'), maxUnavailable, rule));
  }
}
