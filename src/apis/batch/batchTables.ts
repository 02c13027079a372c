// Rows of `kubectl get` for the kinds of batch/v1. Source: k8s.io/kubernetes/pkg/printers/internalversion.
import { humanDuration, parseTime } from '../../apimachinery/time';
import type { CronJob, Job } from '../generated/batch/v1';
import {
  age,
  AGE_COLUMN,
  booleanColumn,
  column,
  containerCells,
  formatSelector,
  integerColumn,
  NAME_COLUMN,
  WORKLOAD_COLUMNS,
  type KindTable,
} from '../printerColumn';

export const JOB_TABLE: KindTable<Job> = {
  columns: [
    NAME_COLUMN,
    column('Status', 'Running, Complete, Failed or Suspended.'),
    column('Completions', 'Pods that succeeded, of those that must.'),
    column('Duration', 'How long the job took or has been running.'),
    AGE_COLUMN,
    ...WORKLOAD_COLUMNS,
  ],
  row: (job, nowMs) => [
    job.metadata.name,
    jobStatusText(job),
    completionsText(job),
    durationText(job, nowMs),
    age(job.metadata.creationTimestamp, nowMs),
    ...containerCells(job.spec.template.spec?.containers),
    formatSelector(job.spec.selector),
  ],
};

function jobStatusText({ metadata, status }: Job): string {
  const holds = (type: string): boolean =>
    status.conditions?.find((condition) => condition.type === type)?.status === 'True';
  if (holds('Complete')) return 'Complete';
  if (holds('Failed')) return 'Failed';
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  if (holds('Suspended')) return 'Suspended';
  return holds('FailureTarget') ? 'FailureTarget' : 'Running';
}

/** `1/3`; without completions any pod that succeeds completes the job: `0/1 of 4`. */
function completionsText({ spec, status }: Job): string {
  const succeeded = String(status.succeeded ?? 0);
  if (spec.completions !== undefined) return `${succeeded}/${String(spec.completions)}`;
  const parallelism = spec.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${String(parallelism)}` : `${succeeded}/1`;
}

function durationText({ status }: Job, nowMs: number): string {
  const startMs = status.startTime === undefined ? undefined : parseTime(status.startTime);
  if (startMs === undefined) return '';
  const endMs = status.completionTime === undefined ? nowMs : parseTime(status.completionTime);
  return humanDuration((endMs ?? nowMs) - startMs);
}

export const CRON_JOB_TABLE: KindTable<CronJob> = {
  columns: [
    NAME_COLUMN,
    column('Schedule', 'When it starts a job, as cron writes it.'),
    column('Timezone', 'Time zone of the schedule.'),
    booleanColumn('Suspend', 'Whether it starts no more jobs.'),
    integerColumn('Active', 'Jobs that are running.'),
    column('Last Schedule', 'Time since it last started a job.'),
    AGE_COLUMN,
    ...WORKLOAD_COLUMNS,
  ],
  row: ({ metadata, spec, status }, nowMs) => [
    metadata.name,
    spec.schedule,
    spec.timeZone ?? '<none>',
    spec.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False',
    status.active?.length ?? 0,
    status.lastScheduleTime === undefined ? '<none>' : age(status.lastScheduleTime, nowMs),
    age(metadata.creationTimestamp, nowMs),
    ...containerCells(spec.jobTemplate.spec?.template.spec?.containers),
    formatSelector(spec.jobTemplate.spec?.selector),
  ],
};
