// Verdicts on certificate requests come from those who may approve for their signer.
// Source: k8s.io/kubernetes/plugin/pkg/admission/certificates/approval (admission.go).
import type { ApiObject } from '../../../../apimachinery/objectMeta';
import { CERTIFICATE_SIGNING_REQUESTS } from '../../../../apis/resources';
import type { Authorizer } from '../../authorization/authorizer';
import { handling, type AdmissionPlugin, type AdmissionRequest } from '../admissionPlugin';
import { assertSignerPermission } from './signerPermission';

export class CertificateApproval implements AdmissionPlugin {
  readonly name = 'CertificateApproval';
  readonly handles = handling(
    { ...CERTIFICATE_SIGNING_REQUESTS, subresource: 'approval' },
    'UPDATE',
  );
  readonly #authorizer: Authorizer;

  constructor(authorizer: Authorizer) {
    this.#authorizer = authorizer;
  }

  validate(_object: ApiObject, request: AdmissionRequest): void {
    assertSignerPermission(this.#authorizer, request, 'approve');
  }
}
