// What a kubelet is refused, although the node authorizer lets it ask.
import assert from 'node:assert/strict';
import type { Draft } from '../../../../src/apimachinery/objectMeta';
import type { Node, Pod } from '../../../../src/apis/generated/core/v1';
import {
  CERTIFICATE_SIGNING_REQUESTS,
  LEASES,
  NODES,
  PODS,
  SERVICE_ACCOUNTS,
} from '../../../../src/apis/resources';
import type { Client } from '../../../../src/cluster/client/client';
import { JANES_REQUEST, KUBELET_REQUEST } from '../../../certificateRequests';
import { PLAIN_SIGNER } from '../authentication/plainSigner';
import { PolicyLab, refusal } from '../authorization/policyLab';
import { bind, podDraft } from '../serverLab';

const MIRROR = 'kubernetes.io/config.mirror';

function nodeDraft(name: string, labels: Readonly<Record<string, string>> = {}): Draft<Node> {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {} };
}

/** With the nodes worker-1 and worker-2, and on each a pod: pod-1 and pod-2. */
function labWithNodes(): PolicyLab {
  const lab = new PolicyLab({ tokens: { signer: PLAIN_SIGNER } });
  for (const number of ['1', '2']) {
    lab.client.create(NODES, undefined, nodeDraft(`worker-${number}`));
    lab.client.create(PODS, 'default', podDraft({ name: `pod-${number}` }));
    bind(lab.client, `pod-${number}`, `worker-${number}`);
  }
  return lab;
}

function kubelet(lab: PolicyLab, node = 'worker-1'): Client {
  return lab.as(`system:node:${node}`);
}

function refusedWith(prefix: string, action: () => unknown): string {
  const message = refusal(action);
  assert.ok(message.startsWith(prefix), message);
  return message.slice(prefix.length);
}

describe('NodeRestriction', () => {
  it('lets a kubelet write its own node, and no other', () => {
    const lab = labWithNodes();
    const client = kubelet(lab);
    const status = { type: 'merge', body: { status: { nodeInfo: { osImage: 'x' } } } } as const;
    client.patch(NODES, undefined, 'worker-1', status, { subresource: 'status' });
    kubelet(lab, 'worker-3').create(NODES, undefined, nodeDraft('worker-3'));
    for (const write of [
      () => client.patch(NODES, undefined, 'worker-2', status, { subresource: 'status' }),
      () => client.create(NODES, undefined, nodeDraft('worker-2')),
    ]) {
      assert.equal(
        refusal(write),
        'nodes "worker-2" is forbidden: node "worker-1" is not allowed to modify node "worker-2"',
      );
    }
  });

  it('keeps labels, taints and owners out of its hands', () => {
    const client = kubelet(labWithNodes());
    const patch = (body: unknown): unknown =>
      client.patch(NODES, undefined, 'worker-1', { type: 'merge', body });
    const why = (body: unknown): string =>
      refusedWith('nodes "worker-1" is forbidden: ', () => patch(body));
    const labels = (...keys: readonly string[]): unknown => ({
      metadata: { labels: Object.fromEntries(keys.map((key) => [key, 'x'])) },
    });
    patch(labels('my/label', 'kubernetes.io/hostname', 'my.node.kubernetes.io/disk'));
    assert.equal(
      why(
        labels('x.node-restriction.kubernetes.io/a', 'node-role.kubernetes.io/worker', 'k8s.io/b'),
      ),
      'is not allowed to modify labels: k8s.io/b, node-role.kubernetes.io/worker, x.node-restriction.kubernetes.io/a',
    );
    assert.equal(
      why({ spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } }),
      'node "worker-1" is not allowed to modify taints',
    );
    const owner = { apiVersion: 'v1', kind: 'Node', name: 'worker-2', uid: 'x' };
    assert.equal(
      why({ metadata: { ownerReferences: [owner] } }),
      'node "worker-1" is not allowed to modify ownerReferences',
    );
  });

  it('looks at the labels that a node comes with', () => {
    const client = kubelet(labWithNodes(), 'worker-3');
    const draft = nodeDraft('worker-3', { 'node-role.kubernetes.io/control-plane': '' });
    assert.equal(
      refusal(() => client.create(NODES, undefined, draft)),
      'nodes "worker-3" is forbidden: node "worker-3" is not allowed to set the following labels: node-role.kubernetes.io/control-plane',
    );
  });

  it('lets it write the status of its pods, and delete and evict them', () => {
    const client = kubelet(labWithNodes());
    const patch = { type: 'merge', body: { status: { phase: 'Running' } } } as const;
    const status = { subresource: 'status' };
    client.patch(PODS, 'default', 'pod-1', patch, status);
    const prefix = 'pods "pod-2" is forbidden: ';
    assert.deepEqual(
      [
        refusedWith(prefix, () => client.patch(PODS, 'default', 'pod-2', patch, status)),
        refusedWith(prefix, () => {
          client.delete(PODS, 'default', 'pod-2');
        }),
        refusedWith(prefix, () => {
          client.createSubresource(PODS, 'default', 'pod-2', 'eviction', {});
        }),
      ],
      [
        'node "worker-1" can only update pod status for pods with spec.nodeName set to itself',
        'node "worker-1" can only delete pods with spec.nodeName set to itself',
        'node worker-1 can only evict pods with spec.nodeName set to itself',
      ],
    );
    const labelled = { type: 'merge', body: { metadata: { labels: { a: 'b' } } } } as const;
    assert.equal(
      refusal(() => client.patch(PODS, 'default', 'pod-1', labelled, status)),
      'pods "pod-1" is forbidden: node "worker-1" cannot update labels through pod status',
    );
    client.delete(PODS, 'default', 'pod-1', { gracePeriodSeconds: 0 });
    assert.equal(
      refusal(() => {
        client.delete(PODS, 'default', 'pod-1');
      }),
      'pods "pod-1" not found',
    );
  });

  it('lets it create mirrors of its static pods, and nothing else', () => {
    const lab = labWithNodes();
    const client = kubelet(lab);
    const { uid } = lab.client.get(NODES, undefined, 'worker-1').metadata;
    const owner = { apiVersion: 'v1', kind: 'Node', name: 'worker-1', uid, controller: true };
    const create = (spec: Partial<Pod['spec']>, metadata: Partial<Pod['metadata']> = {}): Pod =>
      client.create(
        PODS,
        'default',
        podDraft(
          { name: 'mirror', annotations: { [MIRROR]: 'x' }, ownerReferences: [owner], ...metadata },
          { nodeName: 'worker-1', ...spec },
        ),
      );
    const why = (spec: Partial<Pod['spec']>, metadata: Partial<Pod['metadata']> = {}): string =>
      refusedWith('pods "mirror" is forbidden: ', () => create(spec, metadata));
    const only = 'node "worker-1" can only create pods with';
    assert.deepEqual(
      [
        why({ nodeName: 'worker-2' }),
        why({}, { ownerReferences: [] }),
        why({}, { ownerReferences: [{ ...owner, controller: false }] }),
        why({}, { ownerReferences: [{ ...owner, blockOwnerDeletion: true }] }),
        why({}, { ownerReferences: [{ ...owner, uid: 'x' }] }),
        why({ volumes: [{ name: 'a', secret: { secretName: 's' } }] }),
        why({ volumes: [{ name: 'a', configMap: { name: 'c' } }] }),
        why({ volumes: [{ name: 'a', persistentVolumeClaim: { claimName: 'c' } }] }),
      ],
      [
        `${only} spec.nodeName set to itself`,
        `${only} an owner reference set to itself`,
        `${only} a controller owner reference set to itself`,
        'node "worker-1" must not set blockOwnerDeletion on an owner reference',
        `node worker-1 UID mismatch: expected x got ${uid}`,
        'node "worker-1" can not create pods that reference secrets',
        'node "worker-1" can not create pods that reference configmaps',
        'node "worker-1" can not create pods that reference persistentvolumeclaims',
      ],
    );
    assert.equal(
      why({ serviceAccountName: 'default' }, { annotations: {} }),
      `pod does not have "${MIRROR}" annotation, node "worker-1" can only create mirror pods`,
    );
    assert.equal(create({}).spec.nodeName, 'worker-1');
  });

  it('gives it tokens for its pods, and for the audiences that they name', () => {
    const lab = labWithNodes();
    const client = kubelet(lab);
    const token = (pod: string, spec: object = {}, reference: object = {}): void => {
      const { uid } = lab.client.get(PODS, 'default', pod).metadata;
      const boundObjectRef = { apiVersion: 'v1', kind: 'Pod', name: pod, uid, ...reference };
      client.createSubresource(SERVICE_ACCOUNTS, 'default', 'default', 'token', {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { audiences: [], boundObjectRef, ...spec },
      });
    };
    token('pod-1');
    const prefix = 'serviceaccounts "default" is forbidden: ';
    const why = (...args: Parameters<typeof token>): string =>
      refusedWith(prefix, () => {
        token(...args);
      });
    assert.deepEqual(
      [
        why('pod-1', { boundObjectRef: undefined }),
        why('pod-1', {}, { uid: '' }),
        why('pod-1', { audiences: ['a', 'b'] }),
        why('pod-1', { audiences: ['vault'] }),
      ],
      [
        'node requested token not bound to a pod',
        'node requested token with a pod binding without a uid',
        'node may only request 0 or 1 audiences',
        'audience "vault" not found in pod spec volume, system:node:worker-1 is not authorized to request tokens for this audience',
      ],
    );
    const sources = [{ serviceAccountToken: { path: 'token', audience: 'vault' } }];
    const volumes = [{ name: 'vault', projected: { sources } }];
    lab.client.create(PODS, 'default', podDraft({ name: 'pod-3' }, { volumes }));
    bind(lab.client, 'pod-3', 'worker-1');
    token('pod-3', { audiences: ['vault'] });
  });

  it('lets it hold its own lease, and ask for its own certificate', () => {
    const client = kubelet(labWithNodes());
    const lease = (name: string): Parameters<typeof client.create>[2] => ({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name },
    });
    client.create(LEASES, 'kube-node-lease', lease('worker-1'));
    assert.equal(
      refusal(() => client.create(LEASES, 'kube-node-lease', lease('worker-2'))),
      'leases.coordination.k8s.io "worker-2" is forbidden: can only access node lease with the same name as the requesting node',
    );
    const ask = (name: string, request: string): unknown =>
      client.create(CERTIFICATE_SIGNING_REQUESTS, undefined, {
        apiVersion: 'certificates.k8s.io/v1',
        kind: 'CertificateSigningRequest',
        metadata: { name },
        spec: {
          request,
          signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
          usages: ['client auth', 'digital signature'],
        },
      });
    ask('own', KUBELET_REQUEST);
    assert.equal(
      refusal(() => ask('other', JANES_REQUEST)),
      'certificatesigningrequests.certificates.k8s.io "other" is forbidden: can only create a node CSR with CN=system:node:worker-1',
    );
  });
});
