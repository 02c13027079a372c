// What may be added to a running pod to look into it (`kubectl debug`).
// Source: k8s.io/kubernetes/pkg/apis/core/validation (ValidatePodEphemeralContainersUpdate,
// validateEphemeralContainers).
import type { FieldError } from '../../apimachinery/apiStatus';
import { deepEqual } from '../../apimachinery/deepEqual';
import { duplicate, forbiddenValue, notFoundValue, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Label } from '../../apimachinery/names';
import type { EphemeralContainer, Pod } from '../generated/core/v1';
import { checkRequiredName, type FieldErrors } from '../meta/fieldChecks';
import { checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { MIRROR_ANNOTATION } from './podState';

const CONTAINERS = FieldPath.root('spec').child('ephemeralContainers');
const NOT_HERE = 'cannot be set for an Ephemeral Container';
/** What a pod must not come to depend on. */
const REFUSED = [
  'ports',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'lifecycle',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
] as const;

export function ephemeralContainersErrors(pod: Pod, old: Pod): readonly FieldError[] {
  const errors: FieldErrors = [];
  checkObjectMetaUpdate(errors, pod.metadata, old.metadata);
  if (old.metadata.annotations?.[MIRROR_ANNOTATION] !== undefined) {
    const rule = 'static pods do not support ephemeral containers';
    errors.push(forbiddenValue(FieldPath.root(''), rule));
  }
  const added = pod.spec.ephemeralContainers ?? [];
  const { containers, initContainers = [] } = pod.spec;
  const names = new Set([...containers, ...initContainers].map(({ name }) => name));
  const others = new Set(names);
  added.forEach((container, index) => {
    checkContainer(errors, CONTAINERS.index(index), container, others);
    if (names.has(container.name)) {
      errors.push(duplicate(CONTAINERS.index(index).child('name'), container.name));
    }
    names.add(container.name);
  });
  for (const before of old.spec.ephemeralContainers ?? []) {
    const after = added.find(({ name }) => name === before.name);
    if (after !== undefined && deepEqual(before, after)) continue;
    const what = after === undefined ? 'removed' : 'changed';
    const rule = `existing ephemeral containers "${before.name}" may not be ${what}\n`;
    errors.push(forbiddenValue(CONTAINERS, rule));
  }
  return errors;
}

function checkContainer(
  errors: FieldErrors,
  path: FieldPath,
  container: EphemeralContainer,
  others: ReadonlySet<string>,
): void {
  checkRequiredName(errors, path, 'name', container.name, isDns1123Label);
  if (!container.image) errors.push(required(path.child('image')));
  for (const field of REFUSED) {
    if (container[field] !== undefined) errors.push(forbiddenValue(path.child(field), NOT_HERE));
  }
  const { limits, requests } = container.resources ?? {};
  if (limits !== undefined || requests !== undefined) {
    errors.push(forbiddenValue(path.child('resources'), NOT_HERE));
  }
  container.volumeMounts?.forEach((mount, index) => {
    for (const field of ['subPath', 'subPathExpr'] as const) {
      if (!mount[field]) continue;
      const at = path.child('volumeMounts').index(index).child(field);
      errors.push(forbiddenValue(at, NOT_HERE));
    }
  });
  const { targetContainerName: target } = container;
  if (target && !others.has(target)) {
    errors.push(notFoundValue(path.child('targetContainerName'), target));
  }
}
