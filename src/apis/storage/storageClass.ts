// Rules of StorageClasses, and what others read from them. Source: k8s.io/kubernetes/pkg/apis/storage
// (validation, v1/defaults.go) and pkg/volume/util (storageclass.go).
import { deepEqual } from '../../apimachinery/deepEqual';
import {
  forbiddenValue,
  invalidValue,
  notSupported,
  required,
} from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain, isQualifiedName } from '../../apimachinery/names';
import type { StorageClass } from '../generated/storage/v1';
import type { KindRules } from '../kindRules';
import { complain, type FieldErrors } from '../meta/fieldChecks';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { withDefaults } from '../meta/sharedDefaults';
import { STORAGE_CLASSES } from '../resources';
import { deprecatedLabel } from '../warnings/nodeLabelWarnings';

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
const BETA_DEFAULT_CLASS = 'storageclass.beta.kubernetes.io/is-default-class';
const NO_PROVISIONER = 'kubernetes.io/no-provisioner';
const DEFAULTS = { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' } as const;

export const STORAGE_CLASS_RULES: KindRules<StorageClass> = {
  resource: STORAGE_CLASSES,
  defaults: (storageClass) => withDefaults(storageClass, DEFAULTS),
  validate(storageClass) {
    const errors: FieldErrors = [];
    checkObjectMeta(errors, storageClass.metadata, false, isDns1123Subdomain);
    const { provisioner } = storageClass;
    const path = FieldPath.root('provisioner');
    if (!provisioner) errors.push(required(path));
    else complain(errors, path, provisioner, isQualifiedName(provisioner.toLowerCase()));
    checkOneOf(errors, storageClass, 'reclaimPolicy', ['Delete', 'Retain']);
    checkOneOf(errors, storageClass, 'volumeBindingMode', ['Immediate', 'WaitForFirstConsumer']);
    return errors;
  },
  validateUpdate(storageClass, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, storageClass.metadata, old.metadata);
    for (const field of ['parameters', 'provisioner', 'reclaimPolicy'] as const) {
      if (deepEqual(storageClass[field], old[field])) continue;
      errors.push(forbiddenValue(FieldPath.root(field), `updates to ${field} are forbidden.`));
    }
    const { volumeBindingMode } = storageClass;
    if (volumeBindingMode !== old.volumeBindingMode) {
      const path = FieldPath.root('volumeBindingMode');
      errors.push(invalidValue(path, volumeBindingMode, 'field is immutable'));
    }
    return errors;
  },
  warnings: storageClassWarnings,
};

function checkOneOf(
  errors: FieldErrors,
  storageClass: StorageClass,
  field: 'reclaimPolicy' | 'volumeBindingMode',
  supported: readonly string[],
): void {
  const value = storageClass[field];
  if (value !== undefined && supported.includes(value)) return;
  errors.push(notSupported(FieldPath.root(field), value, supported));
}

/** Claims of the class are bound when a pod that uses them is scheduled, not before. */
export function waitsForFirstConsumer(storageClass: StorageClass | undefined): boolean {
  return storageClass?.volumeBindingMode === 'WaitForFirstConsumer';
}

/** Whether someone could make a volume of the class: not where all are made by hand. */
export function hasProvisioner({ provisioner }: StorageClass): boolean {
  return provisioner !== '' && provisioner !== NO_PROVISIONER;
}

/** Marked as the one for claims that name none. */
export function isDefaultClass({ metadata }: StorageClass): boolean {
  const { [DEFAULT_CLASS]: mark, [BETA_DEFAULT_CLASS]: betaMark } = metadata.annotations ?? {};
  return mark === 'true' || betaMark === 'true';
}

/** The newest of those that are marked; among equally old ones the first by name. */
export function defaultClass(classes: Iterable<StorageClass>): StorageClass | undefined {
  const marked = [...classes].filter(isDefaultClass);
  const older = (a: StorageClass, b: StorageClass): number =>
    b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp) ||
    a.metadata.name.localeCompare(b.metadata.name);
  return marked.sort(older)[0];
}

/** Source: k8s.io/kubernetes/pkg/api/storage (util.go). */
function storageClassWarnings({ allowedTopologies = [] }: StorageClass): readonly string[] {
  return allowedTopologies.flatMap(({ matchLabelExpressions = [] }, index) =>
    matchLabelExpressions.flatMap(({ key }, at) => {
      const why = deprecatedLabel(key);
      const path = FieldPath.root('allowedTopologies')
        .index(index)
        .child('matchLabelExpressions')
        .index(at);
      return why === undefined ? [] : [`${path.toString()}: ${why}`];
    }),
  );
}
