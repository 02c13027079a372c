// Requests over HTTPS while etcd has no majority: they wait in the cluster's time, as long as Kubernetes would.
import assert from 'node:assert/strict';
import type { RestHandler, RestRequest } from '../../../src/cluster/client/restHandler';
import { ADMIN } from '../../../src/cluster/cluster';
import { Pacer } from '../../../src/vscode/pacer';
import { pacedWait } from '../../../src/vscode/pacedWait';
import { ClusterLab } from '../../cluster/clusterLab';
import { ManualTime } from './manualTime';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'meanwhile' } };

function asked(method: string, target: string, body = ''): RestRequest {
  const headers = { 'content-type': 'application/json' };
  return { method, target, headers, body, user: ADMIN };
}

const CREATE = asked('POST', '/api/v1/namespaces/default/configmaps', JSON.stringify(CONFIG_MAP));

interface Setup {
  readonly lab: ClusterLab;
  readonly rest: RestHandler;
  readonly time: ManualTime;
  readonly pacer: Pacer;
  /** Waits as the listener does; resolves with the code of the answer. */
  readonly send: (request: RestRequest, isGone?: () => boolean) => Promise<number>;
}

function without(...nodes: readonly string[]): Setup {
  const lab = ClusterLab.boot({ controlPlaneNodes: 3, workers: 1 });
  const { simulation } = lab.cluster;
  const rest = lab.cluster.rest();
  const time = new ManualTime();
  const pacer = new Pacer(simulation, time, assert.ifError);
  const wait = pacedWait(simulation, pacer);
  const leader = lab.cluster.etcdLeader ?? '';
  for (const node of nodes) lab.crash(node === 'the leader' ? leader : node);
  pacer.play();
  const send = async (request: RestRequest, isGone = (): boolean => false): Promise<number> => {
    const patience = rest.patience(request);
    if (patience !== undefined) await wait(patience.limitMs, () => isGone() || patience.isOver());
    const result = rest.handle(request);
    return result.type === 'response' ? result.code : 0;
  };
  return { lab, rest, time, pacer, send };
}

/** Its time passes, and whoever waits for it goes on. */
async function pass(time: ManualTime, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    time.pass(100);
    await Promise.resolve();
  }
}

describe('a request while etcd has no majority', () => {
  it('waits for the election of another leader, and goes through', async () => {
    const { time, send, lab } = without('the leader');
    const startMs = lab.nowMs;
    const answer = send(CREATE);
    let code: number | undefined;
    void answer.then((answered) => (code = answered));
    await pass(time, 500);
    assert.equal(code, undefined, 'nobody leads yet');
    await pass(time, 4_000);
    assert.equal(code, 201);
    assert.ok(lab.nowMs - startMs < 5_000);
  });

  it('is refused when its time is up: a write after 7 s, a deletion after 34 s, a read after a minute', async () => {
    const { time, send } = without('control-plane-2', 'control-plane-3');
    const codes: (readonly [seconds: number, code: number])[] = [];
    let seconds = 0;
    const noted = async (request: RestRequest): Promise<void> => {
      const code = await send(request);
      codes.push([seconds, code]);
    };
    void noted(CREATE);
    void noted(asked('DELETE', '/api/v1/nodes/worker-1'));
    void noted(asked('GET', '/api/v1/nodes'));
    for (; seconds < 70; seconds++) await pass(time, 1_000);
    assert.deepEqual(codes, [
      [7, 500],
      [34, 504],
      [60, 504],
    ]);
  });

  it('waits for nothing where it asks etcd nothing, or is wrong', () => {
    const { rest } = without('control-plane-2', 'control-plane-3');
    for (const target of [
      '/readyz',
      '/apis',
      '/api/v1/pods?resourceVersion=0',
      '/api/v1/pods?watch=true',
      '/api/v1/nodes?limit=many',
      '/api/v1/namespaces/default/pods/web/log',
      '/api/v1/unknown',
    ])
      assert.equal(rest.patience(asked('GET', target)), undefined, target);
    assert.equal(rest.patience(asked('GET', '/api/v1/pods'))?.limitMs, 60_000);
  });

  it('waits while time stands, and ends with its client', async () => {
    const { time, pacer, send, lab } = without('control-plane-2', 'control-plane-3');
    pacer.pause();
    let isGone = false;
    let code: number | undefined;
    void send(asked('GET', '/api/v1/nodes'), () => isGone).then((answered) => (code = answered));
    const { position } = lab.cluster;
    await pass(time, 120_000);
    assert.equal(code, undefined);
    assert.deepEqual(lab.cluster.position, position, 'the run knows nothing of it');
    isGone = true;
    pacer.play();
    await pass(time, 300);
    assert.equal(code, 504);
  });

  it('finds a majority at once where there is one', () => {
    const { rest } = without('control-plane-2');
    assert.equal(rest.patience(CREATE), undefined);
  });
});
