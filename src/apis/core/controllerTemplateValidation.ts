// Pod templates of controllers that keep pods running. Source: k8s.io/kubernetes/pkg/apis/core/validation
// (ValidatePodTemplateSpecForRC) and pkg/apis/apps/validation (ValidatePodTemplateSpecForReplicaSet).
import {
  forbiddenValue,
  invalidNil,
  invalidValue,
  notSupported,
  required,
} from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import type { LabelMatcher } from '../../apimachinery/labelSelector';
import type { PodTemplateSpec } from '../generated/core/v1';
import type { FieldErrors } from '../meta/fieldChecks';
import { podTemplateErrors } from './podSpecValidation';

const TEMPLATE = FieldPath.root('spec').child('template');

/** `kind` is named by one complaint. An empty selector is to match everything: it is complained of elsewhere. */
export function checkControllerTemplate(
  errors: FieldErrors,
  kind: 'ReplicationController' | 'ReplicaSet' | 'DaemonSet',
  template: PodTemplateSpec | undefined,
  matches: LabelMatcher,
): void {
  if (template === undefined) {
    errors.push(required(TEMPLATE));
    return;
  }
  const labels = template.metadata?.labels;
  if (!matches(labels)) {
    const path = TEMPLATE.child('metadata').child('labels');
    errors.push(invalidLabels(path, labels));
  }
  errors.push(...podTemplateErrors(template));
  const restartPolicy = template.spec?.restartPolicy;
  if (restartPolicy !== undefined && restartPolicy !== 'Always') {
    const path = TEMPLATE.child('spec').child('restartPolicy');
    errors.push(notSupported(path, restartPolicy, ['Always']));
  }
  if (template.spec?.activeDeadlineSeconds !== undefined) {
    const path = TEMPLATE.child('spec').child('activeDeadlineSeconds');
    errors.push(forbiddenValue(path, `activeDeadlineSeconds in ${kind} is not Supported`));
  }
}

/** The bad value is a Go map: its keys are printed sorted, and without entries it is null. */
export function invalidLabels(
  path: FieldPath,
  labels: Readonly<Record<string, string>> | undefined,
): FieldErrors[number] {
  const rule = '`selector` does not match template `labels`';
  if (labels === undefined) return invalidNil(path, rule);
  const sorted = Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
  return invalidValue(path, sorted, rule);
}
