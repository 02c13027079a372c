// What the job controller may write. Source: k8s.io/kubernetes/pkg/apis/batch/validation (validateJobStatus).
//
// Differs from Kubernetes: indexes of indexed jobs, and what an unsuspended job may not forget, are not
// looked into.
import type { FieldError } from '../../apimachinery/apiStatus';
import { invalidValue, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { parseTime } from '../../apimachinery/time';
import type { Job, JobStatus } from '../generated/batch/v1';
import { checkNonNegative, type FieldErrors } from '../meta/fieldChecks';
import { checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { invalidWhole } from './jobPolicies';

const STATUS = FieldPath.root('status');
const CONDITIONS = STATUS.child('conditions');
const COUNTS = ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const;
const TERMINAL = ['Failed', 'Complete', 'FailureTarget'] as const;
/** Pairs of conditions that contradict each other. */
const CONTRARY = [
  ['Complete', 'Failed', 'cannot set Complete=True and Failed=true conditions'],
  ['Complete', 'FailureTarget', 'cannot set Complete=True and FailureTarget=true conditions'],
  ['SuccessCriteriaMet', 'Failed', 'cannot set SuccessCriteriaMet=True and Failed=true conditions'],
  [
    'SuccessCriteriaMet',
    'FailureTarget',
    'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions',
  ],
] as const;

export function jobStatusErrors(job: Job, old: Job): readonly FieldError[] {
  const errors: FieldErrors = [];
  checkObjectMetaUpdate(errors, job.metadata, old.metadata);
  for (const field of COUNTS) checkNonNegative(errors, STATUS, field, job.status[field]);
  for (const [one, other, rule] of CONTRARY) {
    if (holds(job, one) && holds(job, other)) errors.push(invalidWhole(CONDITIONS, rule));
  }
  checkTimes(errors, job.status, holds(job, 'Complete'));
  checkFinished(errors, job);
  checkProgress(errors, job, old);
  return errors;
}

function holds({ status }: Job, type: string): boolean {
  return status.conditions?.some((each) => each.type === type && each.status === 'True') === true;
}

function checkTimes(
  errors: FieldErrors,
  { startTime, completionTime }: JobStatus,
  complete: boolean,
): void {
  const at = STATUS.child('completionTime');
  if (completionTime !== undefined && !complete) {
    const rule = 'cannot set completionTime when there is no Complete=True condition';
    errors.push(invalidValue(at, completionTime, rule));
  }
  if (completionTime === undefined && complete) {
    errors.push(required(at, 'completionTime is required for Complete jobs'));
  }
  if (startTime === undefined || completionTime === undefined) return;
  if ((parseTime(completionTime) ?? 0) < (parseTime(startTime) ?? 0)) {
    errors.push(invalidValue(at, completionTime, 'must be equal to or after `startTime`'));
  }
}

function checkFinished(errors: FieldErrors, job: Job): void {
  const { active = 0, ready, startTime, terminating = 0, uncountedTerminatedPods } = job.status;
  if (holds(job, 'Failed') && !holds(job, 'FailureTarget')) {
    const rule = 'cannot set Failed=True condition without the FailureTarget=true condition';
    errors.push(invalidWhole(CONDITIONS, rule));
  }
  if (holds(job, 'Complete') && !holds(job, 'SuccessCriteriaMet')) {
    const rule = 'cannot set Complete=True condition without the SuccessCriteriaMet=true condition';
    errors.push(invalidWhole(CONDITIONS, rule));
  }
  if (ready !== undefined && ready > active) {
    errors.push(
      invalidValue(STATUS.child('ready'), ready, 'cannot set more ready pods than active'),
    );
  }
  if (!holds(job, 'Complete') && !holds(job, 'Failed')) return;
  if (active > 0) {
    const rule = 'active>0 is invalid for finished job';
    errors.push(invalidValue(STATUS.child('active'), active, rule));
  }
  if (startTime === undefined) {
    errors.push(required(STATUS.child('startTime'), 'startTime is required for finished job'));
  }
  const { succeeded = [], failed = [] } = uncountedTerminatedPods ?? {};
  if (succeeded.length + failed.length > 0) {
    const rule = 'must be empty for finished job';
    const at = STATUS.child('uncountedTerminatedPods');
    errors.push(invalidValue(at, uncountedTerminatedPods, rule));
  }
  if (terminating > 0) {
    const rule = 'terminating>0 is invalid for finished job';
    errors.push(invalidValue(STATUS.child('terminating'), terminating, rule));
  }
}

/** A job that has ended stays so, and counts never shrink. */
function checkProgress(errors: FieldErrors, job: Job, old: Job): void {
  for (const type of [...TERMINAL, 'SuccessCriteriaMet']) {
    if (!holds(old, type) || holds(job, type)) continue;
    const which = type === 'SuccessCriteriaMet' ? '' : 'terminal ';
    errors.push(invalidWhole(CONDITIONS, `cannot disable the ${which}${type}=True condition`));
  }
  for (const field of ['failed', 'succeeded'] as const) {
    const value = job.status[field] ?? 0;
    if (value >= (old.status[field] ?? 0)) continue;
    errors.push(invalidValue(STATUS.child(field), value, `cannot decrease the ${field} counter`));
  }
  const { completionTime } = job.status;
  const before = old.status.completionTime;
  if (completionTime === undefined || before === undefined || completionTime === before) return;
  errors.push(invalidValue(STATUS.child('completionTime'), completionTime, 'field is immutable'));
}
