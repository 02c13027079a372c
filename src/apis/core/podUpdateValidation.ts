// What may change in a pod that exists. Source: k8s.io/kubernetes/pkg/apis/core/validation
// (ValidatePodUpdate, ValidatePodStatusUpdate).
//
// Differs from Kubernetes: behind its sentence Kubernetes prints Go's diff of the two specs; here
// follow the paths of the fields that changed.
import type { FieldError } from '../../apimachinery/apiStatus';
import { deepEqual } from '../../apimachinery/deepEqual';
import { forbiddenValue, invalidValue, printValue, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isInRange } from '../../apimachinery/names';
import type { Container, Pod, PodSpec, Toleration } from '../generated/core/v1';
import { complain, type FieldErrors } from '../meta/fieldChecks';

const SPEC = FieldPath.root('spec');
const NO_ERRORS: readonly FieldError[] = [];
const UPDATABLE_FIELDS = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

/** Complaints about the change from `old` to `spec`; each by itself has been validated. */
export function podSpecUpdateErrors(spec: PodSpec, old: PodSpec): readonly FieldError[] {
  if (spec === old || deepEqual(spec, old)) return NO_ERRORS;
  const errors: FieldErrors = [];
  for (const field of ['containers', 'initContainers'] as const) {
    if (!checkContainerImages(errors, SPEC.child(field), spec[field] ?? [], old[field] ?? []))
      return errors;
  }
  if (!checkDeadline(errors, spec.activeDeadlineSeconds, old.activeDeadlineSeconds)) return errors;
  checkTolerationsOnlyAdded(errors, spec.tolerations ?? [], old.tolerations ?? []);
  checkGatesOnlyRemoved(errors, spec, old);
  const rest = withUpdatableFieldsOf(spec, old);
  if (!deepEqual(rest, old)) {
    const changes = changedPaths(old, rest, 'spec').join('\n');
    errors.push(
      forbiddenValue(
        SPEC,
        `pod updates may not change fields other than ${UPDATABLE_FIELDS}\n${changes}`,
      ),
    );
  }
  return errors;
}

/** False where the lists differ in length, so that nothing further can be compared. */
function checkContainerImages(
  errors: FieldErrors,
  path: FieldPath,
  containers: readonly Container[],
  old: readonly Container[],
): boolean {
  if (containers.length !== old.length) {
    errors.push(forbiddenValue(path, 'pod updates may not add or remove containers'));
    return false;
  }
  containers.forEach((container, index) => {
    if (!container.image) errors.push(required(path.index(index).child('image')));
  });
  return true;
}

/** A deadline may be set, and then only be brought forward. */
function checkDeadline(
  errors: FieldErrors,
  seconds: number | undefined,
  old: number | undefined,
): boolean {
  const path = SPEC.child('activeDeadlineSeconds');
  if (seconds === undefined) {
    if (old === undefined) return true;
    errors.push(invalidValue(path, null, 'must not update from a positive integer to nil value'));
    return true;
  }
  const complaints = isInRange(seconds, 0, 2_147_483_647);
  complain(errors, path, seconds, complaints);
  if (complaints.length > 0) return false;
  if (old === undefined || old >= seconds) return true;
  errors.push(invalidValue(path, seconds, 'must be less than or equal to previous value'));
  return false;
}

function checkTolerationsOnlyAdded(
  errors: FieldErrors,
  tolerations: readonly Toleration[],
  old: readonly Toleration[],
): void {
  if (tolerations === old) return;
  const kept = old.every((one) =>
    tolerations.some((other) =>
      deepEqual({ ...one, tolerationSeconds: 0 }, { ...other, tolerationSeconds: 0 }),
    ),
  );
  if (kept) return;
  const rule = 'existing toleration can not be modified except its tolerationSeconds';
  errors.push(forbiddenValue(SPEC.child('tolerations'), rule));
}

function checkGatesOnlyRemoved(errors: FieldErrors, spec: PodSpec, old: PodSpec): void {
  const known = new Set(old.schedulingGates?.map((gate) => gate.name));
  spec.schedulingGates?.forEach((gate, index) => {
    if (known.has(gate.name)) return;
    const rule = `only deletion is allowed, but found new scheduling gate '${gate.name}'`;
    errors.push(forbiddenValue(SPEC.child('schedulingGates').index(index).child('name'), rule));
  });
}

/** `spec` with everything that may change set back to what it was: what is left must be equal. */
function withUpdatableFieldsOf(spec: PodSpec, old: PodSpec): PodSpec {
  const oldGrace = old.terminationGracePeriodSeconds;
  const graceFixed =
    oldGrace !== undefined && oldGrace < 0 && spec.terminationGracePeriodSeconds === 1;
  const gated = (old.schedulingGates?.length ?? 0) > 0;
  return {
    ...spec,
    containers: withImagesOf(spec.containers, old.containers),
    ...(spec.initContainers && {
      initContainers: withImagesOf(spec.initContainers, old.initContainers ?? []),
    }),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    tolerations: old.tolerations,
    schedulingGates: old.schedulingGates,
    ...(graceFixed && { terminationGracePeriodSeconds: oldGrace }),
    // A gated pod has not been scheduled yet, so that more may be asked of its node.
    ...(gated && { nodeSelector: old.nodeSelector, affinity: old.affinity }),
  };
}

function withImagesOf(
  containers: readonly Container[],
  old: readonly Container[],
): readonly Container[] {
  return containers.map((container, index) => ({ ...container, image: old[index]?.image }));
}

/** `spec.hostname: "a" -> "b"`, down to the fields that differ. */
function changedPaths(before: unknown, after: unknown, path: string): readonly string[] {
  if (deepEqual(before, after)) return [];
  if (!isRecord(before) || !isRecord(after)) {
    return [`  ${path}: ${shown(before)} -> ${shown(after)}`];
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => {
    const at = Array.isArray(before) ? `${path}[${key}]` : `${path}.${key}`;
    return changedPaths(before[key], after[key], at);
  });
}

function shown(value: unknown): string {
  return value === undefined ? '(none)' : printValue(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

const STATUS = FieldPath.root('status');

/** Complaints about a write to a pod's status. */
export function podStatusUpdateErrors(pod: Pod, old: Pod): readonly FieldError[] {
  if (pod.spec.restartPolicy === 'Always') return NO_ERRORS;
  const errors: FieldErrors = [];
  old.status.containerStatuses?.forEach((before, index) => {
    const ended = before.state?.terminated;
    if (!ended || (ended.exitCode !== 0 && pod.spec.restartPolicy === 'OnFailure')) return;
    const after = pod.status.containerStatuses?.find((status) => status.name === before.name);
    if (after === undefined || after.state?.terminated) return;
    const path = STATUS.child('containerStatuses').index(index).child('state');
    errors.push(forbiddenValue(path, 'may not be transitioned to non-terminated state'));
  });
  return errors;
}
