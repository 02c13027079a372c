// Admission: what looks at a request after it is understood and before it is validated, and may
// change the object or refuse. Source: https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/
import { forbidden, type ApiStatusError } from '../../../apimachinery/apiStatus';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { Resource } from '../../../apimachinery/resource';
import type { UserInfo } from '../../../apimachinery/userInfo';
import type { Random } from '../../../simulation/random';
import type { BodyKind } from '../bodyDecoder';
import type { ServedKind } from '../servedKinds';

export type AdmissionOperation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** What a plugin is asked once whether it wants to see. */
export interface AdmissionScope {
  readonly kind: ServedKind;
  readonly operation: AdmissionOperation;
  readonly subresource: string | undefined;
}

export interface AdmissionRequest extends AdmissionScope {
  readonly user: UserInfo;
  /** What the object is of, where a subresource's body is of a kind of its own: a Binding, a Scale. */
  readonly bodyKind?: BodyKind;
  readonly namespace: string | undefined;
  /** What an update takes the place of, or what is deleted. */
  readonly old?: ApiObject;
  /** The object's name; its generateName while it has none. */
  readonly name: string;
  /** What is made for it must not be remembered for later requests. */
  readonly dryRun: boolean;
  /** For what `mutate` makes up. */
  readonly random: Random;
}

export type Warn = (text: string) => void;

export interface AdmissionPlugin {
  /** As in `kube-apiserver --enable-admission-plugins`. */
  readonly name: string;
  /** Asked once per kind, subresource and operation. */
  handles(scope: AdmissionScope): boolean;
  /** Refuses by throwing; `warn` adds to the warnings of the answer. */
  check?(request: AdmissionRequest, warn: Warn): void;
  /** Returns the object, changed or as it came. */
  mutate?(object: ApiObject, request: AdmissionRequest): ApiObject;
  /** Whether the object is to go through all plugins once more, for what `mutate` has changed. */
  reinvokes?(request: AdmissionRequest): boolean;
  /**
   * Looks at the object as it is going to be stored, when nothing else can refuse it any more. Refuses
   * by throwing; `warn` adds to the warnings of the answer.
   */
  validate?(object: ApiObject, request: AdmissionRequest, warn: Warn): void;
}

/** For plugins that look at objects of one resource, or at one of its subresources. */
export function handling(
  target: Resource & { readonly subresource?: string },
  ...operations: readonly AdmissionOperation[]
): AdmissionPlugin['handles'] {
  const { group, plural } = target;
  return ({ kind: { resource }, operation, subresource }) =>
    subresource === target.subresource &&
    operations.includes(operation) &&
    resource.group === group &&
    resource.plural === plural;
}

/** `pods "web-1" is forbidden: why`. */
export function admissionForbidden(request: AdmissionRequest, why: string): ApiStatusError {
  return forbidden(request.kind.resource, request.name || 'Unknown', why);
}
