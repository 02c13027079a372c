// The session: a cluster that is saved while it runs and comes back exactly as it was.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { PODS } from '../../../src/apis/resources';
import { LabStore } from '../../../src/vscode/labStore';
import type { Running } from '../../../src/vscode/session';
import { openSessionWindow, type SessionWindow } from './sessionWindow';

describe('session', () => {
  let folder: string;
  let reported: string[];

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'session-'));
    reported = [];
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  /** Each call is a new window on the same saved cluster. */
  function openWindow(): SessionWindow {
    return openSessionWindow(folder, { reported });
  }

  /** A cluster that has booted, with a pod, a lost node, and time at a crooked moment. */
  async function livedIn(window: SessionWindow): Promise<Running> {
    const { session, time } = window;
    const running = await session.startNew(2);
    time.pass(30_000);
    running.admin.create(PODS, 'default', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'alone' },
      spec: { containers: [{ name: 'web', image: 'nginx:1.29' }] },
    });
    time.pass(12_345.678);
    session.input({ type: 'crashNode', node: 'worker-1' });
    running.pacer.setSpeed(10);
    time.pass(7_001);
    return running;
  }

  async function restored(window: SessionWindow, onlyIfOpen = true): Promise<boolean> {
    const result = window.session.restore(onlyIfOpen);
    // What a cluster is made of is loaded first.
    await Promise.resolve();
    for (let i = 0; i < 5; i++) window.time.pass(0);
    return result;
  }

  function fingerprint({ cluster, pacer }: Running): unknown {
    const { simulation } = cluster;
    const list = (resource: typeof PODS): unknown =>
      cluster.observerApi.handle({
        verb: 'list',
        user: { name: 'test', groups: [] },
        resource,
        namespace: undefined,
        options: {},
      }).body;
    return {
      nowMs: simulation.nowMs,
      trace: simulation.trace.hash,
      pods: list(PODS),
      speed: pacer.speed,
      playing: pacer.isPlaying,
    };
  }

  it('is there as it was after the window has gone', async () => {
    const first = openWindow();
    const running = await livedIn(first);
    const before = fingerprint(running);
    first.session.dispose();

    const second = openWindow();
    assert.equal(await restored(second), true);
    assert.ok(second.session.running !== undefined);
    assert.deepEqual(fingerprint(second.session.running), before);
    assert.deepEqual(reported, []);
  });

  it('goes on from there in the same way', async () => {
    const first = openWindow();
    const running = await livedIn(first);
    running.pacer.pause();
    first.session.dispose();
    const second = openWindow();
    await restored(second);
    assert.ok(second.session.running !== undefined);
    const after = second.session.running.cluster.simulation;
    // The first cluster lives on in this test only, as the one to compare with.
    const limitMs = running.cluster.simulation.nowMs + 400_000;
    running.cluster.simulation.runUntil(limitMs);
    after.runUntil(limitMs);
    assert.equal(after.trace.hash, running.cluster.simulation.trace.hash);
  });

  it('loses nothing that was put in when the host is killed', async () => {
    const first = openWindow();
    await livedIn(first);
    // No dispose: the process is simply gone.
    const second = openWindow();
    assert.equal(await restored(second), true);
    assert.ok(second.session.state?.pods.get('default', 'alone') !== undefined);
    assert.equal(second.session.running?.cluster.machines.get('worker-1')?.isOn, false);
  });

  it('comes back at the very moment at which time was paused, even when the host is killed', async () => {
    const first = openWindow();
    const running = await livedIn(first);
    first.time.pass(333.25);
    running.pacer.pause();
    const before = fingerprint(running);
    const second = openWindow();
    await restored(second);
    assert.ok(second.session.running !== undefined);
    assert.deepEqual(fingerprint(second.session.running), before);
  });

  it('keeps what came in while time stood, and says so, even when the host is killed', async () => {
    const first = openWindow();
    const running = await livedIn(first);
    running.pacer.pause();
    let told = 0;
    first.session.onDidChange(() => told++);
    running.admin.delete(PODS, 'default', 'alone', { gracePeriodSeconds: 0 });
    assert.ok(told > 0, 'a picture of it has to be drawn');
    first.session.input({ type: 'crashNode', node: 'worker-2' });
    const before = fingerprint(running);
    const second = openWindow();
    await restored(second);
    assert.ok(second.session.running !== undefined);
    assert.deepEqual(fingerprint(second.session.running), before);
    assert.deepEqual(reported, []);
  });

  it('loses nothing that was shown when the host is killed while time runs', async () => {
    const first = openWindow();
    const running = await livedIn(first);
    let shown: unknown;
    first.session.onDidChange(() => {
      shown = fingerprint(running);
    });
    first.time.pass(1_234.5);
    const second = openWindow();
    await restored(second);
    assert.ok(second.session.running !== undefined);
    assert.deepEqual(fingerprint(second.session.running), shown);
    assert.deepEqual(reported, []);
  });

  it('saves where it stands before an answer or an event of a watch is given out', async () => {
    const window = openWindow();
    const { cluster, api } = await livedIn(window);
    const user = { name: 'kubernetes-admin', groups: ['system:masters'] };
    const request = { user, resource: PODS, namespace: undefined, options: {} };
    const isSaved = (): void => {
      const loaded = new LabStore(folder, '0.1.0').load();
      assert.ok(loaded.type === 'lab');
      const { executedEvents, nowMs } = loaded.lab.position;
      assert.deepEqual({ executedEvents, nowMs }, cluster.position);
    };
    window.time.pass(1);
    api.handle({ ...request, verb: 'list' });
    isSaved();
    let events = 0;
    api.watch(request, {
      event: () => {
        events++;
        isSaved();
      },
      closed: () => undefined,
    });
    window.time.pass(10_000);
    assert.ok(events > 5, `${String(events)} events`);
  });

  it('goes on, and says so once, where the disk refuses', async () => {
    const { session, time, store } = openWindow();
    const running = await session.startNew(1);
    store.savePosition = () => {
      throw new Error('ENOSPC: no space left on device');
    };
    time.pass(5_000);
    assert.ok(running.cluster.simulation.nowMs > 500);
    assert.deepEqual(reported, ['not saved: Error: ENOSPC: no space left on device']);
    store.appendInput = () => {
      throw new Error('ENOSPC: no space left on device');
    };
    assert.throws(() => {
      session.input({ type: 'crashNode', node: 'control-plane' });
    }, /ENOSPC/);
    assert.equal(running.cluster.machines.get('control-plane')?.isOn, true, 'not done');
  });

  it('stays stopped until it is asked for, and comes back then', async () => {
    const first = openWindow();
    await livedIn(first);
    first.session.stop();
    assert.equal(first.session.phase, 'stopped');
    assert.equal(first.session.hasSavedCluster, true);
    const second = openWindow();
    assert.equal(await restored(second, true), false);
    assert.equal(await restored(second, false), true);
    assert.ok(second.session.state?.pods.get('default', 'alone') !== undefined);
  });

  it('says so when the saved cluster is corrupt, keeps it aside, and starts clean', async () => {
    const first = openWindow();
    await livedIn(first);
    first.session.dispose();
    fs.writeFileSync(first.store.file, '{"nonsense"\n');
    const second = openWindow();
    assert.equal(await restored(second), false);
    assert.equal(reported.length, 1);
    assert.match(reported[0] ?? '', /^corrupt: line 1 is not JSON/);
    assert.equal(fs.readdirSync(folder).filter((name) => name.includes('.corrupt-')).length, 1);
    await second.session.startNew(1);
    assert.equal(second.session.phase, 'running');
  });

  it('says so when it went differently, as with another version', async () => {
    const first = openWindow();
    await livedIn(first);
    first.session.dispose();
    const text = fs.readFileSync(first.store.file, 'utf8');
    fs.writeFileSync(first.store.file, text.replace('"apiLatencyMs":2', '"apiLatencyMs":3'));
    const second = openWindow();
    assert.equal(await restored(second), true);
    assert.deepEqual(reported, ['differs from 0.1.0']);
  });

  it('refuses inputs while nothing runs', () => {
    const { session } = openWindow();
    assert.throws(() => {
      session.input({ type: 'crashNode', node: 'worker-1' });
    }, /No cluster is running/);
  });
});
