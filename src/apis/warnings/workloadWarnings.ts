// What the API server warns of in the kinds that make pods. Source: the strategies in
// k8s.io/kubernetes/pkg/registry/{apps,batch,core} (WarningsOnCreate, WarningsOnUpdate), pkg/api/job.
import { FieldPath } from '../../apimachinery/fieldPath';
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { StatefulSet } from '../generated/apps/v1';
import type { CronJob, Job, JobSpec } from '../generated/batch/v1';
import type { PodTemplateSpec } from '../generated/core/v1';
import { claimSpecWarnings } from './claimWarnings';
import { podNameWarnings, podTemplateWarnings } from './podWarnings';

const SPEC = FieldPath.root('spec');
const NAME_LIKE_PODS: readonly string[] = ['Deployment', 'ReplicaSet', 'ReplicationController'];
const COMPLETIONS_LIMIT = 100_000;
const PARALLELISM_LIMIT = 10_000;

interface Workload extends ApiObject {
  readonly spec: { readonly template?: PodTemplateSpec | undefined };
}

/** Where the spec stays as it was, nothing is said of it again. */
export function workloadWarnings(workload: Workload, old: Workload | undefined): readonly string[] {
  const names = old === undefined && NAME_LIKE_PODS.includes(workload.kind ?? '');
  return [
    ...(names ? podNameWarnings(workload.metadata.name) : []),
    ...(isSameGeneration(workload, old)
      ? []
      : podTemplateWarnings(SPEC.child('template'), workload.spec.template ?? {})),
  ];
}

export function statefulSetWarnings(
  set: StatefulSet,
  old: StatefulSet | undefined,
): readonly string[] {
  const { volumeClaimTemplates = [], revisionHistoryLimit = 0 } = set.spec;
  const claims = SPEC.child('volumeClaimTemplates');
  return [
    ...workloadWarnings(set, old),
    ...volumeClaimTemplates.flatMap(({ spec }, index) =>
      // The path of an update is spelled so.
      claimSpecWarnings(
        old === undefined ? claims.index(index) : claims.index(index).child('Spec'),
        spec,
      ),
    ),
    ...(revisionHistoryLimit < 0
      ? [
          'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended',
        ]
      : []),
  ];
}

export function jobWarnings(job: Job, old: Job | undefined): readonly string[] {
  return [
    ...(old === undefined ? podNameWarnings(job.metadata.name) : []),
    ...(isSameGeneration(job, old) ? [] : jobSpecWarnings(SPEC, job.spec)),
  ];
}

export function cronJobWarnings(cronJob: CronJob, old: CronJob | undefined): readonly string[] {
  const { schedule, jobTemplate } = cronJob.spec;
  const path = SPEC.child('jobTemplate').child('spec');
  return [
    ...(old === undefined ? podNameWarnings(cronJob.metadata.name) : []),
    ...(isSameGeneration(cronJob, old) || jobTemplate.spec === undefined
      ? []
      : jobSpecWarnings(path, jobTemplate.spec)),
    ...(old !== undefined && schedule.includes('TZ')
      ? [
          'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details',
        ]
      : []),
  ];
}

function jobSpecWarnings(path: FieldPath, spec: JobSpec): readonly string[] {
  const { completionMode, completions = 0, parallelism = 0, template } = spec;
  const tooMany =
    completionMode === 'Indexed' &&
    completions > COMPLETIONS_LIMIT &&
    parallelism > PARALLELISM_LIMIT;
  const why =
    'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail';
  return [
    ...(tooMany ? [`${path.toString()}: ${why}`] : []),
    ...podTemplateWarnings(path.child('template'), template),
  ];
}

function isSameGeneration(object: ApiObject, old: ApiObject | undefined): boolean {
  return old !== undefined && object.metadata.generation === old.metadata.generation;
}
