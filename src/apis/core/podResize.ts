// What a pod in place may get more or less of. Source: k8s.io/kubernetes/pkg/apis/core/validation
// (ValidatePodResize).
import type { FieldError } from '../../apimachinery/apiStatus';
import { deepEqual } from '../../apimachinery/deepEqual';
import { forbiddenValue, invalidValue } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import type { Container, Pod } from '../generated/core/v1';
import type { FieldErrors } from '../meta/fieldChecks';
import { checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { podQosClass } from './podQosClass';
import { podSpecErrors } from './podSpecValidation';
import { MIRROR_ANNOTATION } from './podState';

const SPEC = FieldPath.root('spec');
const MUTABLE: readonly string[] = ['cpu', 'memory'];

export function resizeErrors(pod: Pod, old: Pod): readonly FieldError[] {
  const errors: FieldErrors = [];
  checkObjectMetaUpdate(errors, pod.metadata, old.metadata);
  errors.push(...podSpecErrors(pod.spec));
  if (old.metadata.annotations?.[MIRROR_ANNOTATION] !== undefined) {
    errors.push(forbiddenValue(FieldPath.root(''), 'static pods cannot be resized'));
  }
  const qosClass = old.status.qosClass ?? podQosClass(old.spec);
  if (podQosClass(pod.spec) !== qosClass) {
    const rule = 'Pod QOS Class may not change as a result of resizing';
    errors.push(invalidValue(SPEC, qosClass, rule));
  }
  for (const field of ['containers', 'initContainers'] as const) {
    pod.spec[field]?.forEach((container, index) => {
      const before = old.spec[field]?.[index];
      if (before === undefined) return;
      checkAmounts(errors, SPEC.child(field).index(index).child('resources'), container, before);
    });
  }
  return errors;
}

function checkAmounts(
  errors: FieldErrors,
  path: FieldPath,
  { resources }: Container,
  { resources: old }: Container,
): void {
  for (const list of ['requests', 'limits'] as const) {
    const [after, before] = [resources?.[list] ?? {}, old?.[list] ?? {}];
    const names = new Set([...Object.keys(after), ...Object.keys(before)]);
    for (const name of names) {
      if (deepEqual(after[name], before[name])) continue;
      if (!MUTABLE.includes(name)) {
        errors.push(forbiddenValue(SPEC, 'only cpu and memory resources are mutable'));
      } else if (after[name] === undefined) {
        errors.push(forbiddenValue(path.child(list), `resource ${list} cannot be removed`));
      }
    }
  }
}
