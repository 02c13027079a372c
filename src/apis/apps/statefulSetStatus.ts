// What the StatefulSet controller may write. Source: k8s.io/kubernetes/pkg/apis/apps/validation
// (ValidateStatefulSetStatus).
import type { FieldError } from '../../apimachinery/apiStatus';
import { invalidValue } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import type { StatefulSet } from '../generated/apps/v1';
import { checkNonNegative, type FieldErrors } from '../meta/fieldChecks';
import { checkObjectMetaUpdate } from '../meta/objectMetaValidation';

const STATUS = FieldPath.root('status');
const PARTS = ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'] as const;
const COUNTS = ['replicas', ...PARTS, 'observedGeneration', 'collisionCount'] as const;

export function statefulSetStatusErrors(
  { metadata, status }: StatefulSet,
  old: StatefulSet,
): readonly FieldError[] {
  const errors: FieldErrors = [];
  for (const field of COUNTS) checkNonNegative(errors, STATUS, field, status[field]);
  for (const field of PARTS) {
    const value = status[field] ?? 0;
    if (value <= status.replicas) continue;
    const rule = 'cannot be greater than status.replicas';
    errors.push(invalidValue(STATUS.child(field), value, rule));
  }
  const { availableReplicas = 0, readyReplicas = 0, collisionCount = 0 } = status;
  if (availableReplicas > readyReplicas) {
    const rule = 'cannot be greater than status.readyReplicas';
    errors.push(invalidValue(STATUS.child('availableReplicas'), availableReplicas, rule));
  }
  checkObjectMetaUpdate(errors, metadata, old.metadata);
  if (collisionCount < (old.status.collisionCount ?? 0)) {
    errors.push(
      invalidValue(STATUS.child('collisionCount'), collisionCount, 'cannot be decremented'),
    );
  }
  return errors;
}
