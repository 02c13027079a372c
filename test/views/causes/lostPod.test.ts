import assert from 'node:assert/strict';
import { DEPLOYMENTS, NAMESPACES, PODS } from '../../../src/apis/resources';
import type { Pod } from '../../../src/apis/generated/core/v1';
import { lostPod, type LostPod } from '../../../src/views/causes/lostPod';
import { rootOf } from '../../../src/views/causes/causeChain';
import { ClusterLab } from '../../cluster/clusterLab';
import { workload } from './workloads';

const MINUTE = 60_000;

function labWith(replicas: number): ClusterLab {
  const lab = ClusterLab.boot();
  lab.apply(workload('Deployment', 'web', replicas));
  lab.untilReady('web');
  return lab;
}

/** The pod of those that is gone, or on its way. */
function theLost(lab: ClusterLab, before: readonly Pod[]): string {
  const lost = before.find(
    ({ metadata }) =>
      lab.pod(metadata.name)?.metadata.deletionTimestamp !== undefined ||
      lab.pod(metadata.name) === undefined,
  );
  return lost?.metadata.name ?? assert.fail('no pod is lost');
}

function why(lab: ClusterLab, name: string, namespace = 'default'): LostPod {
  return lostPod(lab.cluster.history, namespace, name) ?? assert.fail('nobody deleted it');
}

/** Without what is generated. */
function said({ reason, headline }: LostPod): string {
  return `${reason}: ${headline}`
    .replace(/web-[a-z0-9]{9,10}(-[a-z0-9]{5})?/g, 'web-*')
    .replace(/worker-\d/g, 'NODE');
}

describe('lostPod', () => {
  it('tells a pod that nobody has deleted from the others', () => {
    const lab = labWith(1);
    assert.equal(
      lostPod(lab.cluster.history, 'default', lab.pods('web')[0]?.metadata.name ?? ''),
      undefined,
    );
    assert.equal(lostPod(lab.cluster.history, 'default', 'never-there'), undefined);
  });

  it('says that it was scaled down, and who did it, also long after it is gone', () => {
    const lab = labWith(3);
    const before = lab.pods('web-');
    lab.scale('web', 2);
    lab.runFor(MINUTE);
    const name = theLost(lab, before);
    lab.runFor(30 * MINUTE);
    assert.equal(lab.pod(name), undefined);
    const lost = why(lab, name);
    assert.equal(
      said(lost),
      'scaledDown: It was scaled down: ReplicaSet web-* wanted 2 pods, and its controller chose Pod default/web-* to go.',
    );
    assert.equal(
      rootOf(lost.steps)?.text,
      'kubernetes-admin asked the API server: patch deployments.apps default/web',
    );
  });

  it('says that a new version took its place', () => {
    const lab = labWith(1);
    const before = lab.pods('web-');
    lab.apply(workload('Deployment', 'web', 1).replace('nginx:1.27', 'nginx:1.28'));
    lab.runFor(MINUTE);
    assert.equal(
      said(why(lab, theLost(lab, before))),
      'rollout: A new version is rolled out: ReplicaSet web-* wanted 0 pods, and its controller chose Pod default/web-* to go.',
    );
  });

  it('says that its owner was deleted, and by whom', () => {
    const lab = labWith(1);
    const before = lab.pods('web-');
    lab.admin.delete(DEPLOYMENTS, 'default', 'web');
    lab.runFor(MINUTE);
    assert.equal(
      said(why(lab, theLost(lab, before))),
      'ownerDeleted: Its owner ReplicaSet web-* was deleted, and the garbage collector removed Pod default/web-*, which has no owner left. It began when kubernetes-admin asked the API server: delete deployments.apps default/web.',
    );
  });

  it('says that it was evicted after 300 s from a node that crashed', () => {
    const lab = labWith(1);
    const [pod] = lab.pods('web-');
    lab.crash(pod?.spec.nodeName ?? '');
    lab.runFor(7 * MINUTE);
    assert.equal(
      said(why(lab, pod?.metadata.name ?? '')),
      "taint: Pod default/web-* was evicted from NODE: it tolerates the node's taint node.kubernetes.io/unreachable:NoExecute for 300 s, and they were over. It began when NODE was switched off.",
    );
  });

  it('says that its node was taken away', () => {
    const lab = labWith(1);
    const [pod] = lab.pods('web-');
    lab.input({ type: 'removeWorker', node: pod?.spec.nodeName ?? '' });
    lab.runFor(3 * MINUTE);
    assert.equal(
      said(why(lab, pod?.metadata.name ?? '')),
      'nodeGone: Pod default/web-* was on a node that is gone: the pod garbage collector removed it.',
    );
  });

  it('says that somebody drained the node, or deleted the pod by name', () => {
    const lab = labWith(2);
    const [evicted, deleted] = lab.pods('web-').map(({ metadata }) => metadata.name);
    assert.ok(evicted !== undefined && deleted !== undefined);
    const metadata = { name: evicted, namespace: 'default' };
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata };
    lab.admin.createSubresource(PODS, 'default', evicted, 'eviction', eviction);
    lab.admin.delete(PODS, 'default', deleted);
    lab.runFor(MINUTE);
    assert.equal(
      said(why(lab, evicted)),
      'evictionApi: kubernetes-admin asked for the eviction of Pod default/web-*, as kubectl drain does: the API server allowed it, as no PodDisruptionBudget was against it.',
    );
    assert.equal(said(why(lab, deleted)), 'user: kubernetes-admin deleted Pod default/web-*.');
  });

  it('says that its namespace was deleted', () => {
    const lab = ClusterLab.boot();
    lab.apply('apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n');
    lab.runFor(1_000);
    lab.apply(workload('Pod', 'web').replace('name: web,', 'name: web, namespace: shop,'));
    lab.runFor(20_000);
    lab.admin.delete(NAMESPACES, undefined, 'shop');
    lab.runFor(MINUTE);
    assert.equal(
      said(why(lab, 'web', 'shop')),
      'namespaceDeleted: Namespace shop was deleted, and everything in it with it.',
    );
  });
});
