// Rules of PersistentVolumes. Source: k8s.io/kubernetes/pkg/apis/core/validation (ValidatePersistentVolume,
// ValidatePersistentVolumeUpdate) and pkg/apis/core/v1 (SetDefaults_PersistentVolume).
//
// Differs from Kubernetes: of the sources only hostPath, nfs, local and csi are looked into; behind
// "immutable after creation" no diff is printed.
import { deepEqual } from '../../apimachinery/deepEqual';
import {
  forbiddenValue,
  invalidValue,
  notSupported,
  required,
} from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain } from '../../apimachinery/names';
import { canonicalQuantity, quantityValue } from '../../apimachinery/quantity';
import type { PersistentVolume, PersistentVolumeSpec } from '../generated/core/v1';
import type { KindRules } from '../kindRules';
import { checkName, checkOptionalEnum, checkRequired, type FieldErrors } from '../meta/fieldChecks';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { withDefaults, withField } from '../meta/sharedDefaults';
import { PERSISTENT_VOLUMES } from '../resources';
import { persistentVolumeWarnings } from '../warnings/volumeWarnings';

const SPEC = FieldPath.root('spec');
export const ACCESS_MODES: readonly string[] = [
  'ReadOnlyMany',
  'ReadWriteMany',
  'ReadWriteOnce',
  'ReadWriteOncePod',
];
export const VOLUME_MODES: readonly string[] = ['Block', 'Filesystem'];
const RECLAIM_POLICIES: readonly string[] = ['Delete', 'Recycle', 'Retain'];
const DEFAULTS = { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' } as const;
const HOST_PATH_TYPE = { type: '' } as const;
const SPEC_DEFAULTS: Partial<PersistentVolume> = { spec: {} };

/** What is not the source of the volume; every other field of the spec is one. */
const NO_SOURCES: ReadonlySet<string> = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
]);

export const PERSISTENT_VOLUME_RULES: KindRules<PersistentVolume> = {
  resource: PERSISTENT_VOLUMES,
  defaults: (volume) =>
    withField(withDefaults(volume, SPEC_DEFAULTS), 'spec', (spec) =>
      withField(withDefaults(spec, DEFAULTS), 'hostPath', (it) =>
        it === undefined ? it : withDefaults(it, HOST_PATH_TYPE),
      ),
    ),
  validate(volume) {
    const errors: FieldErrors = [];
    checkObjectMeta(errors, volume.metadata, false, isDns1123Subdomain);
    checkSpec(errors, volume.spec);
    return errors;
  },
  validateUpdate(volume, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, volume.metadata, old.metadata);
    if (volume.spec === old.spec) return errors;
    checkSpec(errors, volume.spec);
    if (!deepEqual(sourceOf(volume.spec), sourceOf(old.spec))) {
      const path = SPEC.child('persistentvolumesource');
      errors.push(forbiddenValue(path, 'spec.persistentvolumesource is immutable after creation'));
    }
    const { volumeMode } = volume.spec;
    if (!deepEqual(volumeMode, old.spec.volumeMode)) {
      errors.push(invalidValue(FieldPath.root('volumeMode'), volumeMode, 'field is immutable'));
    }
    return errors;
  },
  warnings: persistentVolumeWarnings,
};

function checkSpec(errors: FieldErrors, spec: PersistentVolumeSpec): void {
  checkAccessModes(errors, SPEC, spec.accessModes);
  checkCapacity(errors, spec);
  checkOptionalEnum(
    errors,
    SPEC,
    'persistentVolumeReclaimPolicy',
    spec.persistentVolumeReclaimPolicy,
    RECLAIM_POLICIES,
  );
  checkSource(errors, spec);
  if (spec.storageClassName) {
    checkName(errors, SPEC, 'storageClassName', spec.storageClassName, isDns1123Subdomain);
  }
  checkOptionalEnum(errors, SPEC, 'volumeMode', spec.volumeMode, VOLUME_MODES);
}

/** Of volumes and of claims. */
export function checkAccessModes(
  errors: FieldErrors,
  path: FieldPath,
  modes: readonly string[] = [],
): void {
  const at = path.child('accessModes');
  if (modes.length === 0) errors.push(required(at, 'at least 1 access mode is required'));
  for (const mode of modes) {
    if (!ACCESS_MODES.includes(mode)) errors.push(notSupported(at, mode, ACCESS_MODES));
  }
  if (modes.includes('ReadWriteOncePod') && modes.some((mode) => mode !== 'ReadWriteOncePod')) {
    errors.push(forbiddenValue(at, 'may not use ReadWriteOncePod with other access modes'));
  }
}

function checkCapacity(errors: FieldErrors, { capacity }: PersistentVolumeSpec): void {
  const path = SPEC.child('capacity');
  const names = Object.keys(capacity ?? {});
  if (names.length === 0) errors.push(required(path));
  else if (names.length > 1 || capacity?.['storage'] === undefined) {
    errors.push(notSupported(path, capacity, ['storage']));
  }
  for (const name of names) {
    const amount = capacity?.[name] ?? 0;
    if (quantityValue(amount) <= 0) {
      errors.push(invalidValue(path.key(name), canonicalQuantity(amount), MUST_BE_POSITIVE));
    }
  }
}

export const MUST_BE_POSITIVE = 'must be greater than zero';

function checkSource(errors: FieldErrors, spec: PersistentVolumeSpec): void {
  const [first, ...others] = Object.keys(sourceOf(spec));
  if (first === undefined) errors.push(required(SPEC, 'must specify a volume type'));
  for (const other of others) {
    errors.push(forbiddenValue(SPEC.child(other), 'may not specify more than 1 volume type'));
  }
  const { hostPath, nfs, local, csi, nodeAffinity } = spec;
  if (hostPath) checkRequired(errors, SPEC.child('hostPath'), 'path', hostPath.path);
  if (nfs) {
    checkRequired(errors, SPEC.child('nfs'), 'server', nfs.server);
    checkRequired(errors, SPEC.child('nfs'), 'path', nfs.path);
  }
  if (csi) {
    checkRequired(errors, SPEC.child('csi'), 'driver', csi.driver);
    checkRequired(errors, SPEC.child('csi'), 'volumeHandle', csi.volumeHandle);
  }
  if (local) {
    checkRequired(errors, SPEC.child('local'), 'path', local.path);
    if (nodeAffinity?.required === undefined) {
      const path = SPEC.child('nodeAffinity');
      errors.push(required(path, 'Local volume requires node affinity'));
    }
  }
}

function sourceOf(spec: PersistentVolumeSpec): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(spec).filter(([key, value]) => !NO_SOURCES.has(key) && value !== undefined),
  );
}
