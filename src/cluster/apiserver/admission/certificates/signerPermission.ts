// Who approves or signs a certificate request must be allowed to, for its signer: permissions on the
// virtual resource `signers`. Source: k8s.io/kubernetes/plugin/pkg/admission/certificates (util.go).
import type { CertificateSigningRequest } from '../../../../apis/generated/certificates/v1';
import type { Authorizer } from '../../authorization/authorizer';
import { admissionForbidden, type AdmissionRequest } from '../admissionPlugin';

/** Throws Forbidden for who may not do that for the signer of the request. */
export function assertSignerPermission(
  authorizer: Authorizer,
  request: AdmissionRequest,
  verb: 'approve' | 'sign',
): void {
  // Asked for certificate requests only, which are there already.
  const { spec } = request.old as CertificateSigningRequest;
  const { signerName } = spec;
  const { user, kind } = request;
  const domain = `${signerName.slice(0, signerName.indexOf('/'))}/*`;
  const may = [signerName, domain].some((name) => {
    const attributes = { user, verb, group: kind.resource.group, resource: 'signers', name };
    return authorizer.decide({ ...attributes, subresource: '', namespace: '' }).allowed;
  });
  if (may) return;
  const why = `user not permitted to ${verb} requests with signerName "${signerName}"`;
  throw admissionForbidden(request, why);
}
