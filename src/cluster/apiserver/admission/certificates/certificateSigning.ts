// Certificates and the signer's own conditions come from those who may sign as that signer.
// Source: k8s.io/kubernetes/plugin/pkg/admission/certificates/signing (admission.go).
import { deepEqual } from '../../../../apimachinery/deepEqual';
import type { ApiObject } from '../../../../apimachinery/objectMeta';
import type { CertificateSigningRequest } from '../../../../apis/generated/certificates/v1';
import { CERTIFICATE_SIGNING_REQUESTS } from '../../../../apis/resources';
import type { Authorizer } from '../../authorization/authorizer';
import { handling, type AdmissionPlugin, type AdmissionRequest } from '../admissionPlugin';
import { assertSignerPermission } from './signerPermission';

export class CertificateSigning implements AdmissionPlugin {
  readonly name = 'CertificateSigning';
  readonly handles = handling({ ...CERTIFICATE_SIGNING_REQUESTS, subresource: 'status' }, 'UPDATE');
  readonly #authorizer: Authorizer;

  constructor(authorizer: Authorizer) {
    this.#authorizer = authorizer;
  }

  validate(object: ApiObject, request: AdmissionRequest): void {
    // `handles` lets certificate requests through only.
    const { status } = object as CertificateSigningRequest;
    const { status: old } = request.old as CertificateSigningRequest;
    const isSame =
      status.certificate === old.certificate && deepEqual(status.conditions, old.conditions);
    if (!isSame) assertSignerPermission(this.#authorizer, request, 'sign');
  }
}
