// The control plane fails, part by part and as a whole: what runs goes on running.
import assert from 'node:assert/strict';
import { DEPLOYMENTS, NODES, PODS } from '../../../src/apis/resources';
import { ClusterLab, POD_COLUMNS } from '../clusterLab';

function hello(): ClusterLab {
  const lab = ClusterLab.boot();
  lab.applySample('hello.yaml');
  lab.untilReady('hello');
  lab.runFor(20_000);
  return lab;
}

function answers(lab: ClusterLab): boolean {
  try {
    lab.admin.list(PODS);
    return true;
  } catch {
    return false;
  }
}

function restartsOf(lab: ClusterLab, pod: string): number | undefined {
  return lab.pod(pod, 'kube-system')?.status.containerStatuses?.[0]?.restartCount;
}

function uids(lab: ClusterLab): readonly string[] {
  return lab.state.pods
    .list()
    .map(({ metadata }) => metadata.uid)
    .sort();
}

describe('a control plane that fails', () => {
  it('without kube-scheduler new pods stay Pending until it is back', () => {
    const lab = hello();
    lab.crashSystemContainer('kube-scheduler');
    lab.scale('hello', 5);
    lab.until('the pods are made', () => lab.podCensus() !== 'Running 3', 500);
    lab.runFor(20);
    assert.equal(lab.podCensus(), 'Pending 2, Running 3');
    assert.equal(lab.podNodes(), '<none> 2, worker-1 1, worker-2 1, worker-3 1');
    lab.untilReady('hello');
    assert.equal(restartsOf(lab, 'kube-scheduler-control-plane'), 1);
  });

  it('crashed again, kube-scheduler waits in back-off, and the pods with it', () => {
    const lab = hello();
    lab.crashSystemContainer('kube-scheduler');
    lab.until('it is back', () => restartsOf(lab, 'kube-scheduler-control-plane') === 1);
    lab.crashSystemContainer('kube-scheduler');
    lab.scale('hello', 5);
    lab.runFor(9_000);
    assert.equal(lab.podCensus(), 'Pending 2, Running 3');
    assert.match(lab.podCensus('kube-scheduler', 'kube-system'), /CrashLoopBackOff 1/);
    lab.untilReady('hello');
  });

  it('without kube-controller-manager a scaled Deployment has no effect until it is back', () => {
    const lab = hello();
    lab.crashSystemContainer('kube-controller-manager');
    lab.scale('hello', 5);
    lab.runFor(50);
    assert.equal(lab.pods().length, 3);
    lab.untilReady('hello');
    assert.equal(lab.podCensus(), 'Running 5');
  });

  for (const component of ['kube-apiserver', 'etcd']) {
    it(`without ${component} connections are refused, pods run on, and all recovers`, () => {
      const lab = hello();
      const before = uids(lab);
      lab.crashSystemContainer(component);
      assert.throws(
        () => {
          lab.scale('hello', 5);
        },
        {
          name: 'ApiConnectionError',
          message:
            'The connection to the server 172.18.0.2:6443 was refused - did you specify the right host or port?',
        },
      );
      lab.until('it answers', () => answers(lab), 10_000);
      lab.runFor(60_000);
      assert.deepEqual(uids(lab), before);
      assert.equal(restartsOf(lab, `${component}-control-plane`), 1);
      assert.equal(restartsOf(lab, 'kube-scheduler-control-plane'), 0);
      lab.scale('hello', 5);
      lab.untilReady('hello', 20_000);
      assert.equal(lab.podCensus(), 'Running 5');
    });
  }

  for (const minutes of [0.5, 60]) {
    it(`its node down for ${String(minutes)} minutes: workers run on, nobody is evicted, all recovers`, () => {
      const lab = hello();
      const before = uids(lab);
      lab.crash('control-plane');
      lab.runFor(minutes * 60_000);
      assert.equal(answers(lab), false);
      for (const name of ['worker-1', 'worker-2', 'worker-3']) {
        const running = [...(lab.cluster.machines.get(name)?.runtime.sandboxes() ?? [])];
        assert.ok(running.length >= 2, `${name} runs its pods`);
      }
      lab.restart('control-plane');
      lab.until('it answers', () => answers(lab), 30_000);
      lab.runFor(900_000);
      assert.deepEqual(uids(lab), before);
      assert.ok(lab.isReady());
      assert.equal(lab.readyEndpoints('hello').length, 3);
      assert.equal(lab.readyEndpoints('kube-dns', 'kube-system').length, 2);
      const restarted = lab
        .get(PODS, { namespace: 'kube-system', columns: ['NAME', 'RESTARTS', 'NODE'] })
        .split('\n')
        .filter((row) => row.includes(' 1 ('));
      assert.ok(restarted.length >= 5 && restarted.every((row) => row.endsWith(' control-plane')));
      lab.scale('hello', 4);
      lab.untilReady('hello', 20_000);
    });
  }

  it('a whole data centre without power comes back as it was', () => {
    const lab = hello();
    const before = lab.get(PODS, { namespace: 'all', columns: ['NAMESPACE', 'NAME', 'NODE'] });
    const nodes = ['control-plane', 'worker-1', 'worker-2', 'worker-3'];
    for (const node of nodes) lab.crash(node);
    lab.runFor(3_600_000);
    for (const node of nodes) lab.restart(node);
    lab.runFor(120_000);
    assert.ok(lab.isReady(), lab.get(PODS, { namespace: 'all', columns: POD_COLUMNS }));
    assert.equal(
      lab.get(PODS, { namespace: 'all', columns: ['NAMESPACE', 'NAME', 'NODE'] }),
      before,
    );
    assert.match(lab.get(NODES, { columns: ['STATUS'] }), /^STATUS\n(?:Ready\n?){4}$/);
    assert.match(lab.get(DEPLOYMENTS, { columns: ['NAME', 'READY'] }), /hello {3}3\/3/);
  });
});
