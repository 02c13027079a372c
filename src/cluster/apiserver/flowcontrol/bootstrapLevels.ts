// The priority levels that kube-apiserver makes: two that must be there, and those that it suggests.
// Source: k8s.io/apiserver/pkg/apis/flowcontrol/bootstrap (default.go).
import type { Draft } from '../../../apimachinery/objectMeta';
import type {
  PriorityLevelConfiguration,
  PriorityLevelConfigurationSpec,
} from '../../../apis/generated/flowcontrol/v1';

export type LevelDraft = Draft<PriorityLevelConfiguration> &
  Pick<PriorityLevelConfiguration, 'spec'>;

/** Asks kube-apiserver to keep the object as it makes it. */
export const AUTO_UPDATE = 'apf.kubernetes.io/autoupdate-spec';

export const MANDATORY_LEVELS: readonly LevelDraft[] = [
  level('catch-all', limited(5, 0, undefined)),
  level('exempt', { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } }),
];

export const SUGGESTED_LEVELS: readonly LevelDraft[] = [
  level('system', limited(30, 33, { queues: 64, handSize: 6 })),
  level('node-high', limited(40, 25, { queues: 64, handSize: 6 })),
  level('leader-election', limited(10, 0, { queues: 16, handSize: 4 })),
  level('workload-high', limited(40, 50, { queues: 128, handSize: 6 })),
  level('workload-low', limited(100, 90, { queues: 128, handSize: 6 })),
  level('global-default', limited(20, 50, { queues: 128, handSize: 6 })),
];

/** Without queues it rejects what comes too much. */
function limited(
  nominalConcurrencyShares: number,
  lendablePercent: number,
  queues: { readonly queues: number; readonly handSize: number } | undefined,
): PriorityLevelConfigurationSpec {
  const limitResponse =
    queues === undefined
      ? { type: 'Reject' }
      : { type: 'Queue', queuing: { ...queues, queueLengthLimit: 50 } };
  return {
    type: 'Limited',
    limited: { nominalConcurrencyShares, lendablePercent, limitResponse },
  };
}

function level(name: string, spec: PriorityLevelConfigurationSpec): LevelDraft {
  return {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind: 'PriorityLevelConfiguration',
    metadata: { name, annotations: { [AUTO_UPDATE]: 'true' } },
    spec,
  };
}
