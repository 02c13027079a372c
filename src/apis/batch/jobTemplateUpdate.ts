// What of a job's template may still change: where its pods go, while it is suspended and has not begun.
// Source: k8s.io/kubernetes/pkg/apis/batch/validation (validatePodTemplateUpdate), pkg/registry/batch/job.
import type { FieldPath } from '../../apimachinery/fieldPath';
import type { JobSpec } from '../generated/batch/v1';
import type { PodTemplateSpec } from '../generated/core/v1';
import { checkImmutable, type FieldErrors } from '../meta/fieldChecks';

export function checkTemplateUpdate(
  errors: FieldErrors,
  path: FieldPath,
  spec: JobSpec,
  old: JobSpec,
): void {
  const template: PodTemplateSpec | undefined = spec.template;
  if (template === undefined) return;
  const mutable = old.suspend === true;
  const before = mutable ? withSchedulingOf(old.template, template) : old.template;
  checkImmutable(errors, path, 'template', template, before);
}

/** The old template, with what decides on the nodes taken from the new one. */
function withSchedulingOf(old: PodTemplateSpec, template: PodTemplateSpec): PodTemplateSpec {
  const { spec, metadata } = template;
  if (old.spec === undefined || spec === undefined) return old;
  const nodeAffinity = spec.affinity?.nodeAffinity;
  const affinity = { ...old.spec.affinity, nodeAffinity };
  const hasAffinity = Object.values(affinity).some((each) => each !== undefined);
  return {
    ...old,
    metadata: { ...old.metadata, labels: metadata?.labels, annotations: metadata?.annotations },
    spec: {
      ...old.spec,
      affinity: hasAffinity || spec.affinity !== undefined ? affinity : undefined,
      nodeSelector: spec.nodeSelector,
      tolerations: spec.tolerations,
      schedulingGates: spec.schedulingGates,
    },
  };
}
