// What a ValidatingAdmissionPolicy must have, and that its expressions compile.
// Source: k8s.io/kubernetes/pkg/apis/admissionregistration/validation (validation.go).
// What expressions may cost is not estimated, as Kubernetes does not either: its objects have no declared sizes.
// Differs from Kubernetes: names and rules of resources are held to the schema alone.
import { invalidValue, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import type { ValidatingAdmissionPolicy } from '../generated/admissionregistration/v1';
import type { FieldErrors } from '../meta/fieldChecks';
import { compilePolicy } from './compiledPolicy';

const SPEC = FieldPath.root('spec');

export function checkPolicy(errors: FieldErrors, { spec = {} }: ValidatingAdmissionPolicy): void {
  const { matchConstraints, validations = [], auditAnnotations = [], paramKind } = spec;
  if (paramKind !== undefined) {
    for (const field of ['apiVersion', 'kind'] as const) {
      if (!paramKind[field]) errors.push(required(SPEC.child('paramKind').child(field)));
    }
  }
  if (matchConstraints === undefined) errors.push(required(SPEC.child('matchConstraints')));
  else if ((matchConstraints.resourceRules?.length ?? 0) === 0) {
    errors.push(required(SPEC.child('matchConstraints').child('resourceRules')));
  }
  if (validations.length === 0 && auditAnnotations.length === 0) {
    const rule = 'validations or auditAnnotations must contain at least one item';
    errors.push(required(SPEC.child('validations'), rule));
  }
  for (const { path, text, detail } of compilePolicy(spec).problems) {
    const at = path.reduce<FieldPath>(
      (place, step) => (typeof step === 'number' ? place.index(step) : place.child(step)),
      SPEC,
    );
    errors.push(text.trim() === '' ? required(at) : invalidValue(at, text, detail));
  }
}
