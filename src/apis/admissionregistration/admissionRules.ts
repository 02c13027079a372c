// Rules of webhooks and policies of admission. Source: k8s.io/kubernetes/pkg/apis/admissionregistration/v1
// (defaults.go).
//
// Differs from Kubernetes: beside the schema only the expressions of policies are validated.
import type { FieldError } from '../../apimachinery/apiStatus';
import { isDns1123Subdomain } from '../../apimachinery/names';
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import type {
  MatchResources,
  MutatingWebhook,
  NamedRuleWithOperations,
  RuleWithOperations,
  ServiceReference,
  ValidatingWebhook,
} from '../generated/admissionregistration/v1';
import type { KindRules } from '../kindRules';
import type { FieldErrors } from '../meta/fieldChecks';
import { metadataRules } from '../meta/metadataRules';
import { mapShared, withDefaults, withField } from '../meta/sharedDefaults';
import {
  MUTATING_ADMISSION_POLICIES,
  MUTATING_ADMISSION_POLICY_BINDINGS,
  MUTATING_WEBHOOK_CONFIGURATIONS,
  VALIDATING_ADMISSION_POLICIES,
  VALIDATING_ADMISSION_POLICY_BINDINGS,
  VALIDATING_WEBHOOK_CONFIGURATIONS,
} from '../resources';
import { checkMutatingPolicy, checkPolicy } from './policyValidation';

const WEBHOOK: Partial<ValidatingWebhook> = {
  failurePolicy: 'Fail',
  matchPolicy: 'Equivalent',
  namespaceSelector: {},
  objectSelector: {},
  timeoutSeconds: 10,
};
const MATCH: MatchResources = {
  matchPolicy: 'Equivalent',
  namespaceSelector: {},
  objectSelector: {},
};
const FAIL = { failurePolicy: 'Fail' } as const;
const SERVICE: Partial<ServiceReference> = { port: 443 };

export const VALIDATING_WEBHOOK_CONFIGURATION_RULES = rules(
  VALIDATING_WEBHOOK_CONFIGURATIONS,
  (configuration) =>
    withField(configuration, 'webhooks', (webhooks) => mapShared(webhooks, defaultWebhook)),
);

export const MUTATING_WEBHOOK_CONFIGURATION_RULES = rules(
  MUTATING_WEBHOOK_CONFIGURATIONS,
  (configuration) =>
    withField(configuration, 'webhooks', (webhooks) =>
      mapShared(webhooks, (webhook) =>
        withDefaults(defaultWebhook(webhook), { reinvocationPolicy: 'Never' }),
      ),
    ),
);

const POLICY_RULES = rules(VALIDATING_ADMISSION_POLICIES, (policy) =>
  withField(withDefaults(policy, { status: {} }), 'spec', (spec) =>
    withField(withDefaults(spec, FAIL), 'matchConstraints', defaultMatch),
  ),
);

export const VALIDATING_ADMISSION_POLICY_RULES = checked(POLICY_RULES, checkPolicy);

const MUTATING_POLICY_RULES = rules(MUTATING_ADMISSION_POLICIES, (policy) =>
  withField(policy, 'spec', (spec) =>
    withField(withDefaults(spec, FAIL), 'matchConstraints', defaultMatch),
  ),
);

export const MUTATING_ADMISSION_POLICY_RULES = checked(MUTATING_POLICY_RULES, checkMutatingPolicy);

export const VALIDATING_ADMISSION_POLICY_BINDING_RULES = rules(
  VALIDATING_ADMISSION_POLICY_BINDINGS,
  (binding) =>
    withField(binding, 'spec', (spec) => withField(spec, 'matchResources', defaultMatch)),
);

export const MUTATING_ADMISSION_POLICY_BINDING_RULES = rules(
  MUTATING_ADMISSION_POLICY_BINDINGS,
  (binding) =>
    withField(binding, 'spec', (spec) => withField(spec, 'matchResources', defaultMatch)),
);

function rules<T extends ApiObject>(
  resource: Resource<T>,
  defaults: (object: T) => T,
): KindRules<T> {
  return { ...metadataRules(resource, isDns1123Subdomain), needsSchema: true, defaults };
}

/** The same rules, and one more check of what is new or changed. */
function checked<T extends ApiObject>(
  base: KindRules<T>,
  check: (errors: FieldErrors, object: T) => void,
): KindRules<T> {
  const withCheck = (errors: readonly FieldError[], object: T): readonly FieldError[] => {
    const all = [...errors];
    check(all, object);
    return all;
  };
  return {
    ...base,
    validate: (object) => withCheck(base.validate(object), object),
    validateUpdate: (object, old) => withCheck(base.validateUpdate(object, old), object),
  };
}

function defaultWebhook<T extends ValidatingWebhook | MutatingWebhook>(webhook: T): T {
  // Both kinds of webhooks have these fields.
  const complete = withDefaults<ValidatingWebhook | MutatingWebhook>(webhook, WEBHOOK);
  const withRules = withField(complete, 'rules', (list) => mapShared(list, defaultScope));
  return withField(withRules, 'clientConfig', (config) =>
    withField(config, 'service', (service) => withDefaults(service, SERVICE)),
  ) as T;
}

function defaultMatch(match: MatchResources): MatchResources {
  let complete = withDefaults(match, MATCH);
  complete = withField(complete, 'resourceRules', (list) => mapShared(list, defaultScope));
  return withField(complete, 'excludeResourceRules', (list) => mapShared(list, defaultScope));
}

function defaultScope<T extends RuleWithOperations | NamedRuleWithOperations>(rule: T): T {
  return rule.scope === undefined ? { ...rule, scope: '*' } : rule;
}
