// References to an object of any kind. Source: k8s.io/kubernetes/pkg/apis/networking/validation.
import type { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain, isPathSegmentName } from '../../apimachinery/names';
import { checkName, checkRequiredName, type FieldErrors } from '../meta/fieldChecks';

interface TypedReference {
  readonly apiGroup?: string | undefined;
  readonly kind: string;
  readonly name: string;
}

export function checkTypedReference(
  errors: FieldErrors,
  path: FieldPath,
  { apiGroup, kind, name }: TypedReference,
): void {
  if (apiGroup !== undefined) checkName(errors, path, 'apiGroup', apiGroup, isDns1123Subdomain);
  checkRequiredName(errors, path, 'kind', kind, isPathSegmentName);
  checkRequiredName(errors, path, 'name', name, isPathSegmentName);
}
