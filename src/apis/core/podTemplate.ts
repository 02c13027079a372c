// Rules of PodTemplates. Source: k8s.io/kubernetes/pkg/apis/core/validation (ValidatePodTemplate).
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain } from '../../apimachinery/names';
import type { PodTemplate } from '../generated/core/v1';
import type { KindRules } from '../kindRules';
import { kindValidation } from '../meta/kindValidation';
import { withDefaults, withField } from '../meta/sharedDefaults';
import { POD_TEMPLATES } from '../resources';
import { podTemplateWarnings } from '../warnings/podWarnings';
import { defaultPodTemplate } from './podDefaults';
import { podTemplateErrors } from './podSpecValidation';

const TEMPLATE = FieldPath.root('template');

export const POD_TEMPLATE_RULES: KindRules<PodTemplate> = {
  defaults: (object) =>
    withField(withDefaults(object, { template: {} }), 'template', defaultPodTemplate),
  ...kindValidation(POD_TEMPLATES, {
    name: isDns1123Subdomain,
    check: (errors, { template }) => {
      errors.push(...podTemplateErrors(template ?? {}, TEMPLATE));
    },
  }),
  warnings: ({ template }) => podTemplateWarnings(TEMPLATE, template ?? {}),
};
