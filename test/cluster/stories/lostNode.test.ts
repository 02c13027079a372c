// What Kubernetes does when computers fail, come back, leave and join.
import assert from 'node:assert/strict';
import { LEASES, NODES } from '../../../src/apis/resources';
import { ClusterLab } from '../clusterLab';

function guestbook(): ClusterLab {
  const lab = ClusterLab.boot();
  lab.applySample('guestbook.yaml');
  lab.until('six pods run', () => lab.podCensus() === 'Running 6');
  lab.runFor(20_000);
  return lab;
}

function nameOf({ metadata }: { readonly metadata: { readonly name: string } }): string {
  return metadata.name;
}

function isDeleting(lab: ClusterLab): boolean {
  return lab.pods().some(({ metadata }) => metadata.deletionTimestamp !== undefined);
}

describe('a worker that crashes', () => {
  it('is NotReady after 50 seconds of silence, and its pods leave the endpoints', () => {
    const lab = guestbook();
    lab.crash('worker-2');
    lab.runFor(35_000);
    assert.equal(lab.readyEndpoints('frontend').length, 3, 'nobody knows yet');
    const afterMs = 35_000 + lab.untilNode('worker-2', 'NotReady');
    // The last heartbeat is up to 10 s old; the controller looks every 5 s, for it and for its absence.
    assert.ok(afterMs > 40_000 && afterMs < 61_000, `${String(afterMs)} ms`);
    lab.runFor(1_000);
    const ready = lab.node('worker-2')?.status.conditions?.find(({ type }) => type === 'Ready');
    assert.deepEqual(
      [ready?.status, ready?.reason, ready?.message],
      ['Unknown', 'NodeStatusUnknown', 'Kubelet stopped posting node status.'],
    );
    assert.equal(lab.readyEndpoints('frontend').length, 2);
    assert.equal(lab.podCensus(), 'Running 6', 'the API still says so');
    assert.deepEqual(
      lab.node('worker-2')?.spec.taints?.map(({ key, effect }) => `${key}:${effect}`),
      ['node.kubernetes.io/unreachable:NoSchedule', 'node.kubernetes.io/unreachable:NoExecute'],
    );
    assert.deepEqual(lab.events('worker-2').slice(-1), [
      'Normal NodeNotReady Node worker-2 status is now: NodeNotReady',
    ]);
  });

  it('loses its pods 300 seconds after that: they are replaced on the other nodes', () => {
    const lab = guestbook();
    const lost = lab.pods().filter(({ spec }) => spec.nodeName === 'worker-2');
    assert.ok(lost.length > 0);
    lab.crash('worker-2');
    lab.untilNode('worker-2', 'NotReady');
    const evictedMs = lab.until('eviction', () => isDeleting(lab), 400_000);
    assert.ok(evictedMs >= 299_000 && evictedMs < 306_000, `${String(evictedMs)} ms`);
    const replaced = `Running 6, Terminating ${String(lost.length)}`;
    lab.until('replaced', () => lab.podCensus() === replaced);
    lab.runFor(1_000);
    assert.equal(lab.readyEndpoints('frontend').length, 3);
    assert.equal(lab.readyEndpoints('redis-master').length, 1);
    const alive = lab.pods().filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    assert.ok(alive.every(({ spec }) => spec.nodeName !== 'worker-2'));
    const [first] = lost;
    const events = lab
      .events(first?.metadata.name ?? '')
      .filter((text) => !/Pull|Cre|Sta|Sch/.test(text));
    assert.deepEqual(events, [
      'Warning NodeNotReady Node is not ready',
      `Normal TaintManagerEviction Marking for deletion Pod default/${first?.metadata.name ?? ''}`,
    ]);
  });

  it('and comes back in time keeps its pods, with their containers restarted', () => {
    const lab = guestbook();
    const names = lab.pods().map(({ metadata }) => metadata.name);
    lab.crash('worker-2');
    lab.untilNode('worker-2', 'NotReady');
    lab.runFor(60_000);
    lab.restart('worker-2');
    lab.untilNode('worker-2', 'Ready', 10_000);
    lab.runFor(60_000);
    assert.deepEqual(lab.node('worker-2')?.spec.taints ?? [], []);
    lab.runFor(400_000);
    assert.deepEqual(
      lab.pods().map(({ metadata }) => metadata.name),
      names,
    );
    for (const { spec, status } of lab.pods()) {
      const expected = spec.nodeName === 'worker-2' ? 1 : 0;
      assert.deepEqual(
        status.containerStatuses?.map(({ restartCount }) => restartCount),
        [expected],
      );
    }
    assert.equal(lab.readyEndpoints('frontend').length, 3);
  });

  it('and comes back late is Ready again, and what it lost is cleaned up', () => {
    const lab = guestbook();
    const lost = lab.pods().filter(({ spec }) => spec.nodeName === 'worker-2');
    lab.crash('worker-2');
    lab.runFor(420_000);
    assert.equal(lab.podCensus(), `Running 6, Terminating ${String(lost.length)}`);
    lab.restart('worker-2');
    lab.untilNode('worker-2', 'Ready', 10_000);
    lab.until('cleaned up', () => lab.podCensus() === 'Running 6');
    assert.equal(lab.podCensus('kube-proxy', 'kube-system'), 'Running 4');
    assert.ok(
      lab.events('worker-2').some((text) => text.startsWith('Warning Rebooted Node worker-2 ')),
    );
    assert.equal(lab.podNodes('', 'default').includes('worker-2'), false);
    lab.scale('frontend', 9);
    lab.untilReady('frontend');
    assert.ok(lab.podNodes('frontend').includes('worker-2'), 'it takes new pods');
  });

  it('takes a bare pod with it for good', () => {
    const lab = ClusterLab.boot();
    lab.applySample('one-pod.yaml');
    lab.until('it runs', () => lab.podCensus() === 'Running 1');
    const node = lab.pod('alone')?.spec.nodeName ?? '';
    lab.crash(node);
    lab.runFor(420_000);
    assert.equal(lab.podCensus(), 'Terminating 1');
    lab.restart(node);
    lab.until('it is gone', () => lab.pods().length === 0);
    lab.runFor(600_000);
    assert.equal(lab.pods().length, 0);
  });

  it('with all other workers: evictions stop, all but those of the first to be missed', () => {
    const lab = guestbook();
    const before = lab.pods();
    const workers = ['worker-1', 'worker-2', 'worker-3'];
    for (const node of workers) lab.crash(node);
    lab.runFor(900_000);
    // A zone of which more than 55% is gone is partly disrupted: small clusters evict no more then.
    const tainted = workers.filter((name) =>
      lab.node(name)?.spec.taints?.some(({ effect }) => effect === 'NoExecute'),
    );
    // Those that were missed before it came to that: which ones, their heartbeats decide.
    assert.ok(tainted.length < workers.length);
    for (const node of workers) lab.restart(node);
    lab.runFor(120_000);
    assert.ok(lab.isReady());
    assert.equal(lab.podCensus(), 'Running 6');
    assert.equal(lab.readyEndpoints('frontend').length, 3);
    const kept = before.filter(
      ({ metadata }) => lab.pod(metadata.name)?.metadata.uid === metadata.uid,
    );
    assert.deepEqual(
      kept.map(nameOf),
      before.filter(({ spec }) => !tainted.includes(spec.nodeName ?? '')).map(nameOf),
    );
  });
});

describe('workers that leave and join', () => {
  it('a removed worker is gone at once; its pods are replaced within a minute', () => {
    const lab = guestbook();
    lab.input({ type: 'removeWorker', node: 'worker-2' });
    assert.equal(lab.node('worker-2'), undefined);
    assert.equal(
      lab.get(NODES, { columns: ['NAME', 'STATUS'] }),
      'NAME            STATUS\ncontrol-plane   Ready\nworker-1        Ready\nworker-3        Ready',
    );
    const elsewhere = (): boolean => lab.pods().every(({ spec }) => spec.nodeName !== 'worker-2');
    const tookMs = lab.until('collected', elsewhere, 90_000);
    // Pod GC looks every 20 s and waits 40 s until it believes it.
    assert.ok(tookMs >= 40_000 && tookMs <= 81_000, `${String(tookMs)} ms`);
    lab.until('replaced', () => lab.podCensus() === 'Running 6');
    assert.equal(lab.podCensus('kube-proxy', 'kube-system'), 'Running 3');
    lab.runFor(60_000);
    const leases = lab.list(LEASES, 'kube-node-lease').map(({ metadata }) => metadata.name);
    assert.deepEqual(leases, ['control-plane', 'worker-1', 'worker-3']);
  });

  it('an added worker becomes Ready, runs kube-proxy and gets new pods', () => {
    const lab = guestbook();
    lab.input({ type: 'addWorker', node: 'worker-4' });
    lab.untilNode('worker-4', 'Ready', 20_000);
    lab.until('kube-proxy', () => lab.podCensus('kube-proxy', 'kube-system') === 'Running 4');
    assert.equal(lab.podNodes().includes('worker-4'), false, 'running pods stay where they are');
    lab.scale('frontend', 7);
    lab.untilReady('frontend');
    assert.ok(lab.podNodes('frontend').includes('worker-4'));
  });

  it('a name can be used again after its worker was removed', () => {
    const lab = guestbook();
    lab.input({ type: 'removeWorker', node: 'worker-2' });
    lab.input({ type: 'addWorker', node: 'worker-2' });
    lab.untilNode('worker-2', 'Ready', 20_000);
    lab.runFor(120_000);
    assert.equal(lab.podCensus(), 'Running 6');
    assert.equal(lab.podCensus('kube-proxy', 'kube-system'), 'Running 4');
    assert.equal(lab.readyEndpoints('frontend').length, 3);
  });

  it('inputs that make no sense are refused in words', () => {
    const lab = guestbook();
    assert.throws(() => {
      lab.crash('worker-9');
    }, /There is no node named "worker-9"/);
    assert.throws(() => {
      lab.input({ type: 'addWorker', node: 'worker-1' });
    }, /There is already a node named "worker-1"/);
    assert.throws(() => {
      lab.input({ type: 'crashContainer', namespace: 'default', pod: 'nobody' });
    }, /pods "nobody" not found/);
  });
});
