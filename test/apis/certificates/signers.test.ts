import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseCertificateRequest } from '../../../src/apis/certificates/certificateRequest';
import { isKubernetesSigner, signerComplaint } from '../../../src/apis/certificates/signers';
import { JANES_REQUEST, KUBELET_REQUEST, KUBELET_SERVING_REQUEST } from '../../certificateRequests';

/** `usages`: separated by commas. */
function complaint(signer: string, encoded: string, usages: string): string | undefined {
  const parsed = parseCertificateRequest(encoded);
  if ('problem' in parsed) return assert.fail(parsed.problem);
  return signerComplaint(`kubernetes.io/${signer}`, parsed.request, usages.split(', '));
}

describe("Kubernetes' signers", () => {
  it('are four', () => {
    assert.ok(isKubernetesSigner('kubernetes.io/legacy-unknown'));
    assert.ok(!isKubernetesSigner('example.com/signer'));
  });

  it('sign for clients of the API server what is for clients', () => {
    const said = (usages: string): string | undefined =>
      complaint('kube-apiserver-client', JANES_REQUEST, usages);
    assert.equal(said('client auth, digital signature, key encipherment'), undefined);
    assert.equal(
      said('client auth, server auth'),
      'invalid usage for client certificate: server auth',
    );
    assert.equal(
      said('digital signature'),
      'missing required usage for client certificate: client auth',
    );
  });

  it('sign for kubelets as clients', () => {
    const said = (encoded: string, usages: string): string | undefined =>
      complaint('kube-apiserver-client-kubelet', encoded, usages);
    assert.equal(said(KUBELET_REQUEST, 'client auth, digital signature'), undefined);
    assert.equal(
      said(JANES_REQUEST, 'client auth, digital signature'),
      'subject organization is not system:nodes',
    );
    assert.equal(
      said(KUBELET_SERVING_REQUEST, 'client auth, digital signature'),
      'DNS subjectAltNames are not allowed',
    );
    assert.equal(
      said(KUBELET_REQUEST, 'client auth'),
      'usages did not match [client auth digital signature key encipherment]',
    );
  });

  it('sign for kubelets as servers', () => {
    const said = (encoded: string, usages: string): string | undefined =>
      complaint('kubelet-serving', encoded, usages);
    const usages = 'digital signature, key encipherment, server auth';
    assert.equal(said(KUBELET_SERVING_REQUEST, usages), undefined);
    assert.equal(said(KUBELET_REQUEST, usages), 'DNS or IP subjectAltName is required');
    assert.equal(
      said(KUBELET_SERVING_REQUEST, 'client auth'),
      'usages did not match [digital signature key encipherment server auth]',
    );
  });
});
