// Rules of PersistentVolumeClaims. Source: k8s.io/kubernetes/pkg/apis/core/validation
// (ValidatePersistentVolumeClaim, ValidatePersistentVolumeClaimUpdate) and pkg/apis/core/v1
// (SetDefaults_PersistentVolumeClaim).
//
// Differs from Kubernetes: data sources are not looked into; behind "immutable after creation" no
// diff is printed.
import type { FieldError } from '../../apimachinery/apiStatus';
import { deepEqual } from '../../apimachinery/deepEqual';
import { forbiddenValue, invalidValue, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain } from '../../apimachinery/names';
import { canonicalQuantity, quantityValue } from '../../apimachinery/quantity';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../generated/core/v1';
import type { KindRules } from '../kindRules';
import { checkName, checkOptionalEnum, type FieldErrors } from '../meta/fieldChecks';
import { checkLabelSelector } from '../meta/labelValidation';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { withDefaults, withField } from '../meta/sharedDefaults';
import { PERSISTENT_VOLUME_CLAIMS } from '../resources';
import { claimWarnings } from '../warnings/claimWarnings';
import { checkAccessModes, MUST_BE_POSITIVE, VOLUME_MODES } from './persistentVolume';

const SPEC = FieldPath.root('spec');
const DEFAULTS = { volumeMode: 'Filesystem' } as const;
const PENDING = { phase: 'Pending' } as const;
const PARTS: Partial<PersistentVolumeClaim> = { spec: {}, status: PENDING };
const IMMUTABLE =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

export const PERSISTENT_VOLUME_CLAIM_RULES: KindRules<PersistentVolumeClaim> = {
  resource: PERSISTENT_VOLUME_CLAIMS,
  defaults: (claim) =>
    withField(
      withField(withDefaults(claim, PARTS), 'spec', (spec) => withDefaults(spec, DEFAULTS)),
      'status',
      (status) => withDefaults(status, PENDING),
    ),
  validate(claim) {
    const errors: FieldErrors = [];
    checkObjectMeta(errors, claim.metadata, true, isDns1123Subdomain);
    errors.push(...claimSpecErrors(claim.spec));
    return errors;
  },
  validateUpdate(claim, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, claim.metadata, old.metadata);
    if (claim.spec === old.spec) return errors;
    errors.push(...claimSpecErrors(claim.spec));
    checkUnchanged(errors, claim, old);
    checkNotShrunk(errors, claim, old);
    return errors;
  },
  warnings: claimWarnings,
};

/** Complaints about the spec of a claim, its own or in a template of one. */
export function claimSpecErrors(
  spec: PersistentVolumeClaimSpec,
  path: FieldPath = SPEC,
): readonly FieldError[] {
  const errors: FieldErrors = [];
  checkAccessModes(errors, path, spec.accessModes);
  if (spec.selector) checkLabelSelector(errors, path.child('selector'), spec.selector);
  const storage = spec.resources?.requests?.['storage'];
  const at = path.child('resources').key('storage');
  if (storage === undefined) errors.push(required(at));
  else if (quantityValue(storage) <= 0) {
    errors.push(invalidValue(at, canonicalQuantity(storage), MUST_BE_POSITIVE));
  }
  if (spec.storageClassName) {
    checkName(errors, path, 'storageClassName', spec.storageClassName, isDns1123Subdomain);
  }
  checkOptionalEnum(errors, path, 'volumeMode', spec.volumeMode, VOLUME_MODES);
  return errors;
}

/** The volume and, where there was none, the class may be set once; a bound claim may grow. */
function checkUnchanged(
  errors: FieldErrors,
  claim: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
): void {
  const { spec } = claim;
  const { storageClassName, volumeName, resources, volumeAttributesClassName } = old.spec;
  const allowed: PersistentVolumeClaimSpec = {
    ...spec,
    volumeName: volumeName || undefined,
    storageClassName: storageClassName ?? undefined,
    volumeAttributesClassName,
    ...(claim.status.phase === 'Bound' ? { resources } : {}),
  };
  const before = { ...old.spec, volumeName: volumeName || undefined, volumeAttributesClassName };
  const changed =
    !deepEqual(withoutAbsent(allowed), withoutAbsent(before)) ||
    (volumeName && spec.volumeName !== volumeName) ||
    (storageClassName !== undefined && spec.storageClassName !== storageClassName);
  if (changed) errors.push(forbiddenValue(SPEC, IMMUTABLE));
  if (spec.volumeMode !== old.spec.volumeMode) {
    const path = FieldPath.root('volumeMode');
    errors.push(invalidValue(path, spec.volumeMode, 'field is immutable'));
  }
}

function withoutAbsent(spec: PersistentVolumeClaimSpec): object {
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));
}

/** A size that was asked for may be taken back, down to what the volume has. */
function checkNotShrunk(
  errors: FieldErrors,
  claim: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
): void {
  const size = requestedBytes(claim);
  if (size >= requestedBytes(old)) return;
  if (size > quantityValue(old.status.capacity?.['storage'])) return;
  const path = SPEC.child('resources').child('requests').child('storage');
  errors.push(forbiddenValue(path, 'field can not be less than status.capacity'));
}

function requestedBytes({ spec }: PersistentVolumeClaim): number {
  return quantityValue(spec.resources?.requests?.['storage']);
}
