// The pods of a StatefulSet: their selector and their template, whose volumes are also those of the claims.
// Source: k8s.io/kubernetes/pkg/apis/apps/validation (ValidateStatefulSetSpec).
import type { FieldError } from '../../apimachinery/apiStatus';
import {
  forbiddenValue,
  invalidValue,
  notSupported,
  required,
} from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { invalidLabels } from '../core/controllerTemplateValidation';
import { podTemplateErrors } from '../core/podSpecValidation';
import type { StatefulSetSpec } from '../generated/apps/v1';
import type { Volume } from '../generated/core/v1';
import type { LabelSelector } from '../generated/meta/v1';
import type { FieldErrors } from '../meta/fieldChecks';
import { checkLabelSelector } from '../meta/labelValidation';
import { matcherOf } from './workloadValidation';

const SELECTOR = FieldPath.root('spec').child('selector');
const TEMPLATE = FieldPath.root('spec').child('template');

export function checkStatefulTemplate(errors: FieldErrors, spec: StatefulSetSpec): void {
  // Validation meets what users wrote: anything may be missing.
  const selector: LabelSelector | undefined = spec.selector;
  const template: Partial<StatefulSetSpec['template']> | undefined = spec.template;
  if (selector === undefined) errors.push(required(SELECTOR));
  else {
    checkLabelSelector(errors, SELECTOR, selector);
    const { matchLabels = {}, matchExpressions = [] } = selector;
    if (Object.keys(matchLabels).length + matchExpressions.length === 0) {
      errors.push(invalidValue(SELECTOR, selector, 'empty selector is invalid for statefulset'));
    }
  }
  const labels = template?.metadata?.labels;
  if (!matcherOf(selector)(labels)) {
    errors.push(invalidLabels(TEMPLATE.child('metadata').child('labels'), labels));
  }
  const { restartPolicy = '', activeDeadlineSeconds } = template?.spec ?? {};
  if (restartPolicy !== 'Always') {
    const at = TEMPLATE.child('spec').child('restartPolicy');
    errors.push(notSupported(at, restartPolicy, ['Always']));
  }
  if (activeDeadlineSeconds !== undefined) {
    const at = TEMPLATE.child('spec').child('activeDeadlineSeconds');
    errors.push(forbiddenValue(at, 'activeDeadlineSeconds in StatefulSet is not Supported'));
  }
}

/** Every claim is a volume of its name; one that the template has under the name gives way. */
export function statefulTemplateErrors(set: StatefulSetSpec): readonly FieldError[] {
  const template: StatefulSetSpec['template'] | undefined = set.template;
  const spec = template?.spec;
  const claims = new Set(
    (set.volumeClaimTemplates ?? []).map(({ metadata }) => metadata?.name ?? ''),
  );
  if (spec === undefined || claims.size === 0) return podTemplateErrors(template ?? {}, TEMPLATE);
  const volumes: readonly Volume[] = [
    ...[...claims].map((name) => ({ name, persistentVolumeClaim: { claimName: name } })),
    ...(spec.volumes ?? []).filter(({ name }) => !claims.has(name)),
  ];
  return podTemplateErrors({ ...template, spec: { ...spec, volumes } }, TEMPLATE);
}
