// The cluster under a debugger: what VS Code's keys do to its time, and what is seen where it stands.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { DEPLOYMENTS } from '../../../../src/apis/resources';
import { ClusterDebugSession } from '../../../../src/vscode/debug/clusterDebugSession';
import { inSlices } from '../../../../src/vscode/inSlices';
import type { Running } from '../../../../src/vscode/session';
import { SCHEMA } from '../../../kubernetesSchema';
import { openSessionWindow, settled, type SessionWindow } from '../sessionWindow';
import { DebugClient } from './debugClient';

const WEB = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'nginx:1.29' }] },
    },
  },
} as const;

describe('the debugger of a cluster', () => {
  let folder: string;
  let window: SessionWindow;
  let running: Running;
  let debug: ClusterDebugSession;
  let client: DebugClient;
  let bugs: unknown[];

  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'debug-'));
    window = openSessionWindow(folder);
    running = await window.session.startNew(2);
    window.time.pass(60_000);
    bugs = [];
    debug = new ClusterDebugSession({
      session: window.session,
      resources: () => SCHEMA.resources,
      readText: (file) =>
        Promise.resolve(fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined),
      inSlices: (steps) => inSlices(window.time, steps),
      onBug: (error) => bugs.push(error),
    });
    client = new DebugClient(debug);
  });
  afterEach(() => {
    debug.dispose();
    window.session.dispose();
    fs.rmSync(folder, { recursive: true });
    assert.deepEqual(bugs, []);
  });

  /** Sends a key's request and lets what it sets off run its course. */
  async function press(command: string): Promise<Dap.StoppedEvent['body']> {
    await client.request(command, { threadId: 1 });
    for (let i = 0; i < 100 && !client.events.some(({ event }) => event === 'stopped'); i++) {
      window.time.pass(50);
      await Promise.resolve();
      await Promise.resolve();
    }
    return client.takeStop();
  }

  async function breakAt(...names: readonly string[]): Promise<readonly Dap.Breakpoint[]> {
    const { breakpoints } = await client.request<Dap.SetFunctionBreakpointsResponse>(
      'setFunctionBreakpoints',
      { breakpoints: names.map((name) => ({ name })) },
    );
    return breakpoints;
  }

  async function texts(threadId: number | undefined): Promise<readonly string[]> {
    return (await client.stackOf(threadId ?? 0)).map(({ name }) => name);
  }

  it('stops time when it is attached, and lets it go on when it leaves', async () => {
    await client.attach();
    assert.equal(client.takeStop().reason, 'entry');
    assert.ok(!running.pacer.isPlaying);
    await client.request('disconnect');
    assert.ok(running.pacer.isPlaying);
  });

  it('refuses to attach to no cluster', async () => {
    window.session.stop();
    await assert.rejects(client.attach(), /No cluster is running: start one first/);
  });

  it('has a thread for each component', async () => {
    await client.attach();
    const { threads } = await client.request<Dap.ThreadsResponse>('threads');
    const names = threads.map(({ name }) => name);
    for (const name of [
      'kubectl and other users',
      'kube-apiserver',
      'etcd',
      'kube-scheduler',
      'kube-controller-manager',
      'kubelet on control-plane',
      'kubelet on worker-1',
      'kubelet on worker-2',
    ]) {
      assert.ok(names.includes(name), `${name} of ${names.join(', ')}`);
    }
  });

  it('stops at a breakpoint before the next event, at the thread of who wrote, with the chain of causes', async () => {
    await client.attach(async () => {
      const [breakpoint] = await breakAt('change pods -l app=web');
      assert.equal(breakpoint?.verified, true);
    });
    client.takeStop();
    running.admin.create(DEPLOYMENTS, 'default', WEB);
    const stop = await press('continue');
    assert.equal(stop.reason, 'function breakpoint');
    assert.equal(stop.description, 'Stopped at: change pods -l app=web');
    assert.equal(await client.threadName(stop.threadId ?? 0), 'kube-controller-manager');
    const stack = await texts(stop.threadId);
    assert.match(stack[0] ?? '', /^replicaset-controller made Pod default\/web-/);
    assert.match(
      stack.at(-1) ?? '',
      /^kubernetes-admin asked the API server: create deployments.apps default\/web/,
    );
    const pod = running.state.pods
      .list()
      .find(({ metadata }) => metadata.labels?.['app'] === 'web');
    assert.equal(pod?.spec.nodeName, undefined, 'the scheduler has not come to it yet');
  });

  it('shows the object of a write as it was, is, and was before', async () => {
    await client.attach(async () => {
      await breakAt('write kube-scheduler');
    });
    client.takeStop();
    running.admin.create(DEPLOYMENTS, 'default', WEB);
    const { threadId } = await press('continue');
    const [frame] = await client.stackOf(threadId ?? 0);
    assert.ok(frame !== undefined);
    const object = await client.scope(frame.id, 'Object');
    const after = await client.children(object.get('after this write')?.variablesReference ?? 0);
    const before = await client.children(object.get('before it')?.variablesReference ?? 0);
    const nodeOf = async (fields: typeof after): Promise<string | undefined> =>
      (await client.children(fields.get('spec')?.variablesReference ?? 0)).get('nodeName')?.value;
    assert.match((await nodeOf(after)) ?? '', /^"worker-[12]"$/);
    assert.equal(await nodeOf(before), undefined);
    const { content } = await client.request<Dap.SourceResponse>('source', {
      sourceReference: frame.source?.sourceReference,
    });
    assert.match(content.split('\n')[frame.line - 1] ?? '', /nodeName|resourceVersion|generation/);
  });

  it('steps to the next event, the next write, and the next change of the object', async () => {
    await client.attach(async () => {
      await breakAt('change deployments/web');
    });
    client.takeStop();
    running.admin.create(DEPLOYMENTS, 'default', WEB);
    await press('continue');
    await breakAt();
    const events = running.cluster.simulation.executedEvents;
    const { reason } = await press('stepIn');
    assert.equal(reason, 'step');
    assert.equal(running.cluster.simulation.executedEvents, events + 1);
    const write = await press('next');
    assert.match(
      (await texts(write.threadId))[0] ?? '',
      /^deployment-controller made ReplicaSet default\/web-/,
    );
    const out = await press('stepOut');
    assert.match((await texts(out.threadId))[0] ?? '', /ReplicaSet default\/web-/);
  });

  it('steps back to the write before, without losing what came after', async () => {
    await client.attach(async () => {
      await breakAt('write kube-scheduler');
    });
    client.takeStop();
    running.admin.create(DEPLOYMENTS, 'default', WEB);
    await press('continue');
    const there = running.cluster.position;
    const back = settled(window.time, client.request('stepBack', { threadId: 1 }));
    await back;
    for (let i = 0; i < 20; i++) {
      window.time.pass(1);
      await Promise.resolve();
    }
    const { threadId } = client.takeStop();
    assert.match((await texts(threadId))[0] ?? '', /ReplicaSet|Pod|Event/);
    const past = window.session.shown?.cluster;
    assert.ok(past !== undefined && past !== running.cluster, 'the past is shown');
    assert.ok(past.position.executedEvents < there.executedEvents);
    assert.deepEqual(running.cluster.position, there, 'the present stays');
  });

  it('runs back to the last moment at which a breakpoint was hit', async () => {
    running.admin.create(DEPLOYMENTS, 'default', WEB);
    window.time.pass(20_000);
    await client.attach(async () => {
      await breakAt('phase Running -l app=web');
    });
    client.takeStop();
    await settled(window.time, client.request('reverseContinue', { threadId: 1 }));
    for (let i = 0; i < 50; i++) {
      window.time.pass(1);
      await Promise.resolve();
    }
    const stop = client.takeStop();
    assert.equal(stop.reason, 'function breakpoint');
    assert.match((await client.threadName(stop.threadId ?? 0)) ?? '', /kubelet on worker-/);
    const state = window.session.shown?.state;
    const pods = state?.pods.list().filter(({ metadata }) => metadata.labels?.['app'] === 'web');
    assert.deepEqual(
      pods?.map(({ status }) => status.phase),
      ['Running'],
    );
  });

  it('breaks at lines of manifests: at the object, or at the field that stands there', async () => {
    const file = path.join(folder, 'web.yaml');
    const lines = [
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata:',
      '  name: web',
      'spec:',
      '  replicas: 1',
      '---',
      'hello: there',
    ];
    fs.writeFileSync(file, lines.join('\n'));
    await client.attach();
    const { breakpoints } = await client.request<Dap.SetBreakpointsResponse>('setBreakpoints', {
      source: { path: file },
      breakpoints: [{ line: 2 }, { line: 6 }, { line: 8 }],
    });
    const notYet = ' (there is none yet: stops when it is created)';
    assert.deepEqual(
      breakpoints.map(({ verified, message, line }) => [verified, line, message]),
      [
        [true, 2, `change deployments.apps/web -n default${notYet}`],
        [true, 6, `change deployments.apps/web --path .spec.replicas -n default${notYet}`],
        [false, 8, 'No Kubernetes object with a name stands here.'],
      ],
    );
  });

  it('breaks at a change of a value that is looked at', async () => {
    running.admin.create(DEPLOYMENTS, 'default', WEB);
    window.time.pass(20_000);
    await client.attach();
    client.takeStop();
    const { result, variablesReference } = await client.request<Dap.EvaluateResponse>('evaluate', {
      expression: 'deploy/web .spec',
      context: 'watch',
    });
    assert.match(result, /replicas: 1/);
    const info = await client.request<Dap.DataBreakpointInfoResponse>('dataBreakpointInfo', {
      variablesReference,
      name: 'replicas',
    });
    assert.equal(info.description, 'deployments/web .spec.replicas');
    const set = await client.request<Dap.SetDataBreakpointsResponse>('setDataBreakpoints', {
      breakpoints: [{ dataId: info.dataId ?? '' }],
    });
    assert.deepEqual(
      set.breakpoints.map(({ verified }) => verified),
      [true],
    );
    await client.request('continue', { threadId: 1 });
    running.admin.patch(DEPLOYMENTS, 'default', 'web', {
      type: 'merge',
      body: { spec: { replicas: 2 } },
    });
    const stop = client.takeStop();
    assert.equal(stop.reason, 'data breakpoint');
    assert.equal(await client.threadName(stop.threadId ?? 0), 'kubectl and other users');
  });

  it('says what is wrong with a breakpoint and with a watch', async () => {
    await client.attach();
    const [wrong] = await breakAt('brake pods');
    assert.equal(wrong?.verified, false);
    assert.match(wrong.message ?? '', /A breakpoint begins with/);
    const [there] = await breakAt('change nodes/worker-1');
    assert.equal(there?.message, 'change nodes/worker-1');
    await assert.rejects(
      client.request('evaluate', { expression: 'pods/none' }),
      /pods "none" not found/,
    );
    await assert.rejects(
      client.request('evaluate', { expression: 'pots' }),
      /no resource type "pots"/,
    );
  });

  it('ends with the cluster', async () => {
    await client.attach();
    window.session.stop();
    assert.ok(client.events.some(({ event }) => event === 'terminated'));
  });
});
