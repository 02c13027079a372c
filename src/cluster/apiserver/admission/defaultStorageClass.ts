// Gives claims that name no storage class the one that is the default, if there is one.
// Source: k8s.io/kubernetes/plugin/pkg/admission/storage/storageclass/setdefault (admission.go).
import type { ApiObject } from '../../../apimachinery/objectMeta';
import { storageClassName } from '../../../apis/core/storageClassName';
import type { PersistentVolumeClaim } from '../../../apis/generated/core/v1';
import type { StorageClass } from '../../../apis/generated/storage/v1';
import { PERSISTENT_VOLUME_CLAIMS, STORAGE_CLASSES } from '../../../apis/resources';
import type { ObjectStorage } from '../objectStorage';
import type { ServedKind, ServedKinds } from '../servedKinds';
import type { AdmissionOperation, AdmissionPlugin } from './admissionPlugin';
import { defaultClass } from './defaultClass';

const ANNOTATIONS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

export class DefaultStorageClass implements AdmissionPlugin {
  readonly name = 'DefaultStorageClass';
  readonly #kinds: ServedKinds;
  readonly #storage: ObjectStorage;

  constructor(kinds: ServedKinds, storage: ObjectStorage) {
    this.#kinds = kinds;
    this.#storage = storage;
  }

  handles({ resource }: ServedKind, operation: AdmissionOperation): boolean {
    const { group, plural } = PERSISTENT_VOLUME_CLAIMS;
    return operation === 'CREATE' && resource.group === group && resource.plural === plural;
  }

  mutate(object: ApiObject): ApiObject {
    // `handles` lets claims through only.
    const claim = object as PersistentVolumeClaim;
    if (storageClassName(claim) !== undefined) return claim;
    const kind = this.#kinds.get(STORAGE_CLASSES);
    // The resource determines the kind of its objects.
    const classes = this.#storage.list(kind) as readonly StorageClass[];
    const found = defaultClass(classes, ANNOTATIONS);
    if (found === undefined) return claim;
    const spec = { ...claim.spec, storageClassName: found.metadata.name };
    return { ...claim, spec } as PersistentVolumeClaim;
  }
}
