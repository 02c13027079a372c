import assert from 'node:assert/strict';
import type { UserInfo } from '../../../src/apimachinery/userInfo';
import type { CertificateSigningRequest } from '../../../src/apis/generated/certificates/v1';
import {
  CERTIFICATE_SIGNING_REQUESTS,
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
} from '../../../src/apis/resources';
import {
  kubeadmClusterRoleBindings,
  kubeadmClusterRoles,
} from '../../../src/cluster/kubeadmPolicy';
import { JANES_REQUEST, KUBELET_REQUEST, KUBELET_SERVING_REQUEST } from '../../certificateRequests';
import { ControllerLab } from './controllerLab';

type Spec = CertificateSigningRequest['spec'];

const HOUR_S = 3600;
const CHECK_S = 601;

/** As KUBELET_REQUEST has it. */
const WORKER = 'system:node:worker-1';
const JOINING: UserInfo = {
  name: 'system:bootstrap:abcdef',
  groups: ['system:bootstrappers:kubeadm:default-node-token', 'system:authenticated'],
};
const ADMIN: UserInfo = { name: 'kubernetes-admin', groups: ['system:masters'] };

function nodeUser(name: string): UserInfo {
  return { name, groups: ['system:nodes', 'system:authenticated'] };
}

/** With the roles that kubeadm gives to nodes, and to those who join. */
class CertificateLab extends ControllerLab {
  constructor() {
    super();
    for (const role of kubeadmClusterRoles()) this.create(CLUSTER_ROLES, role);
    for (const binding of kubeadmClusterRoleBindings()) this.create(CLUSTER_ROLE_BINDINGS, binding);
  }

  ask(user: UserInfo, spec: Partial<Spec> = {}, name = 'csr-1'): void {
    this.admin.as(user).create(CERTIFICATE_SIGNING_REQUESTS, undefined, {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name },
      spec: {
        request: KUBELET_REQUEST,
        signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
        usages: ['digital signature', 'client auth'],
        ...spec,
      },
    });
    this.runForSeconds(1);
  }

  /** Writes the status that approvers and signers write. */
  write(
    subresource: 'approval' | 'status',
    status: Partial<CertificateSigningRequest['status']>,
    name = 'csr-1',
  ): void {
    const patch = { type: 'merge', body: { status } } as const;
    this.admin.patch(CERTIFICATE_SIGNING_REQUESTS, undefined, name, patch, { subresource });
  }

  conditions(): CertificateSigningRequest['status']['conditions'] {
    return this.admin.get(CERTIFICATE_SIGNING_REQUESTS, undefined, 'csr-1').status.conditions;
  }

  names(): readonly string[] {
    return this.list(CERTIFICATE_SIGNING_REQUESTS).map(({ metadata }) => metadata.name);
  }
}

describe('The approver of certificates', () => {
  it('approves what a kubelet asks for itself', () => {
    const lab = new CertificateLab();
    lab.ask(nodeUser(WORKER));
    const [condition] = lab.conditions() ?? [];
    assert.ok(condition);
    const { lastUpdateTime, lastTransitionTime, ...rest } = condition;
    assert.deepEqual(rest, {
      type: 'Approved',
      status: 'True',
      reason: 'AutoApproved',
      message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
    });
    assert.match(lastUpdateTime ?? '', /^2026-01-01T00:00:0\dZ$/);
    assert.equal(lastTransitionTime, lastUpdateTime);
  });

  it('approves what a node asks for that joins', () => {
    const lab = new CertificateLab();
    lab.ask(JOINING);
    assert.equal(
      lab.conditions()?.[0]?.message,
      'Auto approving kubelet client certificate after SubjectAccessReview.',
    );
  });

  it('leaves to others whatever else is asked for', () => {
    const others: readonly Partial<Spec>[] = [
      { request: JANES_REQUEST },
      { signerName: 'kubernetes.io/kube-apiserver-client' },
      { usages: ['server auth', 'digital signature'] },
      {
        request: KUBELET_SERVING_REQUEST,
        signerName: 'kubernetes.io/kubelet-serving',
        usages: ['server auth', 'digital signature'],
      },
    ];
    for (const spec of others) {
      const lab = new CertificateLab();
      lab.ask(JOINING, spec);
      assert.equal(lab.conditions(), undefined);
    }
  });

  it('leaves it to others where the requester has no such permission, until it has', () => {
    const lab = new CertificateLab();
    lab.admin.delete(
      CLUSTER_ROLE_BINDINGS,
      undefined,
      'kubeadm:node-autoapprove-certificate-rotation',
    );
    lab.ask(nodeUser(WORKER));
    assert.equal(lab.conditions(), undefined);
    for (const binding of kubeadmClusterRoleBindings())
      if (binding.metadata.name?.endsWith('rotation') === true)
        lab.create(CLUSTER_ROLE_BINDINGS, binding);
    lab.runForSeconds(60);
    assert.equal(lab.conditions()?.[0]?.reason, 'AutoApproved');
  });

  it('takes back no verdict', () => {
    const lab = new CertificateLab();
    lab.manager.stop();
    lab.ask(nodeUser(WORKER));
    lab.write('approval', { conditions: [{ type: 'Denied', status: 'True', reason: 'No' }] });
    lab.manager.start();
    lab.runForSeconds(5);
    assert.deepEqual(
      lab.conditions()?.map(({ type }) => type),
      ['Denied'],
    );
  });
});

describe('The cleaner of certificate requests', () => {
  const decided = (type: string) => [{ type, status: 'True', reason: 'Test' }];

  it('deletes what was denied, or failed, or was issued an hour ago', () => {
    const lab = new CertificateLab();
    const mine = { signerName: 'example.com/signer' };
    for (const name of ['approved', 'denied', 'failed', 'issued']) lab.ask(ADMIN, mine, name);
    lab.write('approval', { conditions: decided('Approved') }, 'approved');
    lab.write('approval', { conditions: decided('Denied') }, 'denied');
    lab.write('status', { conditions: decided('Failed') }, 'failed');
    lab.write('approval', { conditions: decided('Approved') }, 'issued');
    lab.write('status', { certificate: 'LS0t' }, 'issued');
    lab.runForSeconds(HOUR_S - CHECK_S);
    assert.equal(lab.names().length, 4);
    lab.runForSeconds(2 * CHECK_S);
    assert.deepEqual(lab.names(), ['approved'], 'it waits for its signer');
  });

  it('deletes what nobody has decided for a day', () => {
    const lab = new CertificateLab();
    lab.ask(ADMIN, { signerName: 'example.com/signer' });
    lab.runForSeconds(24 * HOUR_S - CHECK_S);
    assert.deepEqual(lab.names(), ['csr-1']);
    lab.runForSeconds(2 * CHECK_S);
    assert.deepEqual(lab.names(), []);
  });
});
