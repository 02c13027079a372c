// From the request for a certificate to a connection under its name.
import assert from 'node:assert/strict';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import https from 'node:https';
import type { CertificateSigningRequest } from '../../src/apis/generated/certificates/v1';
import { CERTIFICATE_SIGNING_REQUESTS } from '../../src/apis/resources';
import type { Cluster } from '../../src/cluster/cluster';
import type { ClusterServer } from '../../src/server/clusterServer';
import { JANES_REQUEST } from '../certificateRequests';
import { replayed, suiteServer } from './suiteServer';

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

describe('an approved certificate request', function () {
  this.timeout(30_000);
  let cluster: Cluster;
  let server: ClusterServer;
  suiteServer((...started) => {
    [cluster, server] = started;
  });

  function ask(
    name: string,
    request: string,
    spec: Partial<CertificateSigningRequest['spec']> = {},
  ): void {
    const signerName = 'kubernetes.io/kube-apiserver-client';
    cluster.userClient().create(CERTIFICATE_SIGNING_REQUESTS, undefined, {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name },
      spec: { request, signerName, usages: ['client auth'], ...spec },
    });
  }

  function approve(name: string): void {
    const body = { status: { conditions: [{ type: 'Approved', status: 'True', reason: 'Test' }] } };
    const patch = { type: 'merge', body } as const;
    const subresource = 'approval';
    const client = cluster.userClient();
    client.patch(CERTIFICATE_SIGNING_REQUESTS, undefined, name, patch, { subresource });
  }

  function current(name: string): CertificateSigningRequest {
    return cluster.userClient().get(CERTIFICATE_SIGNING_REQUESTS, undefined, name);
  }

  /** The request as its signer leaves it. */
  async function answered(name: string): Promise<CertificateSigningRequest['status']> {
    for (;;) {
      const { status } = current(name);
      if (status.certificate !== undefined || (status.conditions?.length ?? 0) > 1) return status;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async function keyAndRequest(subject: string): Promise<{ key: string; request: string }> {
    x509.cryptoProvider.set(webcrypto);
    const keys = await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']);
    const request = await x509.Pkcs10CertificateRequestGenerator.create({
      name: subject,
      keys,
      signingAlgorithm: EC,
    });
    const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
    return {
      key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
      request: Buffer.from(request.toString('pem')).toString('base64'),
    };
  }

  async function whoAmI(cert: string, key: string): Promise<unknown> {
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const url = `${server.url}/apis/authentication.k8s.io/v1/selfsubjectreviews`;
    const headers = { 'content-type': 'application/json' };
    const request = https.request(url, { method: 'POST', ca: server.pki.ca, cert, key, headers });
    request.end(JSON.stringify(body));
    const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream];
    let text = '';
    for await (const chunk of response) text += String(chunk);
    const { status } = JSON.parse(text) as { status: { userInfo: unknown } };
    return status.userInfo;
  }

  it('becomes a certificate that its holder is known by', async () => {
    const { key, request } = await keyAndRequest('CN=jane,O=dev,O=ops');
    ask('jane', request, { expirationSeconds: 3600 });
    approve('jane');
    const { certificate = '' } = await answered('jane');
    const pem = Buffer.from(certificate, 'base64').toString();
    const { subject, validTo, validFrom } = new X509Certificate(pem);
    assert.equal(subject, 'CN=jane\nO=dev\nO=ops');
    assert.equal(Date.parse(validTo) - Date.parse(validFrom), 65 * 60_000);
    const user = (await whoAmI(pem, key)) as { username: string; groups: readonly string[] };
    assert.equal(user.username, 'jane');
    assert.deepEqual(user.groups, ['dev', 'ops', 'system:authenticated']);
  });

  it('fails where its signer does not sign such a thing, and says why', async () => {
    ask('server', JANES_REQUEST, { usages: ['server auth'] });
    approve('server');
    const { conditions = [], certificate } = await answered('server');
    assert.equal(certificate, undefined);
    assert.deepEqual(
      conditions.map(({ type, reason, message }) => [type, reason, message]),
      [
        ['Approved', 'Test', undefined],
        ['Failed', 'SignerValidationFailure', 'invalid usage for client certificate: server auth'],
      ],
    );
  });

  it('waits for ever where its own signature is wrong, or its signer is another one', async () => {
    const wrong = Buffer.from(JANES_REQUEST, 'base64')
      .toString()
      .replace('AoGCCqGSM4', 'AoGCCqGSM5');
    ask('wrong', Buffer.from(wrong).toString('base64'));
    ask('other', JANES_REQUEST, { signerName: 'example.com/signer' });
    ask('good', JANES_REQUEST);
    for (const name of ['wrong', 'other', 'good']) approve(name);
    await answered('good');
    assert.equal(current('wrong').status.certificate, undefined);
    assert.equal(current('other').status.certificate, undefined);
  });

  it('is the same after a replay, which has no keys', () => {
    const again = replayed(cluster);
    const client = again.userClient();
    const { status } = client.get(CERTIFICATE_SIGNING_REQUESTS, undefined, 'jane');
    assert.deepEqual(status, current('jane').status);
    assert.equal(again.simulation.trace.hash, cluster.simulation.trace.hash);
  });
});
