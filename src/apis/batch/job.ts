// Rules of Jobs. Source: k8s.io/kubernetes/pkg/apis/batch/{v1,validation}.
import { deepEqual } from '../../apimachinery/deepEqual';
import { invalidValue, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Label, isDns1123Subdomain } from '../../apimachinery/names';
import { matcherOf } from '../apps/workloadValidation';
import { invalidLabels } from '../core/controllerTemplateValidation';
import { defaultPodTemplate } from '../core/podDefaults';
import type { Job, JobSpec, PodFailurePolicy } from '../generated/batch/v1';
import type { KindRules } from '../kindRules';
import { checkImmutable, type FieldErrors } from '../meta/fieldChecks';
import { kindValidation } from '../meta/kindValidation';
import { checkLabelSelector } from '../meta/labelValidation';
import { mapShared, withDefaults, withField } from '../meta/sharedDefaults';
import { JOBS } from '../resources';
import { jobWarnings } from '../warnings/workloadWarnings';
import { checkJobSpec } from './jobSpecValidation';
import { jobStatusErrors } from './jobStatusValidation';
import { checkTemplateUpdate } from './jobTemplateUpdate';

const SPEC = FieldPath.root('spec');
const LABELS = SPEC.child('template').child('metadata');
const MAX_INT32 = 2_147_483_647;
// A manifest without spec: validation complains of what is missing in it.
const EMPTY: Partial<Job> = { spec: {} as JobSpec, status: {} };
const IMMUTABLE = [
  'completionMode',
  'podFailurePolicy',
  'backoffLimitPerIndex',
  'managedBy',
  'successPolicy',
] as const;

export const JOB_RULES: KindRules<Job> = {
  defaults: (job) =>
    withLabelsOfTemplate(withField(withDefaults(job, EMPTY), 'spec', defaultJobSpec)),
  ...kindValidation(JOBS, {
    name: isDns1123Subdomain,
    check: (errors, job, old) => {
      checkGeneratedLabels(errors, job);
      checkJobSpec(errors, SPEC, job.spec);
      checkSelector(errors, job);
      if (old === undefined) checkPodHostname(errors, job);
    },
    checkUpdate: (errors, { spec }, { spec: old }) => {
      checkCompletions(errors, spec, old);
      checkImmutable(errors, SPEC, 'selector', spec.selector, old.selector);
      checkTemplateUpdate(errors, SPEC, spec, old);
      for (const field of IMMUTABLE) checkImmutable(errors, SPEC, field, spec[field], old[field]);
    },
  }),
  validateStatusUpdate: jobStatusErrors,
  selectableFields: ({ status }) => ({ 'status.successful': String(status.succeeded ?? 0) }),
  warnings: jobWarnings,
};

function defaultJobSpec(given: JobSpec): JobSpec {
  const { completions, parallelism, backoffLimitPerIndex, podFailurePolicy } = given;
  const single = completions === undefined && parallelism === undefined;
  const spec = withDefaults(given, {
    ...(single ? { completions: 1 } : {}),
    parallelism: 1,
    backoffLimit: backoffLimitPerIndex === undefined ? 6 : MAX_INT32,
    completionMode: 'NonIndexed',
    manualSelector: false,
    podReplacementPolicy: podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed',
    suspend: false,
  });
  return withField(
    withField(spec, 'podFailurePolicy', defaultFailurePolicy),
    'template',
    defaultPodTemplate,
  );
}

function defaultFailurePolicy(policy: PodFailurePolicy): PodFailurePolicy {
  return withField(policy, 'rules', (rules) =>
    mapShared(rules, (rule) =>
      withField(rule, 'onPodConditions', (patterns) =>
        mapShared(patterns, (pattern) => withDefaults(pattern, { status: 'True' })),
      ),
    ),
  );
}

/** A job without labels takes those of its pods. */
function withLabelsOfTemplate(job: Job): Job {
  const { metadata, spec } = job;
  // The template may be missing.
  const template: Partial<JobSpec['template']> | undefined = spec.template;
  const labels = template?.metadata?.labels;
  if (labels === undefined || Object.keys(labels).length === 0) return job;
  if (Object.keys(metadata.labels ?? {}).length > 0) return job;
  return { ...job, metadata: { ...metadata, labels } };
}

/**
 * The labels that the API server gives to a job's pods, unless the user has given others. In a manifest,
 * which has no uid, they are yet to come.
 */
function checkGeneratedLabels(errors: FieldErrors, { metadata, spec }: Job): void {
  const { uid, name } = metadata;
  if (spec.manualSelector === true || spec.selector === undefined || !uid) return;
  const template: Partial<JobSpec['template']> | undefined = spec.template;
  const labels = template?.metadata?.labels ?? {};
  const expected = {
    'controller-uid': uid,
    'job-name': name,
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
  };
  for (const [key, value] of Object.entries(expected)) {
    const path = LABELS.child('labels').key(key);
    const actual = labels[key];
    if (actual === undefined) errors.push(required(path, `must be '${value}'`));
    else if (actual !== value) errors.push(invalidValue(path, actual, `must be '${value}'`));
  }
  if (!matcherOf(spec.selector)(expected)) {
    errors.push(
      invalidValue(SPEC.child('selector'), spec.selector, '`selector` not auto-generated'),
    );
  }
}

function checkSelector(errors: FieldErrors, { metadata, spec }: Job): void {
  const { selector } = spec;
  if (selector === undefined) {
    if (metadata.uid || spec.manualSelector === true) errors.push(required(SPEC.child('selector')));
    return;
  }
  checkLabelSelector(errors, SPEC.child('selector'), selector);
  const template: Partial<JobSpec['template']> | undefined = spec.template;
  const labels = template?.metadata?.labels;
  if (!matcherOf(selector)(labels)) errors.push(invalidLabels(LABELS.child('labels'), labels));
}

/** An indexed job's pods have hostnames: the job's name and the index. */
function checkPodHostname(errors: FieldErrors, { metadata, spec }: Job): void {
  const { completionMode, completions = 0 } = spec;
  if (completionMode !== 'Indexed' || completions <= 0) return;
  const hostname = `${metadata.name}-${String(completions - 1)}`;
  if (isDns1123Label(hostname).length === 0) return;
  const rule = `will not able to create pod with invalid DNS label: ${hostname}`;
  errors.push(invalidValue(FieldPath.root('metadata').child('name'), metadata.name, rule));
}

/** Only an indexed job can be made longer or shorter, in step with its parallelism. */
function checkCompletions(errors: FieldErrors, spec: JobSpec, old: JobSpec): void {
  const { completions, parallelism } = spec;
  if (spec.completionMode !== 'Indexed') {
    checkImmutable(errors, SPEC, 'completions', completions ?? null, old.completions ?? null);
    return;
  }
  if (completions === undefined || deepEqual(completions, old.completions)) return;
  if (completions === parallelism) return;
  const rule = 'can only be modified in tandem with spec.parallelism';
  errors.push(invalidValue(SPEC.child('completions'), completions, rule));
}
