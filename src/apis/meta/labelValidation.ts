// Labels, annotations and label selectors. Source: k8s.io/apimachinery/pkg/apis/meta/v1/validation
// and pkg/api/validation.
import { forbiddenValue, invalidValue, required, tooLong } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import { isLabelValue, isQualifiedName } from '../../apimachinery/names';
import type { StringMap } from '../../apimachinery/objectMeta';
import type { LabelSelector } from '../generated/meta/v1';
import { complain, type FieldErrors } from './fieldChecks';

const MAX_ANNOTATIONS_BYTES = 256 * 1024;

/** `path` is the map itself: complaints about keys and values name it, not the entry. */
export function checkLabels(
  errors: FieldErrors,
  path: FieldPath,
  labels: StringMap | undefined,
): void {
  for (const key in labels) {
    checkLabelName(errors, path, key);
    const value = labels[key] ?? '';
    complain(errors, path, value, isLabelValue(value));
  }
}

export function checkLabelName(errors: FieldErrors, path: FieldPath, name = ''): void {
  complain(errors, path, name, isQualifiedName(name));
}

export function checkAnnotations(
  errors: FieldErrors,
  path: FieldPath,
  annotations: StringMap | undefined,
): void {
  let size = 0;
  for (const key in annotations) {
    const complaints = isQualifiedName(key.toLowerCase());
    complain(errors, path, key, complaints);
    size += key.length + (annotations[key] ?? '').length;
  }
  if (size > MAX_ANNOTATIONS_BYTES) errors.push(tooLong(path, MAX_ANNOTATIONS_BYTES));
}

export function checkLabelSelector(
  errors: FieldErrors,
  path: FieldPath,
  selector: LabelSelector,
): void {
  checkLabels(errors, path.child('matchLabels'), selector.matchLabels);
  selector.matchExpressions?.forEach(({ key, operator, values }, index) => {
    const at = path.child('matchExpressions').index(index);
    switch (operator) {
      case 'In':
      case 'NotIn':
        if (!values?.length) {
          const rule = "must be specified when `operator` is 'In' or 'NotIn'";
          errors.push(required(at.child('values'), rule));
        }
        break;
      case 'Exists':
      case 'DoesNotExist':
        if (values?.length) {
          const rule = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
          errors.push(forbiddenValue(at.child('values'), rule));
        }
        break;
      default:
        errors.push(
          invalidValue(at.child('operator'), operator || '', 'not a valid selector operator'),
        );
    }
    checkLabelName(errors, at.child('key'), key);
    values?.forEach((value, position) => {
      complain(errors, at.child('values').index(position), value, isLabelValue(value));
    });
  });
}
