// Counts the generations of the pod template in an annotation: what was a field of the spec before apps/v1.
// Source: k8s.io/kubernetes/pkg/registry/apps/daemonset (strategy.go), pkg/apis/apps/v1 (conversion.go).
import { deepEqual } from '../../../apimachinery/deepEqual';
import type { DaemonSet } from '../../../apis/generated/apps/v1';
import { specAndStatusStrategy } from './genericStrategy';
import type { Strategy } from './strategy';

const ANNOTATION = 'deprecated.daemonset.template.generation';

const GENERIC = specAndStatusStrategy<DaemonSet>();

export const DAEMON_SET_STRATEGY: Strategy<DaemonSet> = {
  ...GENERIC,
  prepareForCreate: (daemonSet, user) =>
    withTemplateGeneration(
      GENERIC.prepareForCreate(daemonSet, user),
      Math.max(1, templateGeneration(daemonSet)),
    ),
  prepareForUpdate(daemonSet, old) {
    const sameTemplate = deepEqual(daemonSet.spec.template, old.spec.template);
    return withTemplateGeneration(
      GENERIC.prepareForUpdate(daemonSet, old),
      templateGeneration(old) + (sameTemplate ? 0 : 1),
    );
  },
};

/** 0 where there is none, or nothing that counts. */
function templateGeneration({ metadata }: DaemonSet): number {
  const text = metadata.annotations?.[ANNOTATION] ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

function withTemplateGeneration(daemonSet: DaemonSet, generation: number): DaemonSet {
  const { metadata } = daemonSet;
  const text = String(generation);
  if (metadata.annotations?.[ANNOTATION] === text) return daemonSet;
  const annotations = { ...metadata.annotations, [ANNOTATION]: text };
  return { ...daemonSet, metadata: { ...metadata, annotations } };
}
