// What a CustomResourceDefinition itself must look like.
// Source: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation (validation.go).
//
// Differs from Kubernetes: the costs of CEL rules are not estimated; of a conversion webhook only its
// presence is checked, since the simulation refuses to call one (see conversionErrors).
import type { FieldError } from '../../apimachinery/apiStatus';
import { deepEqual } from '../../apimachinery/deepEqual';
import {
  forbiddenValue,
  invalidValue,
  notSupported,
  required,
} from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1035Label, isDns1123Subdomain } from '../../apimachinery/names';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionNames,
  CustomResourceDefinitionSpec,
} from '../generated/apiextensions/v1';
import { checkImmutable, type FieldErrors } from '../meta/fieldChecks';
import { APPROVAL_ANNOTATION, approvalState } from './apiApproval';
import { isEstablished } from './definitionState';
import { checkVersions } from './versionValidation';

const SPEC = FieldPath.root('spec');
const STATUS = FieldPath.root('status');

export function checkDefinition(errors: FieldErrors, definition: CustomResourceDefinition): void {
  checkSpec(errors, definition.spec);
  checkStoredVersions(errors, definition);
  checkApproval(errors, definition, undefined);
}

export function checkDefinitionUpdate(
  errors: FieldErrors,
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition,
): void {
  const { spec } = definition;
  checkSpec(errors, spec);
  if (isEstablished(old)) {
    checkImmutable(errors, SPEC, 'scope', spec.scope, old.spec.scope);
    checkImmutable(errors, SPEC.child('names'), 'kind', spec.names.kind, old.spec.names.kind);
  }
  checkImmutable(errors, SPEC, 'group', spec.group, old.spec.group);
  checkImmutable(errors, SPEC.child('names'), 'plural', spec.names.plural, old.spec.names.plural);
  checkStoredVersions(errors, definition);
  checkApproval(errors, definition, old);
}

function checkSpec(errors: FieldErrors, spec: CustomResourceDefinitionSpec): void {
  checkGroup(errors, spec.group);
  checkEnum(errors, SPEC.child('scope'), spec.scope, ['Cluster', 'Namespaced']);
  if (spec.preserveUnknownFields === true) {
    const rule =
      'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
    errors.push(invalidValue(SPEC.child('preserveUnknownFields'), true, rule));
  }
  checkVersions(errors, SPEC, spec);
  const { versions, names } = spec;
  if (new Set(versions.map(({ name }) => name)).size < versions.length) {
    const rule = 'must contain unique version names';
    errors.push(invalidValue(SPEC.child('versions'), versions, rule));
  }
  if (versions.filter(({ storage }) => storage).length !== 1) {
    const rule = 'must have exactly one version marked as storage version';
    errors.push(invalidValue(SPEC.child('versions'), versions, rule));
  }
  const path = SPEC.child('names');
  for (const field of ['plural', 'singular', 'kind', 'listKind'] as const) {
    if (!names[field]) errors.push(required(path.child(field)));
  }
  checkNames(errors, path, names);
  errors.push(...conversionErrors(spec));
}

function checkGroup(errors: FieldErrors, group: string | undefined): void {
  const path = SPEC.child('group');
  if (!group) {
    errors.push(required(path));
    return;
  }
  const complaints = isDns1123Subdomain(group);
  if (complaints.length > 0) errors.push(invalidValue(path, group, complaints.join(',')));
  else if (!group.includes('.')) {
    errors.push(invalidValue(path, group, 'should be a domain with at least one dot'));
  }
}

function checkNames(
  errors: FieldErrors,
  path: FieldPath,
  names: CustomResourceDefinitionNames,
): void {
  const label = (at: FieldPath, value: string | undefined): void => {
    const complaints = value ? isDns1035Label(value) : [];
    if (complaints.length > 0) errors.push(invalidValue(at, value, complaints.join(',')));
  };
  const mixed = (field: 'kind' | 'listKind'): void => {
    const value = names[field];
    const complaints = value ? isDns1035Label(value.toLowerCase()) : [];
    if (complaints.length === 0) return;
    const rule = `may have mixed case, but should otherwise match: ${complaints.join(',')}`;
    errors.push(invalidValue(path.child(field), value, rule));
  };
  label(path.child('plural'), names.plural);
  label(path.child('singular'), names.singular);
  mixed('kind');
  mixed('listKind');
  names.shortNames?.forEach((name, index) => {
    label(path.child('shortNames').index(index), name);
  });
  if (names.kind && names.kind === names.listKind) {
    const rule = 'kind and listKind may not be the same';
    errors.push(invalidValue(path.child('listKind'), names.listKind, rule));
  }
  names.categories?.forEach((name, index) => {
    label(path.child('categories').index(index), name);
  });
}

/** The simulation has no webhooks to call: better to say so than to serve what is not converted. */
function conversionErrors({ conversion }: CustomResourceDefinitionSpec): readonly FieldError[] {
  if (conversion === undefined) return [];
  const path = SPEC.child('conversion');
  const { strategy, webhook } = conversion;
  if (!strategy) return [required(path.child('strategy'))];
  if (strategy === 'Webhook') {
    const why = 'conversion webhooks are not simulated by Cluster Lab: use None';
    return [forbiddenValue(path.child('strategy'), why)];
  }
  if (strategy !== 'None') {
    return [notSupported(path.child('strategy'), strategy, ['None', 'Webhook'])];
  }
  if (webhook === undefined) return [];
  const rule = 'should not be set when strategy is not set to Webhook';
  return [forbiddenValue(path.child('webhookClientConfig'), rule)];
}

function checkStoredVersions(
  errors: FieldErrors,
  { spec, status }: CustomResourceDefinition,
): void {
  const path = STATUS.child('storedVersions');
  const { storedVersions = [] } = status;
  if (storedVersions.length === 0) {
    errors.push(invalidValue(path, [], 'must have at least one stored version'));
    return;
  }
  storedVersions.forEach((version, index) => {
    if (spec.versions.some(({ name }) => name === version)) return;
    const rule =
      `missing from spec.versions; ${version} was previously a storage version, and must remain in ` +
      `spec.versions until a storage migration ensures no data remains persisted in ${version} and ` +
      `removes ${version} from status.storedVersions`;
    errors.push(invalidValue(path.index(index), version, rule));
  });
}

function checkApproval(
  errors: FieldErrors,
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition | undefined,
): void {
  const state = approvalState(definition);
  if (state === undefined || (old !== undefined && deepEqual(approvalState(old), state))) return;
  const path = FieldPath.root('metadata').child('annotations').key(APPROVAL_ANNOTATION);
  const value = definition.metadata.annotations?.[APPROVAL_ANNOTATION];
  if (state.reason === 'MissingAnnotation') errors.push(required(path, state.message));
  else if (state.reason === 'InvalidAnnotation') {
    errors.push(invalidValue(path, value, state.message));
  }
}

function checkEnum(
  errors: FieldErrors,
  path: FieldPath,
  value: string | undefined,
  supported: readonly string[],
): void {
  if (!value) errors.push(required(path));
  else if (!supported.includes(value)) errors.push(notSupported(path, value, supported));
}
