// Source: k8s.io/kubernetes/pkg/registry/certificates/certificates (strategy.go). Who asks is what the API
// server knows of them; approval and certificate are written through subresources of their own.
//
// Differs from Kubernetes: conditions get no times that the client does not give them.
import type { CertificateSigningRequest } from '../../../apis/generated/certificates/v1';
import { statusStrategy } from './genericStrategy';
import type { Strategy } from './strategy';

export const CERTIFICATE_SIGNING_REQUEST_STRATEGY: Strategy<CertificateSigningRequest> = {
  ...statusStrategy<CertificateSigningRequest>(),
  prepareForCreate(request, { name, uid, groups, extra }) {
    const { spec } = request;
    const { request: pem, signerName, usages, expirationSeconds } = spec;
    return {
      ...request,
      spec: {
        ...(expirationSeconds === undefined ? {} : { expirationSeconds }),
        ...(extra === undefined ? {} : { extra }),
        groups,
        request: pem,
        signerName,
        ...(uid === undefined ? {} : { uid }),
        ...(usages === undefined ? {} : { usages }),
        username: name,
      },
      status: {},
    };
  },
  prepareForUpdate: (request, old) => ({ ...request, spec: old.spec, status: old.status }),
  /** The verdict is not the signer's to write. */
  prepareForStatusUpdate(request, old) {
    const verdict = (old.status.conditions ?? []).filter(isVerdict);
    const others = (request.status.conditions ?? []).filter((each) => !isVerdict(each));
    const conditions = [...verdict, ...others];
    return {
      ...old,
      status: { ...request.status, ...(conditions.length === 0 ? {} : { conditions }) },
    };
  },
  subresources: {
    approval: (request, old) => ({
      ...old,
      status: { ...old.status, conditions: request.status.conditions },
    }),
  },
};

function isVerdict({ type }: { readonly type: string }): boolean {
  return type === 'Approved' || type === 'Denied';
}
