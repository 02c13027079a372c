// Rules of APIServices. Source: k8s.io/kube-aggregator/pkg/apis/apiregistration/{v1,validation}.
import { invalidValue, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1035Label, isDns1123Subdomain, isPathSegmentName } from '../../apimachinery/names';
import type { APIService, APIServiceSpec } from '../generated/apiregistration/v1';
import type { KindRules } from '../kindRules';
import { checkName, type FieldErrors } from '../meta/fieldChecks';
import { kindValidation } from '../meta/kindValidation';
import { withDefaults, withField } from '../meta/sharedDefaults';
import { API_SERVICES } from '../resources';

const SPEC = FieldPath.root('spec');
const MAX_GROUP_PRIORITY = 20_000;
const MAX_VERSION_PRIORITY = 1000;
// A manifest without spec: validation complains of what is missing in it.
const EMPTY: Partial<APIService> = { spec: {} as APIServiceSpec, status: {} };

export const API_SERVICE_RULES: KindRules<APIService> = {
  defaults: (service) =>
    withField(withDefaults(service, EMPTY), 'spec', (spec) =>
      withField(spec, 'service', (reference) => withDefaults(reference, { port: 443 })),
    ),
  ...kindValidation(API_SERVICES, {
    name: isPathSegmentName,
    check: (errors, { metadata, spec }) => {
      checkServiceName(errors, metadata.name, spec);
      checkSpec(errors, spec);
    },
  }),
};

/** The name is that of the group version: `v1.apps`. */
function checkServiceName(errors: FieldErrors, name: string, spec: APIServiceSpec): void {
  const { group = '', version = '' } = spec;
  const expected = `${version}.${group}`;
  if (name === expected) return;
  const rule = `must be \`spec.version+"."+spec.group\`: "${expected}"`;
  errors.push(invalidValue(FieldPath.root('metadata').child('name'), name, rule));
}

function checkSpec(errors: FieldErrors, spec: APIServiceSpec): void {
  const {
    group,
    version = '',
    groupPriorityMinimum = 0,
    versionPriority = 0,
    service,
    caBundle,
    insecureSkipTLSVerify,
  }: Partial<APIServiceSpec> = spec;
  if (group) checkName(errors, SPEC, 'group', group, isDns1123Subdomain);
  else if (version !== 'v1') {
    const rule = 'only v1 may have an empty group and it better be legacy kube';
    errors.push(required(SPEC.child('group'), rule));
  }
  checkName(errors, SPEC, 'version', version, isDns1035Label);
  checkPriority(errors, 'groupPriorityMinimum', groupPriorityMinimum, MAX_GROUP_PRIORITY);
  checkPriority(errors, 'versionPriority', versionPriority, MAX_VERSION_PRIORITY);
  if (service === undefined) {
    if (caBundle) {
      const rule = 'local APIServices may not have a caBundle';
      errors.push(invalidValue(SPEC.child('caBundle'), `${String(caBundle.length)} bytes`, rule));
    }
    if (insecureSkipTLSVerify === true) {
      const rule = 'local APIServices may not have insecureSkipTLSVerify';
      errors.push(invalidValue(SPEC.child('insecureSkipTLSVerify'), true, rule));
    }
    return;
  }
  const path = SPEC.child('service');
  if (!service.namespace) errors.push(required(path.child('namespace')));
  if (!service.name) errors.push(required(path.child('name')));
  if (insecureSkipTLSVerify === true && caBundle) {
    const rule = 'may not be true if caBundle is present';
    errors.push(invalidValue(SPEC.child('insecureSkipTLSVerify'), true, rule));
  }
}

function checkPriority(
  errors: FieldErrors,
  field: 'groupPriorityMinimum' | 'versionPriority',
  value: number,
  most: number,
): void {
  if (value > 0 && value <= most) return;
  const rule = `must be positive and less than ${String(most)}`;
  errors.push(invalidValue(SPEC.child(field), value, rule));
}
