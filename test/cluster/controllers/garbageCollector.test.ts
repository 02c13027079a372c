import assert from 'node:assert/strict';
import {
  CONFIG_MAPS,
  DEPLOYMENTS,
  NAMESPACES,
  PODS,
  REPLICA_SETS,
  SERVICE_ACCOUNTS,
} from '../../../src/apis/resources';
import { isNotFound } from '../../../src/apimachinery/apiStatus';
import { ControllerLab, webDeployment } from './controllerLab';

function clusterWithPods(): ControllerLab {
  const cluster = new ControllerLab();
  cluster.create(DEPLOYMENTS, webDeployment(3));
  cluster.runForSeconds(5);
  assert.equal(cluster.list(PODS).length, 3);
  return cluster;
}

describe('Garbage collector', () => {
  it('deletes what a Deployment owned after it is gone (background)', () => {
    const cluster = clusterWithPods();
    cluster.admin.delete(DEPLOYMENTS, 'default', 'web', { propagationPolicy: 'Background' });
    assert.equal(cluster.list(DEPLOYMENTS).length, 0);
    cluster.runForSeconds(5);
    assert.equal(cluster.list(REPLICA_SETS).length, 0);
    assert.equal(cluster.list(PODS).length, 0);
  });

  it('lets a Deployment go only after its pods (foreground)', () => {
    const cluster = clusterWithPods();
    cluster.admin.delete(DEPLOYMENTS, 'default', 'web', { propagationPolicy: 'Foreground' });
    const order: string[] = [];
    const note = (what: string, count: number) => {
      if (count === 0 && !order.includes(what)) order.push(what);
    };
    cluster.simulation.runUntilTrue(() => {
      note('pods', cluster.list(PODS).length);
      note('replica sets', cluster.list(REPLICA_SETS).length);
      note('deployments', cluster.list(DEPLOYMENTS).length);
      return order.length === 3;
    }, 30_000);
    assert.deepEqual(order, ['pods', 'replica sets', 'deployments']);
  });

  it('leaves the ReplicaSet and its pods (orphan), which another Deployment then takes in', () => {
    const cluster = clusterWithPods();
    const uids = () => cluster.list(PODS).map(({ metadata }) => metadata.uid);
    const before = uids();
    cluster.admin.delete(DEPLOYMENTS, 'default', 'web', { propagationPolicy: 'Orphan' });
    cluster.runForSeconds(5);
    assert.equal(cluster.list(DEPLOYMENTS).length, 0);
    assert.equal(cluster.list(REPLICA_SETS)[0]?.metadata.ownerReferences, undefined);
    assert.deepEqual(uids(), before);
    const deployment = cluster.create(DEPLOYMENTS, webDeployment(3));
    cluster.runForSeconds(5);
    const [replicaSet] = cluster.list(REPLICA_SETS);
    assert.equal(replicaSet?.metadata.ownerReferences?.[0]?.uid, deployment.metadata.uid);
    assert.deepEqual(uids(), before);
  });

  it('deletes an object whose owner never was', () => {
    const cluster = new ControllerLab();
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid: 'no-such-uid' };
    cluster.create(CONFIG_MAPS, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'orphan', ownerReferences: [owner] },
    });
    cluster.runForSeconds(1);
    assert.throws(() => cluster.admin.get(CONFIG_MAPS, 'default', 'orphan'), isNotFound);
  });
});

describe('Namespace controller', () => {
  it('gives a namespace its defaults, and empties it before it goes', () => {
    const cluster = new ControllerLab();
    cluster.create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    cluster.runForSeconds(1);
    assert.equal(cluster.admin.get(SERVICE_ACCOUNTS, 'shop', 'default').metadata.name, 'default');
    const certificate = cluster.admin.get(CONFIG_MAPS, 'shop', 'kube-root-ca.crt');
    assert.match(certificate.data?.['ca.crt'] ?? '', /BEGIN CERTIFICATE/);
    cluster.create(DEPLOYMENTS, webDeployment(3), 'shop');
    cluster.runForSeconds(5);
    cluster.admin.delete(NAMESPACES, undefined, 'shop');
    assert.equal(cluster.admin.get(NAMESPACES, undefined, 'shop').status.phase, 'Terminating');
    cluster.runFor(5_100);
    const { conditions = [] } = cluster.admin.get(NAMESPACES, undefined, 'shop').status;
    const remaining = conditions.find(({ type }) => type === 'NamespaceContentRemaining');
    assert.deepEqual(
      [remaining?.reason, remaining?.message],
      ['SomeResourcesRemain', 'Some resources are remaining: pods. has 3 resource instances'],
    );
    cluster.runForSeconds(60);
    assert.ok(!cluster.list(NAMESPACES).some(({ metadata }) => metadata.name === 'shop'));
    assert.equal(cluster.list(PODS).length, 0);
    assert.equal(cluster.list(DEPLOYMENTS).length, 0);
  });
});
