// The spec of a job, its own or in a CronJob's template. Source: k8s.io/kubernetes/pkg/apis/batch/validation
// (validateJobSpec).
import { invalidValue, notSupported, required, tooLong } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import { podTemplateErrors } from '../core/podSpecValidation';
import type { JobSpec } from '../generated/batch/v1';
import { checkDomainPrefixedPath } from '../meta/domainPrefixedPath';
import { checkNonNegative, type FieldErrors } from '../meta/fieldChecks';
import { checkFailurePolicy, checkReplacementPolicy, checkSuccessPolicy } from './jobPolicies';

const MAX_INDEXED = 100_000;
/** Above so many completions fewer pods may run and fail at a time. */
const MANY_COMPLETIONS = 100_000;
const MOST_WITH_MANY = 10_000;
const MAX_MANAGED_BY_LENGTH = 63;
const COUNTS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const;

export function checkJobSpec(errors: FieldErrors, path: FieldPath, spec: JobSpec): void {
  for (const field of COUNTS) checkNonNegative(errors, path, field, spec[field]);
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) {
    const rule = 'when maxFailedIndexes is specified';
    errors.push(required(path.child('backoffLimitPerIndex'), rule));
  }
  if (spec.managedBy !== undefined) {
    const at = path.child('managedBy');
    checkDomainPrefixedPath(errors, at, spec.managedBy);
    if (spec.managedBy.length > MAX_MANAGED_BY_LENGTH) {
      errors.push(tooLong(at, MAX_MANAGED_BY_LENGTH));
    }
  }
  checkCompletionMode(errors, path, spec);
  if (spec.podFailurePolicy !== undefined) {
    checkFailurePolicy(errors, path.child('podFailurePolicy'), spec, spec.podFailurePolicy);
  }
  if (spec.successPolicy !== undefined) {
    checkSuccessPolicy(errors, path.child('successPolicy'), spec, spec.successPolicy);
  }
  checkReplacementPolicy(errors, path.child('podReplacementPolicy'), spec);
  checkTemplate(errors, path.child('template'), spec);
}

function checkCompletionMode(errors: FieldErrors, path: FieldPath, spec: JobSpec): void {
  const mode: string | undefined = spec.completionMode;
  if (mode !== undefined && mode !== 'NonIndexed' && mode !== 'Indexed') {
    const at = path.child('completionMode');
    errors.push(notSupported(at, mode, ['NonIndexed', 'Indexed']));
  }
  if (mode === 'Indexed') checkIndexed(errors, path, spec);
  if (mode !== undefined && mode !== 'NonIndexed') return;
  for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const) {
    if (spec[field] === undefined) continue;
    errors.push(invalidValue(path.child(field), spec[field], 'requires indexed completion mode'));
  }
}

function checkIndexed(errors: FieldErrors, path: FieldPath, spec: JobSpec): void {
  const { completions, maxFailedIndexes, backoffLimitPerIndex } = spec;
  if (completions === undefined) {
    errors.push(required(path.child('completions'), 'when completion mode is Indexed'));
  }
  const limit = (field: 'parallelism' | 'maxFailedIndexes', most: number, why: string): void => {
    const value = spec[field];
    if (value === undefined || value <= most) return;
    const rule = `must be less than or equal to ${String(most)}${why}`;
    errors.push(invalidValue(path.child(field), value, rule));
  };
  limit('parallelism', MAX_INDEXED, ' when completion mode is Indexed');
  if (
    completions !== undefined &&
    maxFailedIndexes !== undefined &&
    maxFailedIndexes > completions
  ) {
    const rule = 'must be less than or equal to completions';
    errors.push(invalidValue(path.child('maxFailedIndexes'), maxFailedIndexes, rule));
  }
  limit('maxFailedIndexes', MAX_INDEXED, '');
  if ((completions ?? 0) <= MANY_COMPLETIONS || backoffLimitPerIndex === undefined) return;
  if (maxFailedIndexes === undefined) {
    const rule = `must be specified when completions is above ${String(MANY_COMPLETIONS)}`;
    errors.push(required(path.child('maxFailedIndexes'), rule));
  }
  const why = ` when completions are above ${String(MANY_COMPLETIONS)} and used with backoff limit per index`;
  limit('parallelism', MOST_WITH_MANY, why);
  limit('maxFailedIndexes', MOST_WITH_MANY, why);
}

/** Pods of a job end: they must not be restarted for ever. */
function checkTemplate(errors: FieldErrors, path: FieldPath, spec: JobSpec): void {
  // Validation meets what users wrote: the template may be missing.
  const template: JobSpec['template'] | undefined = spec.template;
  errors.push(...podTemplateErrors(template ?? {}, path));
  const at = path.child('spec').child('restartPolicy');
  const policy: string = template?.spec?.restartPolicy ?? '';
  if (policy === 'Always' || policy === '') {
    errors.push(required(at, 'valid values: "OnFailure", "Never"'));
  } else if (policy !== 'OnFailure' && policy !== 'Never') {
    errors.push(notSupported(at, policy, ['OnFailure', 'Never']));
  } else if (spec.podFailurePolicy !== undefined && policy !== 'Never') {
    const rule = 'only "Never" is supported when podFailurePolicy is specified';
    errors.push(invalidValue(at, policy, rule));
  }
}
