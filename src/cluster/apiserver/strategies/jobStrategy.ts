// A job finds its pods by labels with its uid and name, which the API server gives to both.
// Source: k8s.io/kubernetes/pkg/registry/batch/job (strategy.go, generateSelector).
import type { StringMap } from '../../../apimachinery/objectMeta';
import type { Job, JobSpec } from '../../../apis/generated/batch/v1';
import type { PodTemplateSpec } from '../../../apis/generated/core/v1';
import { specAndStatusStrategy } from './genericStrategy';
import type { Strategy } from './strategy';

const CONTROLLER_UID = 'batch.kubernetes.io/controller-uid';
const SPEC_AND_STATUS = specAndStatusStrategy<Job>();

export const JOB_STRATEGY: Strategy<Job> = {
  ...SPEC_AND_STATUS,
  // Jobs are older than the garbage collector: by default they leave their pods.
  defaultPropagation: 'Orphan',
  prepareForCreate: (job, user) =>
    SPEC_AND_STATUS.prepareForCreate(withGeneratedSelector(job), user),
};

function withGeneratedSelector(job: Job): Job {
  const { metadata } = job;
  const { uid, name } = metadata;
  // The registry prepares what validation has not seen yet: anything may be missing.
  const spec: JobSpec | undefined = job.spec;
  const template: PodTemplateSpec | undefined = spec?.template;
  if (spec === undefined || template === undefined || spec.manualSelector === true) return job;
  const { selector } = spec;
  // What the user gave stands, and is refused by validation where it is wrong.
  const labels: StringMap = {
    'controller-uid': uid,
    'job-name': name,
    [CONTROLLER_UID]: uid,
    'batch.kubernetes.io/job-name': name,
    ...template.metadata?.labels,
  };
  return {
    ...job,
    // As they are defaulted from those of the pods when the job is read.
    metadata: Object.keys(metadata.labels ?? {}).length > 0 ? metadata : { ...metadata, labels },
    spec: {
      ...spec,
      selector: {
        ...selector,
        matchLabels: { [CONTROLLER_UID]: uid, ...selector?.matchLabels },
      },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}
