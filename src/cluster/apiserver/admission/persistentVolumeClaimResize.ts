// Claims grow only when they are bound and their storage class lets volumes grow.
// Source: k8s.io/kubernetes/plugin/pkg/admission/storage/persistentvolume/resize (admission.go).
import type { ApiObject } from '../../../apimachinery/objectMeta';
import { compareQuantities } from '../../../apimachinery/quantity';
import { storageClassName } from '../../../apis/core/storageClassName';
import type { PersistentVolumeClaim } from '../../../apis/generated/core/v1';
import { PERSISTENT_VOLUME_CLAIMS, STORAGE_CLASSES } from '../../../apis/resources';
import type { StoredObjects } from '../storedObjects';
import {
  admissionForbidden,
  handling,
  type AdmissionPlugin,
  type AdmissionRequest,
} from './admissionPlugin';

export class PersistentVolumeClaimResize implements AdmissionPlugin {
  readonly name = 'PersistentVolumeClaimResize';
  readonly handles = handling(PERSISTENT_VOLUME_CLAIMS, 'UPDATE');
  readonly #objects: StoredObjects;

  constructor(objects: StoredObjects) {
    this.#objects = objects;
  }

  validate(object: ApiObject, request: AdmissionRequest): void {
    // `handles` lets claims through only.
    const claim = object as PersistentVolumeClaim;
    const old = request.old as PersistentVolumeClaim;
    if (compareQuantities(storageOf(claim), storageOf(old)) <= 0) return;
    if (old.status.phase !== 'Bound') {
      throw admissionForbidden(request, 'Only bound persistent volume claims can be expanded');
    }
    if (this.#mayGrow(claim)) return;
    const why =
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc ' +
      'must support resize';
    throw admissionForbidden(request, why);
  }

  #mayGrow(claim: PersistentVolumeClaim): boolean {
    const name = storageClassName(claim);
    if (!name) return false;
    return this.#objects.get(STORAGE_CLASSES, undefined, name)?.allowVolumeExpansion === true;
  }
}

function storageOf({ spec }: PersistentVolumeClaim): string | number {
  return spec.resources?.requests?.storage ?? '0';
}
