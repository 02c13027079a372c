// Rules of Pods.
import type { FieldError } from '../../apimachinery/apiStatus';
import { forbiddenValue } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain } from '../../apimachinery/names';
import type { StringMap } from '../../apimachinery/objectMeta';
import type { Pod } from '../generated/core/v1';
import type { KindRules } from '../kindRules';
import type { FieldErrors } from '../meta/fieldChecks';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { PODS } from '../resources';
import { podWarnings } from '../warnings/podWarnings';
import { defaultPod } from './podDefaults';
import { ephemeralContainersErrors } from './ephemeralContainers';
import { resizeErrors } from './podResize';
import { podSpecErrors } from './podSpecValidation';
import { podSpecUpdateErrors, podStatusUpdateErrors } from './podUpdateValidation';

const SPEC = FieldPath.root('spec');

export const POD_RULES: KindRules<Pod> = {
  resource: PODS,
  defaults: defaultPod,
  validate(pod) {
    const errors: FieldErrors = [];
    checkObjectMeta(errors, pod.metadata, true, isDns1123Subdomain);
    errors.push(...podSpecErrors(pod.spec));
    if (pod.spec.ephemeralContainers?.length) {
      errors.push(forbiddenValue(SPEC.child('ephemeralContainers'), 'cannot be set on create'));
    }
    if (pod.spec.nodeName && pod.spec.schedulingGates?.length) {
      const rule = 'cannot be set until all schedulingGates have been cleared';
      errors.push(forbiddenValue(SPEC.child('nodeName'), rule));
    }
    return errors;
  },
  validateUpdate(pod, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, pod.metadata, old.metadata);
    if (pod.spec === old.spec) return errors;
    errors.push(...podSpecErrors(pod.spec), ...podSpecUpdateErrors(pod.spec, old.spec));
    return errors;
  },
  validateStatusUpdate(pod, old): readonly FieldError[] {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, pod.metadata, old.metadata);
    errors.push(...podStatusUpdateErrors(pod, old));
    return errors;
  },
  subresources: { ephemeralcontainers: ephemeralContainersErrors, resize: resizeErrors },
  selectableFields: podFields,
  warnings: podWarnings,
};

/** Source: k8s.io/kubernetes/pkg/registry/core/pod (ToSelectableFields). */
function podFields({ spec, status }: Pod): StringMap {
  return {
    'spec.nodeName': spec.nodeName ?? '',
    'spec.restartPolicy': spec.restartPolicy ?? '',
    'spec.schedulerName': spec.schedulerName ?? '',
    'spec.serviceAccountName': spec.serviceAccountName ?? '',
    'spec.hostNetwork': String(spec.hostNetwork ?? false),
    'status.phase': status.phase ?? '',
    'status.podIP': status.podIP ?? '',
    'status.nominatedNodeName': status.nominatedNodeName ?? '',
  };
}
