// What admission policies must have, and that their expressions compile.
// Source: k8s.io/kubernetes/pkg/apis/admissionregistration/validation (validation.go).
// What expressions may cost is not estimated, as Kubernetes does not either: its objects have no declared sizes.
// Differs from Kubernetes: names and rules of resources are held to the schema alone.
import { invalidValue, notSupported, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import type {
  MatchResources,
  MutatingAdmissionPolicy,
  Mutation,
  ParamKind,
  ValidatingAdmissionPolicy,
} from '../generated/admissionregistration/v1';
import type { FieldErrors } from '../meta/fieldChecks';
import { compileMutatingPolicy } from './compiledMutations';
import { compilePolicy } from './compiledPolicy';
import type { PolicyProblem } from './policyExpressions';

const SPEC = FieldPath.root('spec');
/** Nothing is changed that goes. */
const MUTATING_OPERATIONS: readonly string[] = ['*', 'CONNECT', 'CREATE', 'UPDATE'];

export function checkPolicy(errors: FieldErrors, { spec = {} }: ValidatingAdmissionPolicy): void {
  const { matchConstraints, validations = [], auditAnnotations = [], paramKind } = spec;
  checkScope(errors, paramKind, matchConstraints);
  if (validations.length === 0 && auditAnnotations.length === 0) {
    const rule = 'validations or auditAnnotations must contain at least one item';
    errors.push(required(SPEC.child('validations'), rule));
  }
  report(errors, compilePolicy(spec).problems);
}

export function checkMutatingPolicy(
  errors: FieldErrors,
  // What a client leaves out is not there.
  { spec = {} }: Partial<MutatingAdmissionPolicy>,
): void {
  const { matchConstraints, mutations = [], paramKind, reinvocationPolicy } = spec;
  checkScope(errors, paramKind, matchConstraints);
  const at = SPEC.child('matchConstraints').child('resourceRules').child('operations');
  for (const { operations = [] } of matchConstraints?.resourceRules ?? []) {
    for (const each of operations) {
      if (!MUTATING_OPERATIONS.includes(each)) {
        errors.push(notSupported(at, each, MUTATING_OPERATIONS));
      }
    }
  }
  const path = SPEC.child('mutations');
  if (mutations.length === 0) {
    errors.push(required(path, 'mutations must contain at least one item'));
  }
  mutations.forEach((mutation, index) => {
    checkPatch(errors, path.index(index), mutation);
  });
  report(errors, compileMutatingPolicy(spec).problems);
  if (!reinvocationPolicy) errors.push(required(SPEC.child('reinvocationPolicy')));
}

function checkScope(
  errors: FieldErrors,
  paramKind: ParamKind | undefined,
  matchConstraints: MatchResources | undefined,
): void {
  if (paramKind !== undefined) {
    for (const field of ['apiVersion', 'kind'] as const) {
      if (!paramKind[field]) errors.push(required(SPEC.child('paramKind').child(field)));
    }
  }
  if (matchConstraints === undefined) errors.push(required(SPEC.child('matchConstraints')));
  else if ((matchConstraints.resourceRules?.length ?? 0) === 0) {
    errors.push(required(SPEC.child('matchConstraints').child('resourceRules')));
  }
}

function checkPatch(
  errors: FieldErrors,
  path: FieldPath,
  { patchType, jsonPatch, applyConfiguration }: Partial<Mutation>,
): void {
  const fields = { jsonPatch, applyConfiguration };
  switch (patchType) {
    case undefined:
      errors.push(required(path.child('patchType')));
      return;
    case 'JSONPatch':
    case 'ApplyConfiguration': {
      const [own, other] =
        patchType === 'JSONPatch'
          ? (['jsonPatch', 'applyConfiguration'] as const)
          : (['applyConfiguration', 'jsonPatch'] as const);
      if (fields[own] === undefined) {
        const why = `must be specified when patchType is ${patchType}`;
        errors.push(required(path.child(own), why));
      }
      if (fields[other] !== undefined) {
        const why = `must not be specified when patchType is ${patchType}`;
        errors.push(invalidValue(path.child(other), `{${other}}`, why));
      }
    }
  }
}

function report(errors: FieldErrors, problems: readonly PolicyProblem[]): void {
  for (const { path, text, detail } of problems) {
    const at = path.reduce<FieldPath>(
      (place, step) => (typeof step === 'number' ? place.index(step) : place.child(step)),
      SPEC,
    );
    errors.push(text.trim() === '' ? required(at) : invalidValue(at, text, detail));
  }
}
