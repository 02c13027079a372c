// Source: k8s.io/kubernetes/pkg/registry/discovery/endpointslice (strategy.go).
import { deepEqual } from '../../../apimachinery/deepEqual';
import type { EndpointSlice } from '../../../apis/generated/discovery/v1';
import { dataStrategy, withGeneration } from './genericStrategy';
import type { Strategy } from './strategy';

export const ENDPOINT_SLICE_STRATEGY: Strategy<EndpointSlice> = {
  ...dataStrategy<EndpointSlice>(),
  prepareForCreate: (slice) => withGeneration(slice, 1),
  // There is no spec: everything but the metadata counts, and of that the labels.
  prepareForUpdate: (slice, old) => {
    const same = deepEqual(countedParts(slice), countedParts(old));
    return same ? slice : withGeneration(slice, (old.metadata.generation ?? 0) + 1);
  },
};

function countedParts({ metadata, ...parts }: EndpointSlice): unknown {
  return { ...parts, labels: metadata.labels };
}
