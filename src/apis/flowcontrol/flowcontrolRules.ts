// Rules of API priority and fairness. Source: k8s.io/kubernetes/pkg/apis/flowcontrol/v1 (defaults.go).
//
// Differs from Kubernetes: beside the schema nothing of them is validated.
import { isDns1123Subdomain } from '../../apimachinery/names';
import type {
  FlowSchema,
  LimitedPriorityLevelConfiguration,
  PriorityLevelConfiguration,
} from '../generated/flowcontrol/v1';
import type { KindRules } from '../kindRules';
import { metadataRules } from '../meta/metadataRules';
import { withDefaults, withField } from '../meta/sharedDefaults';
import { FLOW_SCHEMAS, PRIORITY_LEVEL_CONFIGURATIONS } from '../resources';

const LIMITED: Partial<LimitedPriorityLevelConfiguration> = {
  nominalConcurrencyShares: 30,
  lendablePercent: 0,
};
const QUEUING = { queues: 64, handSize: 8, queueLengthLimit: 50 };
const EXEMPT = { nominalConcurrencyShares: 0, lendablePercent: 0 };

export const FLOW_SCHEMA_RULES: KindRules<FlowSchema> = {
  ...metadataRules(FLOW_SCHEMAS, isDns1123Subdomain),
  needsSchema: true,
  defaults: (schema) =>
    withField(withDefaults(schema, { status: {} }), 'spec', (spec) =>
      withDefaults(spec, { matchingPrecedence: 1000 }),
    ),
};

export const PRIORITY_LEVEL_CONFIGURATION_RULES: KindRules<PriorityLevelConfiguration> = {
  ...metadataRules(PRIORITY_LEVEL_CONFIGURATIONS, isDns1123Subdomain),
  needsSchema: true,
  defaults: (level) =>
    withField(withDefaults(level, { status: {} }), 'spec', (given) => {
      const spec = given.type === 'Exempt' ? withDefaults(given, { exempt: EXEMPT }) : given;
      const exempt = withField(spec, 'exempt', (each) => withDefaults(each, EXEMPT));
      return withField(exempt, 'limited', (limited) =>
        withField(withDefaults(limited, LIMITED), 'limitResponse', (response) =>
          withField(response, 'queuing', (queuing) => withDefaults(queuing, QUEUING)),
        ),
      );
    }),
};
