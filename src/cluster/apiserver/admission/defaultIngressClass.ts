// Gives Ingresses that name no class the one that is the default, if there is one.
// Source: k8s.io/kubernetes/plugin/pkg/admission/network/defaultingressclass (admission.go).
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { Ingress } from '../../../apis/generated/networking/v1';
import { INGRESS_CLASSES, INGRESSES } from '../../../apis/resources';
import type { StoredObjects } from '../storedObjects';
import { handling, type AdmissionPlugin } from './admissionPlugin';
import { defaultClass } from './defaultClass';

/** Where the class stood before it had a field. */
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const DEFAULT_ANNOTATION = 'ingressclass.kubernetes.io/is-default-class';

export class DefaultIngressClass implements AdmissionPlugin {
  readonly name = 'DefaultIngressClass';
  readonly handles = handling(INGRESSES, 'CREATE');
  readonly #objects: StoredObjects;

  constructor(objects: StoredObjects) {
    this.#objects = objects;
  }

  mutate(object: ApiObject): ApiObject {
    // `handles` lets Ingresses through only.
    const ingress = object as Ingress;
    const { annotations } = ingress.metadata;
    if (ingress.spec.ingressClassName !== undefined) return ingress;
    if (annotations?.[CLASS_ANNOTATION] !== undefined) return ingress;
    const found = defaultClass(this.#objects.list(INGRESS_CLASSES), [DEFAULT_ANNOTATION]);
    if (found === undefined) return ingress;
    const spec = { ...ingress.spec, ingressClassName: found.metadata.name };
    return { ...ingress, spec } as Ingress;
  }
}
