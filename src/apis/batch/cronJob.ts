// Rules of CronJobs. Source: k8s.io/kubernetes/pkg/apis/batch/{v1,validation}.
import { cronScheduleProblem } from '../../apimachinery/cronSchedule';
import { invalidValue, notSupported, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain } from '../../apimachinery/names';
import { defaultPodTemplate } from '../core/podDefaults';
import type { CronJob, CronJobSpec, JobSpec, JobTemplateSpec } from '../generated/batch/v1';
import type { KindRules } from '../kindRules';
import { checkEnum, checkNonNegative, type FieldErrors } from '../meta/fieldChecks';
import { kindValidation } from '../meta/kindValidation';
import { withDefaults, withField } from '../meta/sharedDefaults';
import { CRON_JOBS } from '../resources';
import { cronJobWarnings } from '../warnings/workloadWarnings';
import { checkJobSpec } from './jobSpecValidation';
import { checkTimeZone } from './timeZoneValidation';

const SPEC = FieldPath.root('spec');
const SCHEDULE = SPEC.child('schedule');
/** Eleven characters of the time go behind the name, which then must be a label. */
const MAX_NAME_LENGTH = 52;
const POLICIES: readonly string[] = ['Allow', 'Forbid', 'Replace'];
// A manifest without spec: validation complains of what is missing in it.
const EMPTY: Partial<CronJob> = { spec: {} as CronJobSpec, status: {} };
const SPEC_DEFAULTS: Partial<CronJobSpec> = {
  concurrencyPolicy: 'Allow',
  failedJobsHistoryLimit: 1,
  successfulJobsHistoryLimit: 3,
  suspend: false,
};

export const CRON_JOB_RULES: KindRules<CronJob> = {
  defaults: (cronJob) =>
    withField(withDefaults(cronJob, EMPTY), 'spec', (spec) =>
      withField(withDefaults(spec, SPEC_DEFAULTS), 'jobTemplate', (template) =>
        withField(template, 'spec', (job) => withField(job, 'template', defaultPodTemplate)),
      ),
    ),
  ...kindValidation(CRON_JOBS, {
    name: isDns1123Subdomain,
    check: (errors, cronJob, old) => {
      checkSpec(errors, cronJob.spec, old?.spec);
      const { name } = cronJob.metadata;
      if (old !== undefined || name.length <= MAX_NAME_LENGTH) return;
      const rule = `must be no more than ${String(MAX_NAME_LENGTH)} characters`;
      errors.push(invalidValue(FieldPath.root('metadata').child('name'), name, rule));
    },
  }),
  warnings: cronJobWarnings,
};

function checkSpec(errors: FieldErrors, spec: CronJobSpec, old: CronJobSpec | undefined): void {
  checkSchedule(errors, spec, old?.schedule);
  checkNonNegative(errors, SPEC, 'startingDeadlineSeconds', spec.startingDeadlineSeconds);
  if (spec.timeZone !== undefined && spec.timeZone !== old?.timeZone) {
    checkTimeZone(errors, SPEC.child('timeZone'), spec.timeZone);
  }
  checkEnum(errors, SPEC, 'concurrencyPolicy', spec.concurrencyPolicy, POLICIES);
  checkJobTemplate(errors, SPEC.child('jobTemplate'), spec.jobTemplate);
  checkNonNegative(errors, SPEC, 'successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit);
  checkNonNegative(errors, SPEC, 'failedJobsHistoryLimit', spec.failedJobsHistoryLimit);
}

/** A time zone within the schedule is refused, unless the object had one before that was forbidden. */
function checkSchedule(errors: FieldErrors, spec: CronJobSpec, old: string | undefined): void {
  const { schedule = '', timeZone }: Partial<CronJobSpec> = spec;
  if (schedule === '') {
    errors.push(required(SCHEDULE));
    return;
  }
  const problem = cronScheduleProblem(schedule);
  if (problem !== undefined) errors.push(invalidValue(SCHEDULE, schedule, problem));
  if (!schedule.includes('TZ')) return;
  if (old?.includes('TZ') !== true) {
    const rule = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
    errors.push(invalidValue(SCHEDULE, schedule, rule));
  } else if (timeZone !== undefined) {
    const rule = 'cannot use both timeZone field and TZ or CRON_TZ in schedule';
    errors.push(invalidValue(SCHEDULE, schedule, rule));
  }
}

/** The selector is made for each job by itself. */
function checkJobTemplate(
  errors: FieldErrors,
  path: FieldPath,
  template: JobTemplateSpec | undefined,
): void {
  // Validation meets what users wrote: anything may be missing.
  const spec = template?.spec ?? ({} as JobSpec);
  const at = path.child('spec');
  checkJobSpec(errors, at, spec);
  if (spec.selector !== undefined) {
    errors.push(
      invalidValue(at.child('selector'), spec.selector, '`selector` will be auto-generated'),
    );
  }
  if (spec.manualSelector === true) {
    errors.push(notSupported(at.child('manualSelector'), true, ['nil', 'false']));
  }
}
