import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  parseCertificateRequest,
  type CertificateRequest,
} from '../../../src/apis/certificates/certificateRequest';
import { JANES_REQUEST, KUBELET_SERVING_REQUEST } from '../../certificateRequests';

function parsed(encoded: string): CertificateRequest {
  const result = parseCertificateRequest(encoded);
  return 'request' in result ? result.request : assert.fail(result.problem);
}

function problem(encoded: string): string {
  const result = parseCertificateRequest(encoded);
  return 'problem' in result ? result.problem : assert.fail('was parsed');
}

function pem(base64: string, type = 'CERTIFICATE REQUEST'): string {
  const text = `-----BEGIN ${type}-----\n${base64}\n-----END ${type}-----\n`;
  return Buffer.from(text).toString('base64');
}

describe('a certificate request', () => {
  it('says who asks', () => {
    const { commonName, organizations, dnsNames } = parsed(JANES_REQUEST);
    assert.equal(commonName, 'jane');
    assert.deepEqual(organizations, ['dev', 'ops']);
    assert.deepEqual(dnsNames, []);
  });

  it('says by which names a server is found', () => {
    const { dnsNames, ipAddresses, emailAddresses, uris } = parsed(KUBELET_SERVING_REQUEST);
    assert.deepEqual(dnsNames, ['worker-1']);
    assert.deepEqual(ipAddresses, ['\x0a\x00\x00\x05']);
    assert.deepEqual([...emailAddresses, ...uris], []);
  });

  it('is refused where it is none', () => {
    const noPem = 'PEM block type must be CERTIFICATE REQUEST';
    assert.equal(problem(''), noPem);
    assert.equal(problem(pem('MAA=', 'CERTIFICATE')), noPem);
    assert.equal(problem(pem('')), 'asn1: syntax error: sequence truncated');
    assert.equal(problem(pem('MIIB')), 'asn1: syntax error: truncated tag or length');
    assert.equal(problem(pem('MAYCAQU=')), 'asn1: syntax error: data truncated');
    assert.equal(problem(pem('MAAA')), 'asn1: syntax error: truncated tag or length');
    assert.equal(problem(pem('AgEF')), "asn1: structure error: tags don't match (48 vs 2)");
  });

  it('is cut at any byte without harm', () => {
    const whole = Buffer.from(JANES_REQUEST, 'base64').toString();
    const der = Buffer.from(whole.replace(/-----.*-----/g, ''), 'base64');
    for (let length = 0; length < der.length; length++) {
      assert.match(problem(pem(der.subarray(0, length).toString('base64'))), /^asn1: /);
    }
  });
});
