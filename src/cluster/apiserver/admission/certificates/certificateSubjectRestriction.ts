// Nobody becomes a member of system:masters by a certificate that is asked for at the API.
// Source: k8s.io/kubernetes/plugin/pkg/admission/certificates/subjectrestriction (admission.go).
import { MASTERS } from '../../../../apimachinery/userInfo';
import { parseCertificateRequest } from '../../../../apis/certificates/certificateRequest';
import { KUBE_APISERVER_CLIENT } from '../../../../apis/certificates/signers';
import type { CertificateSigningRequest } from '../../../../apis/generated/certificates/v1';
import { CERTIFICATE_SIGNING_REQUESTS } from '../../../../apis/resources';
import { admissionForbidden, handling, type AdmissionPlugin } from '../admissionPlugin';

export const CERTIFICATE_SUBJECT_RESTRICTION: AdmissionPlugin = {
  name: 'CertificateSubjectRestriction',
  handles: handling(CERTIFICATE_SIGNING_REQUESTS, 'CREATE'),
  validate: (object, request) => {
    // `handles` lets certificate requests through only.
    const { spec } = object as CertificateSigningRequest;
    if (spec.signerName !== KUBE_APISERVER_CLIENT) return;
    const parsed = parseCertificateRequest(spec.request);
    if ('problem' in parsed) {
      throw admissionForbidden(request, `failed to parse CSR: ${parsed.problem}`);
    }
    if (!parsed.request.organizations.includes(MASTERS)) return;
    const why = `use of ${KUBE_APISERVER_CLIENT} signer with ${MASTERS} group is not allowed`;
    throw admissionForbidden(request, why);
  },
};
