// Looking back: earlier moments of the cluster, stepping and playing there, and going on from one of
// them while the old future is kept.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { DEPLOYMENTS, PODS } from '../../../src/apis/resources';
import type { Cluster } from '../../../src/cluster/cluster';
import { durationGoal, nextWriteGoal } from '../../../src/views/goals/runGoals';
import { LookingBackError } from '../../../src/vscode/lookingBackError';
import { momentOf } from '../../../src/vscode/past';
import type { Running } from '../../../src/vscode/running';
import { openSessionWindow, settled, type SessionWindow } from './sessionWindow';

describe('looking back', () => {
  let folder: string;
  let window: SessionWindow;
  let running: Running;

  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'looking-back-'));
    window = openSessionWindow(folder);
    running = await window.session.startNew(1);
    window.time.pass(20_000);
    running.admin.create(PODS, 'default', ALONE);
    window.time.pass(10_000);
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  const podNames = (cluster: Cluster): readonly string[] => {
    const request = { verb: 'list', user: OBSERVER, resource: PODS, namespace: 'default' } as const;
    // A list of pods has items that are pods.
    const list = cluster.observerApi.handle({ ...request, options: {} }).body as {
      readonly items: readonly { readonly metadata: { readonly name: string } }[];
    };
    return list.items.map(({ metadata }) => metadata.name);
  };

  it('shows the moment as it was, while the present stands still, and goes on afterwards', async () => {
    const { session, time } = window;
    const { simulation } = running.cluster;
    const [created] = running.cluster.journal.entries;
    assert.equal(created?.atMs, 20_000);
    const hash = simulation.trace.hash;
    assert.equal(await settled(time, session.lookBack({ atMs: 19_999 })), true);
    assert.equal(session.shown, session.past);
    assert.equal(session.clockText(), '0:00:19');
    assert.equal(session.state?.pods.get('default', 'alone'), undefined);
    assert.equal(session.state?.nodes.size, 2);
    time.pass(60_000);
    assert.equal(simulation.trace.hash, hash, 'the present stands');
    session.returnToNow();
    assert.equal(session.past, undefined);
    assert.ok(session.state?.pods.get('default', 'alone') !== undefined);
    assert.equal(running.pacer.isPlaying, true);
    time.pass(1000);
    assert.ok(simulation.nowMs > 30_500, 'and plays on');
  });

  it('stands between two events, and right before an input', async () => {
    const { session, time } = window;
    running.pacer.pause();
    const { executedEvents } = running.cluster.position;
    await settled(time, session.lookBack({ executedEvents: executedEvents - 1 }));
    assert.equal(session.past?.moment.executedEvents, executedEvents - 1);
    const { afterEvents, atMs } = running.cluster.journal.entries[0] ?? assert.fail();
    const before = { executedEvents: afterEvents, nowMs: atMs, inputs: 0 };
    await settled(time, session.lookBack(before));
    assert.deepEqual(session.past?.moment, before);
    assert.deepEqual(podNames(session.past?.cluster ?? assert.fail()), []);
    session.shown?.pacer.step();
    assert.deepEqual(session.past?.moment, { ...before, inputs: 1 });
    assert.deepEqual(podNames(session.past?.cluster ?? assert.fail()), ['alone']);
  });

  it('runs the cluster that stands earlier on, instead of beginning anew', async () => {
    const { session, time } = window;
    await settled(time, session.lookBack({ atMs: 5_000 }));
    const first = session.past;
    await settled(time, session.lookBack({ atMs: 6_000 }));
    assert.equal(session.past, first);
    await settled(time, session.lookBack({ atMs: 4_000 }));
    assert.notEqual(session.past, first);
    assert.equal(session.past?.cluster.simulation.nowMs, 4_000);
  });

  it('steps from write to write in the past, and plays up to the present, where it goes on', async () => {
    const { session, time } = window;
    const end = momentOf(running.cluster);
    await settled(time, session.lookBack({ atMs: 19_000 }));
    const past = session.past ?? assert.fail();
    const { revision } = past.cluster;
    assert.equal(await settled(time, session.run(nextWriteGoal(past.cluster))), 'reached');
    assert.equal(past.cluster.revision, revision + 1);
    past.pacer.play();
    time.pass(3_000);
    assert.deepEqual(podNames(past.cluster), ['alone']);
    assert.deepEqual(momentOf(running.cluster), end);
    time.pass(10_000);
    assert.equal(session.past, undefined, 'the past has come to the present');
    assert.equal(running.pacer.isPlaying, true);
  });

  it('comes to the present as it is, however it goes there', async () => {
    const { session, time } = window;
    running.pacer.pause();
    await settled(time, session.lookBack({ atMs: 28_000 }));
    const past = session.past ?? assert.fail();
    await settled(time, session.run(durationGoal(3_600_000)));
    assert.equal(session.past, undefined);
    assert.equal(running.pacer.isPlaying, false);
    assert.equal(past.cluster.simulation.trace.hash, running.cluster.simulation.trace.hash);
    assert.equal(await settled(time, session.lookBack({ atMs: 1e9 })), true);
    assert.equal(session.past, undefined, 'there is nothing to look back to in the future');
  });

  it('refuses every change with advice, also of kubectl, and answers what is asked', async () => {
    const { session, time } = window;
    await settled(time, session.lookBack({ atMs: 10_000 }));
    const inputs = running.cluster.journal.entries.length;
    const refusals = [
      () => {
        session.input({ type: 'crashNode', node: 'worker-1' });
      },
      () => {
        running.admin.delete(PODS, 'default', 'alone');
      },
    ];
    for (const refused of refusals) {
      assert.throws(refused, (error: unknown) => {
        assert.ok(error instanceof LookingBackError);
        assert.equal(error.code, 503);
        assert.match(error.message, /looking back at 0:00:10.*"Continue from Here"/);
        return true;
      });
    }
    assert.equal(running.cluster.journal.entries.length, inputs);
    assert.equal(running.admin.get(PODS, 'default', 'alone').metadata.name, 'alone');
  });

  it('stays where it was when it is cancelled, and follows the last of several wishes', async () => {
    window = openSessionWindow(folder, { costMs: 3 });
    const { session, time } = window;
    await settled(time, session.restore(false));
    session.running?.pacer.pause();
    const cancelled = session.lookBack({ atMs: 29_000 }, { isCancelled: () => true });
    assert.equal(await settled(time, cancelled), false);
    assert.equal(session.shown, session.running);
    const overtaken = session.lookBack({ atMs: 20_000 });
    const last = session.lookBack({ atMs: 15_000 });
    assert.deepEqual(await settled(time, Promise.all([overtaken, last])), [false, true]);
    assert.equal(session.past?.cluster.simulation.nowMs, 15_000);
  });

  it('holds the host for a few milliseconds at a time only', async () => {
    // Every look at the clock costs 1 ms here: a slice ends after some of them.
    window = openSessionWindow(folder, { costMs: 1 });
    const { session, time } = window;
    await settled(time, session.restore(false));
    session.running?.pacer.pause();
    let slices = 0;
    const progress = (): void => {
      slices++;
    };
    await settled(time, session.lookBack({ atMs: 29_000 }, { progress }));
    const executed = session.past?.moment.executedEvents ?? 0;
    assert.ok(slices * 8 * 20 >= executed - 160, `${String(slices)} slices`);
  });

  it('goes on from there, and keeps the old future as a branch', async () => {
    const { session, time, store } = window;
    await settled(time, session.lookBack({ atMs: 19_000 }));
    assert.equal(session.continueFromHere('with a pod'), 'with a pod');
    assert.equal(session.past, undefined);
    const now = session.running ?? assert.fail();
    assert.notEqual(now, running);
    assert.equal(now.pacer.isPlaying, false);
    now.admin.create(DEPLOYMENTS, 'default', WEB);
    now.pacer.play();
    time.pass(15_000);
    assert.ok(session.state?.pods.get('default', 'alone') === undefined);
    assert.equal(session.state?.deployments.size, 2, 'web and CoreDNS');
    const kept = store.loadBranch('with a pod') ?? assert.fail();
    assert.equal(kept.journal.length, 1);
    assert.equal(kept.position.executedEvents, running.cluster.position.executedEvents);

    const again = openSessionWindow(folder);
    session.dispose();
    await settled(again.time, again.session.restore(true));
    assert.deepEqual(again.reported, []);
    assert.equal(again.session.branch, session.branch);
    assert.equal(again.session.state?.deployments.size, 2);
  });

  it('goes from branch to branch, each as it was left', async () => {
    const { session, time } = window;
    running.pacer.pause();
    const first = momentOf(running.cluster);
    await settled(time, session.lookBack({ atMs: 19_000 }));
    session.continueFromHere('with a pod');
    session.shown?.pacer.play();
    time.pass(2_000);
    const second = session.branch;
    const { nowMs } = session.running?.cluster.simulation ?? assert.fail();
    assert.deepEqual(session.branches.list(), [
      { name: 'with a pod', endMs: first.nowMs, partsMs: 20_000 },
    ]);

    assert.equal(await settled(time, session.switchTo('with a pod')), true);
    assert.equal(session.branch, 'with a pod');
    assert.equal(session.running?.pacer.isPlaying, false);
    assert.deepEqual(momentOf(session.running?.cluster ?? assert.fail()), first);
    assert.deepEqual(session.branches.list(), [{ name: second, endMs: nowMs, partsMs: 20_000 }]);

    session.renameBranch(second, 'without');
    session.renameBranch('with a pod', 'with');
    assert.throws(() => {
      session.renameBranch('with', 'without');
    }, /already a branch named "without"/);
    assert.throws(() => session.branches.lab('nowhere'), /no branch named "nowhere"/);

    session.dispose();
    const again = openSessionWindow(folder);
    await settled(again.time, again.session.restore(true));
    assert.equal(again.session.branch, 'with');
    assert.deepEqual(again.session.branches.names, ['without']);
    again.session.deleteBranch('without');
    assert.deepEqual(again.session.branches.names, []);
    assert.deepEqual(again.reported, []);
  });

  it('shows any branch as it was at a time, to be compared', async () => {
    const { session, time } = window;
    await settled(time, session.lookBack({ atMs: 19_000 }));
    const kept = session.continueFromHere();
    session.shown?.pacer.play();
    time.pass(6_000);
    const [then, here, earlier] = [
      await settled(time, session.clusterOf(kept, 24_000)),
      await settled(time, session.clusterOf(session.branch, 24_000)),
      await settled(time, session.clusterOf(kept, 19_000)),
    ];
    assert.deepEqual(podNames(then ?? assert.fail()), ['alone']);
    assert.deepEqual(podNames(here ?? assert.fail()), []);
    assert.deepEqual(podNames(earlier ?? assert.fail()), []);
    assert.equal(then?.simulation.nowMs, 24_000);
  });

  it('has a timeline that is whole after a restart, and ends where the learner goes on', async () => {
    const { session, time } = window;
    const titles = (): readonly string[] =>
      (session.running?.timeline.entries ?? []).map(({ title }) => title);
    assert.ok(titles().includes('Scheduled Pod alone'));
    const again = openSessionWindow(folder);
    await settled(again.time, again.session.restore(true));
    assert.deepEqual(
      again.session.running?.timeline.entries.map(({ title }) => title),
      titles(),
    );
    await settled(time, session.lookBack({ atMs: 19_000 }));
    session.continueFromHere();
    assert.ok(!titles().includes('Scheduled Pod alone'));
    assert.ok(titles().includes('Node worker-1 Ready'));
  });

  it('returns to the present, paused, when the window is opened anew', async () => {
    const { session, time } = window;
    await settled(time, session.lookBack({ atMs: 5_000 }));
    // The process is simply gone.
    const again = openSessionWindow(folder);
    await settled(again.time, again.session.restore(true));
    assert.equal(again.session.past, undefined);
    assert.equal(again.session.running?.pacer.isPlaying, false);
    const { nowMs } = again.session.running?.cluster.simulation ?? assert.fail();
    assert.equal(nowMs, running.cluster.simulation.nowMs);
  });
});

const OBSERVER = { name: 'test', groups: [] };

const container = { name: 'web', image: 'nginx:1.29' };

const ALONE = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'alone' },
  spec: { containers: [container] },
} as const;

const WEB = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } },
  },
} as const;
