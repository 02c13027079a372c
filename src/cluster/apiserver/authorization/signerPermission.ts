// Who approves or signs a certificate request must be allowed to, for its signer: permissions on the
// virtual resource `signers`.
// Source: k8s.io/kubernetes/plugin/pkg/admission/certificates (approval, signing, util.go).
import { forbidden } from '../../../apimachinery/apiStatus';
import { deepEqual } from '../../../apimachinery/deepEqual';
import type { UserInfo } from '../../../apimachinery/userInfo';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { CertificateSigningRequest } from '../../../apis/generated/certificates/v1';
import type { ServedKind } from '../servedKinds';
import type { Authorizer } from './authorizer';

const GROUP = 'certificates.k8s.io';

export interface SignerWrite {
  readonly user: UserInfo;
  readonly kind: ServedKind;
  readonly subresource: string | undefined;
  readonly object: ApiObject;
  readonly old: ApiObject;
}

/** Throws Forbidden for a verdict or a certificate of someone who may not give it. */
export function assertSignerPermission(authorizer: Authorizer, write: SignerWrite): void {
  const { kind, subresource, user } = write;
  const { resource } = kind;
  if (resource.group !== GROUP || resource.plural !== 'certificatesigningrequests') return;
  // The resource determines the kind of its objects.
  const { status, metadata, spec } = write.object as CertificateSigningRequest;
  const old = write.old as CertificateSigningRequest;
  const verb = subresource === 'approval' ? 'approve' : 'sign';
  const isSigned = subresource === 'status' && !deepEqual(status, old.status);
  if (subresource !== 'approval' && !isSigned) return;
  const { signerName } = spec;
  const domain = `${signerName.slice(0, signerName.indexOf('/'))}/*`;
  const may = [signerName, domain].some((name) => {
    const attributes = { user, verb, group: GROUP, resource: 'signers', name };
    return authorizer.decide({ ...attributes, subresource: '', namespace: '' }).allowed;
  });
  if (may) return;
  const why = `user not permitted to ${verb} requests with signerName "${signerName}"`;
  throw forbidden(resource, metadata.name, why);
}
