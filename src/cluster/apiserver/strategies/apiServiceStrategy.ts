// Source: k8s.io/kube-aggregator/pkg/registry/apiservice (strategy.go).
import type { APIService } from '../../../apis/generated/apiregistration/v1';
import { statusStrategy } from './genericStrategy';
import type { Strategy } from './strategy';

export const API_SERVICE_STRATEGY: Strategy<APIService> = {
  ...statusStrategy<APIService>(),
  allowsUnconditionalUpdate: false,
  // What kube-apiserver itself serves is there at once.
  prepareForCreate: (service) => ({
    ...service,
    status: service.spec.service === undefined ? { conditions: [localAvailable(service)] } : {},
  }),
};

function localAvailable({ metadata }: APIService): {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
} {
  return {
    type: 'Available',
    status: 'True',
    reason: 'Local',
    message: 'Local APIServices are always available',
    lastTransitionTime: metadata.creationTimestamp,
  };
}
