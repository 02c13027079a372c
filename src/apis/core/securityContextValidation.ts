// Security contexts. Source: k8s.io/kubernetes/pkg/apis/core/validation (ValidateSecurityContext,
// validatePodSpecSecurityContext).
//
// Differs from Kubernetes: options for Windows, SELinux and AppArmor are not looked into.
import { invalidValue, required } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import { isInRange } from '../../apimachinery/names';
import type { PodSecurityContext, SeccompProfile, SecurityContext } from '../generated/core/v1';
import { checkOptionalEnum, complain, type FieldErrors } from '../meta/fieldChecks';

const MAX_ID = 0xffff_ffff;
const SECCOMP_TYPES: readonly string[] = ['Localhost', 'RuntimeDefault', 'Unconfined'];

export function checkContainerSecurityContext(
  errors: FieldErrors,
  path: FieldPath,
  context: SecurityContext,
): void {
  checkId(errors, path, 'runAsUser', context.runAsUser);
  checkId(errors, path, 'runAsGroup', context.runAsGroup);
  checkOptionalEnum(errors, path, 'procMount', context.procMount, ['Default', 'Unmasked']);
  checkSeccomp(errors, path.child('seccompProfile'), context.seccompProfile);
  if (context.allowPrivilegeEscalation !== false) return;
  if (context.privileged) {
    const rule = 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true';
    errors.push(invalidValue(path, context, rule));
  }
  if (context.capabilities?.add?.includes('CAP_SYS_ADMIN')) {
    const rule =
      'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN';
    errors.push(invalidValue(path, context, rule));
  }
}

export function checkPodSecurityContext(
  errors: FieldErrors,
  path: FieldPath,
  context: PodSecurityContext,
): void {
  checkId(errors, path, 'fsGroup', context.fsGroup);
  checkId(errors, path, 'runAsUser', context.runAsUser);
  checkId(errors, path, 'runAsGroup', context.runAsGroup);
  context.supplementalGroups?.forEach((group, index) => {
    complain(
      errors,
      path.child('supplementalGroups').index(index),
      group,
      isInRange(group, 0, MAX_ID),
    );
  });
  const policies = ['Always', 'OnRootMismatch'];
  checkOptionalEnum(errors, path, 'fsGroupChangePolicy', context.fsGroupChangePolicy, policies);
  checkSeccomp(errors, path.child('seccompProfile'), context.seccompProfile);
}

function checkId(
  errors: FieldErrors,
  path: FieldPath,
  field: string,
  id: number | undefined,
): void {
  if (id === undefined) return;
  complain(errors, path.child(field), id, isInRange(id, 0, MAX_ID));
}

function checkSeccomp(
  errors: FieldErrors,
  path: FieldPath,
  profile: SeccompProfile | undefined,
): void {
  if (profile === undefined) return;
  if (!profile.type)
    errors.push(required(path.child('type'), 'type is required when seccompProfile is set'));
  else checkOptionalEnum(errors, path, 'type', profile.type, SECCOMP_TYPES);
  if (profile.type === 'Localhost' && !profile.localhostProfile) {
    errors.push(
      required(path.child('localhostProfile'), 'must be set when seccomp type is Localhost'),
    );
  } else if (profile.type !== 'Localhost' && profile.localhostProfile !== undefined) {
    const rule = 'can only be set when seccomp type is Localhost';
    errors.push(invalidValue(path.child('localhostProfile'), profile.localhostProfile, rule));
  }
}
