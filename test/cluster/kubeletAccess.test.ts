// What users hear, and what goes on, while the API server does not reach a node's kubelet.
import assert from 'node:assert/strict';
import { ApiStatusError } from '../../src/apimachinery/apiStatus';
import type {
  OpenStream,
  PodLogOptions,
  SessionTarget,
} from '../../src/cluster/client/clusterStreams';
import { replay } from '../../src/simulation/replay';
import { Cluster } from '../../src/cluster/cluster';
import { SCHEMA } from '../kubernetesSchema';
import { ClusterLab } from './clusterLab';
import { fault, lift } from './faults/faultLab';

const LOG: PodLogOptions = { previous: false, follow: false, timestamps: false };
const DATE: SessionTarget = {
  namespace: 'default',
  pod: 'box',
  command: ['date', '-d', 'a b'],
  tty: false,
  stdin: true,
};
const SILENT = { output: () => undefined, ended: () => undefined };

const BOX = `
apiVersion: v1
kind: Pod
metadata: { name: box }
spec:
  nodeName: worker-1
  containers:
    - name: box
      image: busybox:1.37
      command: [sh, -c, 'while true; do echo tick; sleep 1; done']
`;

function boxLab(): ClusterLab {
  const lab = ClusterLab.boot();
  lab.apply(BOX);
  lab.until('the pod runs', () => lab.isReady());
  lab.runFor(30_000);
  return lab;
}

function refusalOf(action: () => unknown): ApiStatusError {
  try {
    action();
  } catch (error) {
    if (error instanceof ApiStatusError) return error;
    throw error;
  }
  return assert.fail('it was not refused');
}

describe('a kubelet that the API server does not reach', () => {
  const CASES = [
    ['node-partition', 'i/o timeout'],
    ['control-plane-partition', 'i/o timeout'],
    ['kubelet-stop', 'connect: connection refused'],
    ['node-crash', 'connect: no route to host'],
  ] as const;

  for (const [id, why] of CASES) {
    it(`is missed by logs, exec, port-forward, proxy and top: ${id}`, () => {
      const lab = boxLab();
      const { streams } = lab.cluster;
      assert.match(streams.log('default', 'box', LOG).read(), /^tick\n/);
      fault(lab, id, id === 'control-plane-partition' ? {} : { node: 'worker-1' });
      const host = `${lab.cluster.machines.get('worker-1')?.address ?? ''}:10250`;
      const dial = `dial tcp ${host}: ${why}`;

      const log = refusalOf(() =>
        streams.log('default', 'box', { ...LOG, follow: true, tailLines: 5 }),
      );
      const url = `https://${host}/containerLogs/default/box/box?follow=true&tailLines=5`;
      assert.equal(log.message, `Get "${url}": ${dial}`);
      assert.equal(log.toStatus().reason, undefined, 'kubectl says "Error from server: Get ..."');

      streams.check(DATE, 'apiserver');
      const check = refusalOf(() => {
        streams.check(DATE, 'kubelet');
      });
      assert.equal(check.message, `error dialing backend: ${dial}`);
      const open = refusalOf(() => streams.open(DATE, SILENT));
      const query = 'command=date&command=-d&command=a+b&error=1&input=1&output=1';
      assert.equal(
        open.message,
        `Internal error occurred: error sending request: Post "https://${host}/exec/default/box/box?${query}": ${dial}`,
      );
      assert.match(
        refusalOf(() => streams.open({ ...DATE, command: [], tty: true }, SILENT)).message,
        /Post ".*\/attach\/default\/box\/box\?input=1&output=1&tty=1"/,
      );

      const forward = refusalOf(() => {
        streams.checkForward('default', 'box');
      });
      assert.equal(forward.message, `error dialing backend: ${dial}`);
      const healthz = { method: 'GET', target: '/healthz', headers: {}, body: '' };
      const node = { resource: 'nodes', namespace: undefined, name: 'worker-1' } as const;
      assert.equal(
        refusalOf(() => streams.proxy(node, healthz)).message,
        `error trying to reach service: ${dial}`,
      );
      assert.equal(metricsOf(lab, 'pods').includes('box'), false);
      assert.equal(metricsOf(lab, 'nodes').includes('worker-1'), false);
      assert.equal(metricsOf(lab, 'nodes').includes('control-plane'), true);

      lab.input({ type: 'liftAllFaults' });
      lab.runFor(30_000);
      streams.check(DATE, 'kubelet');
      assert.equal(metricsOf(lab, 'nodes').includes('worker-1'), true);
    });
  }

  it('leaves what only the cluster’s own nodes do as it is', () => {
    const lab = boxLab();
    fault(lab, 'node-pair-partition', { node: 'worker-1', otherNode: 'worker-2' });
    lab.cluster.streams.check(DATE, 'kubelet');
    lift(lab, 'node-pair-partition', { node: 'worker-1', otherNode: 'worker-2' });
  });
});

describe('a connection that is open when the cable is cut', () => {
  it('stands still, and gets all that was sent when the cable is mended', () => {
    const lab = boxLab();
    const cat = session(lab, { command: ['cat'] });
    cat.stream.send('before\n');
    lab.runFor(100);
    const log = lab.cluster.streams.log('default', 'box', { ...LOG, follow: true, tailLines: 0 });
    log.read();
    fault(lab, 'node-partition', { node: 'worker-1' });
    cat.stream.send('after\n');
    lab.runFor(5_000);
    assert.equal(cat.text(), 'before\n');
    assert.equal(log.read(), '');
    lift(lab, 'node-partition', { node: 'worker-1' });
    lab.runFor(100);
    assert.equal(cat.text(), 'before\nafter\n');
    assert.match(log.read(), /^(tick\n){5}/);
  });

  it('is slow over a slow cable, each way, and keeps its order when the cable is mended', () => {
    const lab = boxLab();
    const cat = session(lab, { command: ['cat'] });
    fault(lab, 'slow-network', { node: 'worker-1' });
    cat.stream.send('one\n');
    lab.runFor(900);
    assert.equal(cat.text(), '');
    lab.runFor(200);
    assert.equal(cat.text(), 'one\n');
    cat.stream.send('two\n');
    lab.runFor(100);
    lift(lab, 'slow-network', { node: 'worker-1' });
    cat.stream.send('three\n');
    lab.runFor(500);
    assert.equal(cat.text(), 'one\ntwo\nthree\n');
  });

  it('goes the same way in a replay', () => {
    const lab = boxLab();
    const cat = session(lab, { command: ['cat'] });
    fault(lab, 'slow-network', { node: 'worker-1' });
    cat.stream.send('one\n');
    lab.runFor(200);
    fault(lab, 'node-partition', { node: 'worker-1' });
    cat.stream.send('two\n');
    lab.runFor(2_000);
    lab.input({ type: 'liftAllFaults' });
    cat.stream.endInput();
    lab.runFor(2_000);
    const { cluster } = lab;
    const again = new Cluster(cluster.config, SCHEMA);
    const redo = again.replayInput.bind(again);
    const { entries } = cluster.journal;
    const run = replay(again.simulation, entries, cluster.position, redo, 1_000);
    for (const progress of run) assert.ok(progress <= 1);
    assert.equal(again.simulation.trace.hash, cluster.simulation.trace.hash);
    assert.equal(cat.code(), 0);
  });
});

function session(
  lab: ClusterLab,
  target: Partial<SessionTarget>,
): { stream: OpenStream; text(): string; code(): number | undefined } {
  let text = '';
  let code: number | undefined;
  const stream = lab.cluster.streams.open(
    { ...DATE, ...target },
    {
      output: (_, bytes) => {
        text += bytes;
      },
      ended: (exitCode) => {
        code = exitCode;
      },
    },
  );
  return { stream, text: () => text, code: () => code };
}

function metricsOf(lab: ClusterLab, plural: 'nodes' | 'pods'): readonly string[] {
  const target = `/apis/metrics.k8s.io/v1beta1/${plural}`;
  const user = { name: 'admin', groups: ['system:masters'] };
  const result = lab.cluster.rest().handle({ method: 'GET', target, user, headers: {}, body: '' });
  assert.equal(result.type, 'response');
  const body = typeof result.body === 'string' ? result.body : [...result.body].join('');
  // A list of metrics.
  const { items } = JSON.parse(body) as { items: { metadata: { name: string } }[] };
  return items.map(({ metadata: { name } }) => name);
}
