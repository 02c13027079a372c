// Gives Ingresses that name no class the one that is the default, if there is one.
// Source: k8s.io/kubernetes/plugin/pkg/admission/network/defaultingressclass (admission.go).
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { Ingress, IngressClass } from '../../../apis/generated/networking/v1';
import { INGRESS_CLASSES } from '../../../apis/resources';
import type { ObjectStorage } from '../objectStorage';
import type { ServedKind, ServedKinds } from '../servedKinds';
import type { AdmissionOperation, AdmissionPlugin } from './admissionPlugin';
import { defaultClass } from './defaultClass';

/** Where the class stood before it had a field. */
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const DEFAULT_ANNOTATION = 'ingressclass.kubernetes.io/is-default-class';

export class DefaultIngressClass implements AdmissionPlugin {
  readonly name = 'DefaultIngressClass';
  readonly #kinds: ServedKinds;
  readonly #storage: ObjectStorage;

  constructor(kinds: ServedKinds, storage: ObjectStorage) {
    this.#kinds = kinds;
    this.#storage = storage;
  }

  handles({ resource }: ServedKind, operation: AdmissionOperation): boolean {
    const isIngress = resource.group === INGRESS_CLASSES.group && resource.plural === 'ingresses';
    return operation === 'CREATE' && isIngress;
  }

  mutate(object: ApiObject): ApiObject {
    // `handles` lets Ingresses through only.
    const ingress = object as Ingress;
    const { annotations } = ingress.metadata;
    if (ingress.spec.ingressClassName !== undefined) return ingress;
    if (annotations?.[CLASS_ANNOTATION] !== undefined) return ingress;
    const kind = this.#kinds.get(INGRESS_CLASSES);
    // The resource determines the kind of its objects.
    const classes = this.#storage.list(kind) as readonly IngressClass[];
    const found = defaultClass(classes, [DEFAULT_ANNOTATION]);
    if (found === undefined) return ingress;
    const spec = { ...ingress.spec, ingressClassName: found.metadata.name };
    return { ...ingress, spec } as Ingress;
  }
}
