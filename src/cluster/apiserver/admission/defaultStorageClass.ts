// Gives claims that name no storage class the one that is the default, if there is one.
// Source: k8s.io/kubernetes/plugin/pkg/admission/storage/storageclass/setdefault (admission.go).
import type { ApiObject } from '../../../apimachinery/objectMeta';
import { storageClassName } from '../../../apis/core/storageClassName';
import type { PersistentVolumeClaim } from '../../../apis/generated/core/v1';
import { PERSISTENT_VOLUME_CLAIMS, STORAGE_CLASSES } from '../../../apis/resources';
import type { StoredObjects } from '../storedObjects';
import { handling, type AdmissionPlugin } from './admissionPlugin';
import { defaultClass } from './defaultClass';

const ANNOTATIONS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

export class DefaultStorageClass implements AdmissionPlugin {
  readonly name = 'DefaultStorageClass';
  readonly handles = handling(PERSISTENT_VOLUME_CLAIMS, 'CREATE');
  readonly #objects: StoredObjects;

  constructor(objects: StoredObjects) {
    this.#objects = objects;
  }

  mutate(object: ApiObject): ApiObject {
    // `handles` lets claims through only.
    const claim = object as PersistentVolumeClaim;
    if (storageClassName(claim) !== undefined) return claim;
    const found = defaultClass(this.#objects.list(STORAGE_CLASSES), ANNOTATIONS);
    if (found === undefined) return claim;
    const spec = { ...claim.spec, storageClassName: found.metadata.name };
    return { ...claim, spec } as PersistentVolumeClaim;
  }
}
