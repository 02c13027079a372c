import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { CertificateSigningRequest } from '../../../../src/apis/generated/certificates/v1';
import { policyRule } from '../../../../src/apis/rbac/policyRule';
import { CERTIFICATE_SIGNING_REQUESTS } from '../../../../src/apis/resources';
import type { Client } from '../../../../src/cluster/client/client';
import { JANES_REQUEST, KUBELET_REQUEST, MASTERS_REQUEST } from '../../../certificateRequests';
import { PolicyLab, refusal } from '../authorization/policyLab';

const SIGNER = 'kubernetes.io/kube-apiserver-client';
const GROUP = 'certificates.k8s.io';

const TRUNCATED = Buffer.from(
  '-----BEGIN CERTIFICATE REQUEST-----\nMAYCAQU=\n-----END CERTIFICATE REQUEST-----\n',
).toString('base64');

type Spec = CertificateSigningRequest['spec'];

function request(client: Client, spec: Partial<Spec> = {}): CertificateSigningRequest {
  return client.create(
    CERTIFICATE_SIGNING_REQUESTS,
    undefined,
    {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name: 'jane' },
      spec: { request: JANES_REQUEST, signerName: SIGNER, usages: ['client auth'], ...spec },
    },
    { fieldValidation: 'Strict' },
  );
}

function setConditions(
  client: Client,
  subresource: 'approval' | 'status',
  ...types: readonly string[]
): CertificateSigningRequest {
  const conditions = types.map((type) => ({ type, status: 'True', reason: 'Test' }));
  const body = { status: { conditions } };
  const patch = { type: 'merge', body } as const;
  return client.patch(CERTIFICATE_SIGNING_REQUESTS, undefined, 'jane', patch, { subresource });
}

function labWithJane(): PolicyLab {
  const lab = new PolicyLab();
  lab.clusterRole('jane', [
    policyRule('create get', GROUP, 'certificatesigningrequests'),
    policyRule('update patch', GROUP, 'certificatesigningrequests/approval'),
  ]);
  lab.bindInCluster('jane', 'jane');
  return lab;
}

describe('A certificate signing request', () => {
  it('says who has made it, whatever the client says', () => {
    const { spec, status } = request(labWithJane().as('jane'), {
      username: 'admin',
      groups: ['system:masters'],
    });
    assert.equal(spec.username, 'jane');
    assert.deepEqual(spec.groups, ['system:authenticated']);
    assert.deepEqual(status, {});
  });

  it('is approved by those who may, for its signer', () => {
    const lab = labWithJane();
    const jane = lab.as('jane');
    request(jane);
    assert.equal(
      refusal(() => setConditions(jane, 'approval', 'Approved')),
      `certificatesigningrequests.${GROUP} "jane" is forbidden: user not permitted to approve requests with signerName "${SIGNER}"`,
    );
    lab.clusterRole('approver', [policyRule('approve', GROUP, 'signers', 'kubernetes.io/*')]);
    lab.bindInCluster('jane', 'approver');
    const { status, spec } = setConditions(jane, 'approval', 'Approved');
    assert.equal(status.conditions?.[0]?.type, 'Approved');
    assert.equal(spec.request, JANES_REQUEST);
  });

  it('has one verdict, and keeps it', () => {
    const lab = labWithJane();
    request(lab.client);
    const invalid = `CertificateSigningRequest.${GROUP} "jane" is invalid: status.conditions: `;
    assert.equal(
      refusal(() => setConditions(lab.client, 'approval', 'Approved', 'Denied')),
      `${invalid}Invalid value: "Denied": Approved and Denied conditions are mutually exclusive`,
    );
    setConditions(lab.client, 'approval', 'Denied');
    assert.equal(
      refusal(() => setConditions(lab.client, 'approval')),
      `${invalid}Forbidden: updates may not remove a condition of type "Denied"`,
    );
  });

  it('says since when it has its verdict, where the client does not', () => {
    const lab = labWithJane();
    request(lab.client);
    const approved = setConditions(lab.client, 'approval', 'Approved').status.conditions?.[0];
    assert.equal(approved?.lastUpdateTime, '2026-01-01T00:00:00Z');
    assert.equal(approved.lastTransitionTime, '2026-01-01T00:00:00Z');
    lab.simulation.runUntil(60_000);
    const again = setConditions(lab.client, 'approval', 'Approved').status.conditions?.[0];
    assert.equal(again?.lastUpdateTime, '2026-01-01T00:01:00Z');
    assert.equal(again.lastTransitionTime, '2026-01-01T00:00:00Z');
    const own = { lastUpdateTime: '2026-02-02T00:00:00Z' };
    const conditions = [{ type: 'Approved', status: 'True', reason: 'Test', ...own }];
    const patch = { type: 'merge', body: { status: { conditions } } } as const;
    const { status } = lab.client.patch(CERTIFICATE_SIGNING_REQUESTS, undefined, 'jane', patch, {
      subresource: 'approval',
    });
    assert.equal(status.conditions?.[0]?.lastUpdateTime, own.lastUpdateTime);
  });

  it('gets its certificate by the status, which leaves the verdict alone', () => {
    const { client } = labWithJane();
    request(client);
    setConditions(client, 'approval', 'Approved');
    const signed = client.patch(
      CERTIFICATE_SIGNING_REQUESTS,
      undefined,
      'jane',
      { type: 'merge', body: { status: { certificate: 'LS0t', conditions: [] } } },
      { subresource: 'status' },
    );
    assert.equal(signed.status.certificate, 'LS0t');
    assert.equal(signed.status.conditions?.length, 1);
  });

  it('is validated', () => {
    const { client } = labWithJane();
    const invalid = `CertificateSigningRequest.${GROUP} "jane" is invalid: spec.`;
    const said = [
      refusal(() => request(client, { request: 'eA==' })),
      refusal(() => request(client, { request: TRUNCATED })),
      refusal(() => request(client, { usages: [] })),
      refusal(() => request(client, { signerName: 'x' })),
      refusal(() => request(client, { expirationSeconds: 60 })),
    ];
    assert.deepEqual(said, [
      `${invalid}request: Invalid value: "eA==": PEM block type must be CERTIFICATE REQUEST`,
      `${invalid}request: Invalid value: "${TRUNCATED}": asn1: syntax error: data truncated`,
      `${invalid}usages: Required value`,
      `${invalid}signerName: Invalid value: "x": must be a fully qualified domain and path of the form 'example.com/signer-name'`,
      `${invalid}expirationSeconds: Invalid value: 60: may not specify a duration less than 600 seconds (10 minutes)`,
    ]);
  });

  it('makes nobody a member of system:masters', () => {
    const { client } = labWithJane();
    assert.equal(
      refusal(() => request(client, { request: MASTERS_REQUEST })),
      `certificatesigningrequests.${GROUP} "jane" is forbidden: use of ${SIGNER} signer with system:masters group is not allowed`,
    );
    const other = request(client, { request: MASTERS_REQUEST, signerName: 'example.com/signer' });
    assert.equal(other.spec.signerName, 'example.com/signer');
  });

  it('is signed by those who may, for its signer', () => {
    const lab = labWithJane();
    request(lab.client, { request: KUBELET_REQUEST });
    lab.clusterRole('status', [
      policyRule('get', GROUP, 'certificatesigningrequests'),
      policyRule('update patch', GROUP, 'certificatesigningrequests/status'),
    ]);
    lab.bindInCluster('jane', 'status');
    const forbidden = `certificatesigningrequests.${GROUP} "jane" is forbidden: `;
    assert.equal(
      refusal(() => setConditions(lab.as('jane'), 'status', 'Failed')),
      `${forbidden}user not permitted to sign requests with signerName "${SIGNER}"`,
    );
    const controller = lab.as('system:serviceaccount:kube-system:certificate-controller');
    const signed = controller.get(CERTIFICATE_SIGNING_REQUESTS, undefined, 'jane');
    const status = { ...signed.status, certificate: 'LS0t' };
    controller.updateStatus(CERTIFICATE_SIGNING_REQUESTS, { ...signed, status });
  });
});
