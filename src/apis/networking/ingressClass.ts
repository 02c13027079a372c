// Rules of IngressClasses. Source: k8s.io/kubernetes/pkg/apis/networking/{v1,validation}.
import { forbiddenValue, notSupported, required, tooLong } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Label, isDns1123Subdomain } from '../../apimachinery/names';
import type { IngressClass, IngressClassParametersReference } from '../generated/networking/v1';
import type { KindRules } from '../kindRules';
import { checkDomainPrefixedPath } from '../meta/domainPrefixedPath';
import { checkImmutable, checkName, type FieldErrors } from '../meta/fieldChecks';
import { kindValidation } from '../meta/kindValidation';
import { withDefaults, withField } from '../meta/sharedDefaults';
import { INGRESS_CLASSES } from '../resources';
import { checkTypedReference } from './typedReference';

const SPEC = FieldPath.root('spec');
const MAX_CONTROLLER_LENGTH = 250;
const SCOPES: readonly string[] = ['Cluster', 'Namespace'];

export const INGRESS_CLASS_RULES: KindRules<IngressClass> = {
  defaults: (ingressClass) =>
    withField(withDefaults(ingressClass, { spec: {} }), 'spec', (spec) =>
      withField(spec, 'parameters', (parameters) => withDefaults(parameters, { scope: 'Cluster' })),
    ),
  ...kindValidation(INGRESS_CLASSES, {
    name: isDns1123Subdomain,
    check: (errors, { spec }) => {
      const { controller = '', parameters } = spec;
      const path = SPEC.child('controller');
      if (controller === '') {
        errors.push(required(path, 'at least one controller is required'));
        return;
      }
      if (controller.length > MAX_CONTROLLER_LENGTH) {
        errors.push(tooLong(path, MAX_CONTROLLER_LENGTH));
      }
      checkDomainPrefixedPath(errors, path, controller);
      if (parameters !== undefined) checkParameters(errors, SPEC.child('parameters'), parameters);
    },
    checkUpdate: (errors, { spec }, old) => {
      checkImmutable(errors, SPEC, 'controller', spec.controller, old.spec.controller);
    },
  }),
};

function checkParameters(
  errors: FieldErrors,
  path: FieldPath,
  parameters: IngressClassParametersReference,
): void {
  checkTypedReference(errors, path, parameters);
  const { scope, namespace } = parameters;
  if (scope === undefined) errors.push(required(path.child('scope')));
  else if (!SCOPES.includes(scope)) errors.push(notSupported(path.child('scope'), scope, SCOPES));
  const at = path.child('namespace');
  if (scope === 'Namespace') {
    if (namespace === undefined) {
      errors.push(required(at, "`parameters.scope` is set to 'Namespace'"));
    } else checkName(errors, path, 'namespace', namespace, isDns1123Label);
  }
  if (scope === 'Cluster' && namespace !== undefined) {
    errors.push(forbiddenValue(at, "`parameters.scope` is set to 'Cluster'"));
  }
}
