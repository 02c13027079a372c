// Rules of ReplicationControllers. Source: k8s.io/kubernetes/pkg/apis/core/{v1,validation}.
import { FieldPath } from '../../apimachinery/fieldPath';
import { required } from '../../apimachinery/fieldError';
import { isDns1123Subdomain } from '../../apimachinery/names';
import { compileLabelSet } from '../../apimachinery/labelSelector';
import type { ReplicationController, ReplicationControllerSpec } from '../generated/core/v1';
import type { KindRules } from '../kindRules';
import { checkNonNegative, type FieldErrors } from '../meta/fieldChecks';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { withDefaults, withField } from '../meta/sharedDefaults';
import { REPLICATION_CONTROLLERS } from '../resources';
import { workloadWarnings } from '../warnings/workloadWarnings';
import { defaultPodTemplate } from './podDefaults';
import { checkControllerTemplate } from './controllerTemplateValidation';

const SPEC = FieldPath.root('spec');
const EMPTY: Partial<ReplicationController> = { spec: {}, status: { replicas: 0 } };
const SPEC_DEFAULTS: Partial<ReplicationControllerSpec> = { replicas: 1 };

export const REPLICATION_CONTROLLER_RULES: KindRules<ReplicationController> = {
  resource: REPLICATION_CONTROLLERS,
  defaults(controller) {
    return withLabelsOfTemplate(
      withField(withDefaults(controller, EMPTY), 'spec', (spec) =>
        withField(withDefaults(spec, SPEC_DEFAULTS), 'template', defaultPodTemplate),
      ),
    );
  },
  validate(controller) {
    const errors: FieldErrors = [];
    checkObjectMeta(errors, controller.metadata, true, isDns1123Subdomain);
    checkSpec(errors, controller.spec);
    return errors;
  },
  validateUpdate(controller, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, controller.metadata, old.metadata);
    if (controller.spec !== old.spec) checkSpec(errors, controller.spec);
    return errors;
  },
  selectableFields: ({ status }) => ({ 'status.replicas': String(status.replicas) }),
  warnings: workloadWarnings,
};

/** A controller without labels or selector takes those of its pods. */
function withLabelsOfTemplate(controller: ReplicationController): ReplicationController {
  const labels = controller.spec.template?.metadata?.labels;
  if (labels === undefined || Object.keys(labels).length === 0) return controller;
  let result = controller;
  if (Object.keys(result.spec.selector ?? {}).length === 0) {
    result = { ...result, spec: { ...result.spec, selector: labels } };
  }
  if (Object.keys(result.metadata.labels ?? {}).length === 0) {
    result = { ...result, metadata: { ...result.metadata, labels } };
  }
  return result;
}

function checkSpec(errors: FieldErrors, spec: ReplicationControllerSpec): void {
  checkNonNegative(errors, SPEC, 'minReadySeconds', spec.minReadySeconds);
  const selector = spec.selector ?? {};
  if (Object.keys(selector).length === 0) errors.push(required(SPEC.child('selector')));
  checkNonNegative(errors, SPEC, 'replicas', spec.replicas);
  checkControllerTemplate(
    errors,
    'ReplicationController',
    spec.template,
    compileLabelSet(selector),
  );
}
