// A lab from a file takes the place of what runs: which is kept, and stays until the new one stands.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { readLabAtOnce } from '../../../../src/labfile/readLab';
import { writeLab } from '../../../../src/labfile/writeLab';
import { fileOf, openedLab } from '../../../../src/vscode/lab/openedLab';
import { LabStore } from '../../../../src/vscode/labStore';
import { openSessionWindow, settled, type SessionWindow } from '../sessionWindow';

const CHANCE = { seed: 11, epochMs: 1_790_000_000_000 };

describe('opening a lab', () => {
  let folder: string;
  const reported: string[] = [];

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'open-lab-'));
    reported.length = 0;
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  function window(name: string): SessionWindow {
    return openSessionWindow(path.join(folder, name), { seed: CHANCE.seed, reported });
  }

  /** The text of a lab of another learner, and its hash. */
  async function recorded(): Promise<{ text: string; hash: string }> {
    const { session, time } = window('theirs');
    const { cluster } = await session.startNew(2);
    time.pass(20_000);
    session.input({ type: 'crashNode', node: 'worker-2' });
    time.pass(3_333.25);
    const text = writeLab(fileOf('theirs', session.branches.lab(session.branch)));
    const { hash } = cluster.simulation.trace;
    session.dispose();
    return { text, hash };
  }

  async function opened(
    { session, time }: SessionWindow,
    text: string,
    isCancelled = (): boolean => false,
  ): Promise<boolean> {
    const { lab } = readLabAtOnce(text);
    assert.ok(lab !== undefined);
    const chosen = openedLab(lab, CHANCE, '0.1.0');
    return settled(time, session.openLab('theirs', chosen, { isCancelled }));
  }

  it('shows it as it was left, and keeps what ran as a branch', async () => {
    const { text, hash } = await recorded();
    const mine = window('mine');
    await mine.session.startNew(1);
    mine.time.pass(5_000);
    const before = mine.session.running?.cluster.simulation.trace.hash;
    assert.equal(await opened(mine, text), true);
    const { running } = mine.session;
    assert.equal(running?.cluster.simulation.trace.hash, hash);
    assert.equal(running.pacer.isPlaying, false);
    assert.equal(mine.session.branch, 'theirs');
    assert.deepEqual(mine.session.branches.names, ['Branch 1']);
    assert.equal(mine.session.branches.lab('Branch 1').position.traceHash, before);
    assert.deepEqual(reported, []);
    // It is saved as any other: a window that is killed now comes back with it.
    const loaded = new LabStore(path.join(folder, 'mine'), '0.1.0').load();
    assert.ok(loaded.type === 'lab');
    assert.equal(loaded.lab.position.traceHash, hash);
  });

  it('keeps what was stopped, too', async () => {
    const { text } = await recorded();
    const mine = window('mine');
    await mine.session.startNew(1);
    mine.time.pass(5_000);
    mine.session.stop();
    assert.equal(await opened(mine, text), true);
    assert.deepEqual(mine.session.branches.names, ['Branch 1']);
  });

  it('changes nothing where it is cancelled', async () => {
    const { text } = await recorded();
    const mine = window('mine');
    const running = await mine.session.startNew(1);
    mine.time.pass(5_000);
    assert.equal(await opened(mine, text, () => true), false);
    assert.equal(mine.session.running, running);
    assert.deepEqual(mine.session.branches.names, []);
    assert.equal(mine.session.branch, 'Branch 1');
  });

  it('starts one without inputs from its beginning', async () => {
    const mine = window('mine');
    const text = `apiVersion: clusterlab/v1\nkind: Lab\ncluster:\n  nodes:\n    - count: 2\n      zones: [a, b]\n`;
    assert.equal(await opened(mine, text), true);
    const { running } = mine.session;
    assert.equal(running?.pacer.isPlaying, true);
    assert.equal(running.cluster.config.seed, CHANCE.seed);
    mine.time.pass(20_000);
    assert.equal(running.state.nodes.size, 3);
  });

  it('says so where it goes another way here', async () => {
    const { text, hash } = await recorded();
    const mine = window('mine');
    assert.equal(await opened(mine, text.replace(hash, 'f'.repeat(16))), true);
    assert.deepEqual(reported, ['differs from 0.1.0']);
  });
});
