// Admission: what looks at a request after it is understood and before it is validated, and may
// change the object or refuse. Source: https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/
import { forbidden, type ApiStatusError } from '../../../apimachinery/apiStatus';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { Random } from '../../../simulation/random';
import type { ServedKind } from '../servedKinds';

export type AdmissionOperation = 'CREATE' | 'UPDATE' | 'DELETE';

export interface AdmissionRequest {
  readonly operation: AdmissionOperation;
  readonly kind: ServedKind;
  readonly subresource: string | undefined;
  readonly namespace: string | undefined;
  /** The object's name; its generateName while it has none. */
  readonly name: string;
  /** What is made for it must not be remembered for later requests. */
  readonly dryRun: boolean;
  /** For what `mutate` makes up. */
  readonly random: Random;
}

export interface AdmissionPlugin {
  /** As in `kube-apiserver --enable-admission-plugins`. */
  readonly name: string;
  /** Asked once per kind and operation. */
  handles(kind: ServedKind, operation: AdmissionOperation): boolean;
  /** Refuses by throwing. */
  check?(request: AdmissionRequest): void;
  /** Returns the object, changed or as it came. */
  mutate?(object: ApiObject, request: AdmissionRequest): ApiObject;
}

/** `pods "web-1" is forbidden: why`. */
export function admissionForbidden(request: AdmissionRequest, why: string): ApiStatusError {
  return forbidden(request.kind.resource, request.name || 'Unknown', why);
}
