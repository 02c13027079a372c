// Rules of the kinds of storage.k8s.io that drivers write, not users.
// Source: k8s.io/kubernetes/pkg/apis/storage/{v1,validation}.
//
// Differs from Kubernetes: of their fields only what may not change is looked into, beside the schema.
import { deepEqual } from '../../apimachinery/deepEqual';
import { invalidValue } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain } from '../../apimachinery/names';
import type { ApiObject } from '../../apimachinery/objectMeta';
import type {
  CSIDriver,
  CSIDriverSpec,
  CSINode,
  CSIStorageCapacity,
  VolumeAttachment,
  VolumeAttributesClass,
} from '../generated/storage/v1';
import type { KindRules } from '../kindRules';
import { checkImmutable, type FieldErrors } from '../meta/fieldChecks';
import { kindValidation } from '../meta/kindValidation';
import { withDefaults, withField } from '../meta/sharedDefaults';
import {
  CSI_DRIVERS,
  CSI_NODES,
  CSI_STORAGE_CAPACITIES,
  VOLUME_ATTACHMENTS,
  VOLUME_ATTRIBUTES_CLASSES,
} from '../resources';

const SPEC = FieldPath.root('spec');
const NOTHING = (): void => undefined;
const DRIVER: Partial<CSIDriverSpec> = {
  attachRequired: true,
  fsGroupPolicy: 'ReadWriteOnceWithFSType',
  podInfoOnMount: false,
  requiresRepublish: false,
  seLinuxMount: false,
  storageCapacity: false,
  volumeLifecycleModes: ['Persistent'],
};

export const CSI_DRIVER_RULES: KindRules<CSIDriver> = {
  needsSchema: true,
  defaults: (driver) =>
    withField(withDefaults(driver, { spec: {} }), 'spec', (spec) => withDefaults(spec, DRIVER)),
  ...kindValidation(CSI_DRIVERS, {
    name: isDns1123Subdomain,
    check: NOTHING,
    checkUpdate: (errors, { spec }, old) => {
      for (const field of ['attachRequired', 'volumeLifecycleModes'] as const) {
        checkImmutable(errors, SPEC, field, spec[field], old.spec[field]);
      }
    },
  }),
};

export const CSI_NODE_RULES: KindRules<CSINode> = {
  needsSchema: true,
  defaults: (node) => node,
  ...kindValidation(CSI_NODES, { name: isDns1123Subdomain, check: NOTHING }),
};

export const CSI_STORAGE_CAPACITY_RULES: KindRules<CSIStorageCapacity> = {
  needsSchema: true,
  defaults: (capacity) => capacity,
  ...kindValidation(CSI_STORAGE_CAPACITIES, {
    name: isDns1123Subdomain,
    check: NOTHING,
    checkUpdate: (errors, capacity, old) => {
      checkFields(errors, capacity, old, ['nodeTopology', 'storageClassName']);
    },
  }),
};

export const VOLUME_ATTACHMENT_RULES: KindRules<VolumeAttachment> = {
  needsSchema: true,
  defaults: (attachment) => withDefaults(attachment, { status: { attached: false } }),
  ...kindValidation(VOLUME_ATTACHMENTS, {
    name: isDns1123Subdomain,
    check: NOTHING,
    checkUpdate: (errors, attachment, old) => {
      checkFields(errors, attachment, old, ['spec']);
    },
  }),
};

export const VOLUME_ATTRIBUTES_CLASS_RULES: KindRules<VolumeAttributesClass> = {
  needsSchema: true,
  defaults: (attributesClass) => attributesClass,
  ...kindValidation(VOLUME_ATTRIBUTES_CLASSES, {
    name: isDns1123Subdomain,
    check: NOTHING,
    checkUpdate: (errors, attributesClass, old) => {
      checkFields(errors, attributesClass, old, ['driverName', 'parameters']);
    },
  }),
};

function checkFields<T extends ApiObject>(
  errors: FieldErrors,
  object: T,
  old: T,
  fields: readonly (keyof T & string)[],
): void {
  for (const field of fields) {
    if (deepEqual(object[field], old[field])) continue;
    errors.push(invalidValue(FieldPath.root(field), object[field], 'field is immutable'));
  }
}
