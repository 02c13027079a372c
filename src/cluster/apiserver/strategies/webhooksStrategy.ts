// Source: k8s.io/kubernetes/pkg/registry/admissionregistration/validatingwebhookconfiguration (strategy.go).
import { deepEqual } from '../../../apimachinery/deepEqual';
import type { ValidatingWebhookConfiguration } from '../../../apis/generated/admissionregistration/v1';
import { dataStrategy, withGeneration } from './genericStrategy';
import type { Strategy } from './strategy';

/** For both kinds of webhook configurations, of which the list is all there is. */
export const WEBHOOKS_STRATEGY: Strategy<ValidatingWebhookConfiguration> = {
  ...dataStrategy<ValidatingWebhookConfiguration>(),
  allowsUnconditionalUpdate: false,
  prepareForCreate: (configuration) => withGeneration(configuration, 1),
  prepareForUpdate: (configuration, old) =>
    deepEqual(configuration.webhooks, old.webhooks)
      ? configuration
      : withGeneration(configuration, (old.metadata.generation ?? 0) + 1),
};
