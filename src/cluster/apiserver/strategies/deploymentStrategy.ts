// Source: k8s.io/kubernetes/pkg/registry/apps/deployment (strategy.go).
import { deepEqual } from '../../../apimachinery/deepEqual';
import type { Deployment } from '../../../apis/generated/apps/v1';
import { onlyStatus, specAndStatusStrategy, withGeneration, withStatusOf } from './genericStrategy';
import { resetStatusAndSpec } from './resetFields';
import type { Strategy } from './strategy';

export const DEPLOYMENT_STRATEGY: Strategy<Deployment> = {
  ...specAndStatusStrategy<Deployment>(),
  resetFields: resetStatusAndSpec('labels'),
  // Annotations count, since the controller copies them to its replica sets.
  prepareForUpdate: (deployment, old) => {
    const { spec, metadata } = deployment;
    const same =
      deepEqual(spec, old.spec) && deepEqual(metadata.annotations, old.metadata.annotations);
    const kept = withStatusOf(deployment, old);
    return same
      ? { ...kept, spec: old.spec }
      : withGeneration(kept, (old.metadata.generation ?? 0) + 1);
  },
  // All metadata but the labels may come with a status: the controller notes the revision so.
  prepareForStatusUpdate: (deployment, old) => {
    const { labels } = old.metadata;
    const { metadata } = deployment;
    const kept = metadata.labels === labels ? metadata : { ...metadata, labels };
    return { ...onlyStatus(deployment, old), metadata: kept };
  },
};
