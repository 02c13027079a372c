// The saved lab: what is written comes back, a last line cut short is dropped, anything else wrong
// is said and kept aside.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { defaultClusterConfig } from '../../../src/cluster/clusterConfig';
import type { SavedPosition } from '../../../src/vscode/lab/savedLab';
import { LabStore } from '../../../src/vscode/labStore';

describe('lab store', () => {
  let folder: string;
  let store: LabStore;
  const config = defaultClusterConfig(7, 1_700_000_000_000);
  const entry = {
    afterEvents: 3,
    atMs: 12.5,
    input: { type: 'crashNode', node: 'worker-1' },
  } as const;
  const position: SavedPosition = {
    executedEvents: 9,
    nowMs: 50,
    traceHash: 'abc',
    speed: 2,
    playing: false,
    open: true,
  };

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lab-store-'));
    store = new LabStore(path.join(folder, 'deep'), '1.2.3');
  });

  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  /** As version 1 had it. */
  function oldConfig(): object {
    const { seed, startEpochMs, workers, nodeCpuMillis, nodeMemoryBytes, apiLatencyMs } = config;
    return { seed, startEpochMs, workers, nodeCpuMillis, nodeMemoryBytes, apiLatencyMs };
  }

  function write(): void {
    store.begin(config);
    store.appendInput(entry);
    store.savePosition(position);
  }

  it('brings back what was written', () => {
    assert.deepEqual(store.load(), { type: 'none' });
    write();
    const loaded = store.load();
    assert.ok(loaded.type === 'lab');
    assert.deepEqual(loaded.lab, { extensionVersion: '1.2.3', config, journal: [entry], position });
    store.rewrite(loaded.lab);
    assert.deepEqual(store.load(), loaded);
  });

  it('survives being killed in the middle of a write, at any byte', () => {
    write();
    const whole = fs.readFileSync(store.file);
    const headerEnd = whole.indexOf('\n') + 1;
    for (let length = headerEnd; length < whole.length; length++) {
      fs.writeFileSync(store.file, whole.subarray(0, length));
      const loaded = store.load();
      assert.ok(loaded.type === 'lab', `cut at byte ${String(length)}`);
      assert.ok(loaded.lab.journal.length <= 1);
    }
  });

  it('goes on to the last input where no position was saved after it', () => {
    store.begin(config);
    store.appendInput(entry);
    const loaded = store.load();
    assert.ok(loaded.type === 'lab');
    assert.equal(loaded.lab.position.executedEvents, 3);
    assert.equal(loaded.lab.position.nowMs, 12.5);
  });

  it('takes the position before where the last one was not written whole', () => {
    write();
    const before = { ...position, nowMs: 40 };
    store.savePosition(before);
    store.savePosition(position);
    store.close();
    const file = path.join(path.dirname(store.file), 'cluster.position');
    const whole = fs.readFileSync(file);
    const at = whole.lastIndexOf('"nowMs":50');
    for (let cut = at - 20; cut < at + 10; cut++) {
      // Nothing but a piece of the slot has reached the disk.
      const torn = Buffer.from(whole);
      torn.fill(' ', cut, torn.indexOf('\n', cut));
      fs.writeFileSync(file, torn);
      const loaded = new LabStore(path.dirname(store.file), '1.2.3').load();
      assert.ok(loaded.type === 'lab');
      assert.deepEqual(loaded.lab.position, before);
    }
  });

  it('knows no position of another run, and no hash where inputs came after it', () => {
    write();
    store.appendInput(entry);
    const loaded = store.load();
    assert.ok(loaded.type === 'lab');
    assert.deepEqual(loaded.lab.position, { ...position, traceHash: '' });
    store.begin(config);
    const anew = store.load();
    assert.ok(anew.type === 'lab');
    assert.equal(anew.lab.position.executedEvents, 0);
  });

  it('reads what version 1 has saved', () => {
    write();
    const lines = [
      { format: 'cluster-lab', version: 1, extensionVersion: '0.1.0', config: oldConfig() },
      { position: { ...position, executedEvents: 1 } },
      { entry },
      { position },
    ];
    fs.writeFileSync(store.file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const loaded = store.load();
    assert.ok(loaded.type === 'lab');
    assert.deepEqual(loaded.lab, { extensionVersion: '0.1.0', config, journal: [entry], position });
  });

  it('keeps branches under any name', () => {
    write();
    const loaded = store.load();
    assert.ok(loaded.type === 'lab');
    const { lab } = loaded;
    const names = ['before the crash', 'Before the crash', 'a/b: \u00e4?', 'x'.repeat(300)];
    for (const name of names) store.saveBranch(name, lab);
    assert.deepEqual(new Set(store.branches().map(({ name }) => name)), new Set(names));
    assert.deepEqual(store.loadBranch('a/b: \u00e4?'), lab);
    store.renameBranch('a/b: \u00e4?', 'plain');
    assert.throws(() => {
      store.renameBranch('plain', 'before the crash');
    }, /already a branch named "before the crash"/);
    store.deleteBranch('before the crash');
    assert.equal(store.loadBranch('before the crash'), undefined);
    assert.equal(store.branches().length, 3);
    assert.deepEqual(store.load(), loaded, 'the running lab is another thing');
  });

  const corrupt: readonly (readonly [string, string, RegExp])[] = [
    ['an empty file', '', /line 1 is not the header/],
    ['a foreign file', '{"hello":1}\n', /line 1 is not the header/],
    ['binary', '\0\u0001\u0002\n', /line 1 is not JSON/],
    ['a newer format', '{"format":"cluster-lab","version":99}\n', /format version 99/],
    [
      'a header without configuration',
      '{"format":"cluster-lab","version":1,"extensionVersion":"1","config":{"seed":"x"}}\n',
      /configuration of the cluster is incomplete/,
    ],
  ];
  for (const [name, text, why] of corrupt) {
    it(`says what is wrong with ${name}, and keeps it aside`, () => {
      write();
      fs.writeFileSync(store.file, text);
      const loaded = store.load();
      assert.ok(loaded.type === 'corrupt');
      assert.match(loaded.why, why);
      assert.equal(fs.readFileSync(loaded.keptAs, 'utf8'), text);
      assert.equal(store.exists(), false);
    });
  }

  it('names the line that is damaged in the middle', () => {
    write();
    const lines = fs.readFileSync(store.file, 'utf8').split('\n');
    lines[1] = '{"entry": nonsense';
    fs.writeFileSync(store.file, lines.join('\n'));
    const loaded = store.load();
    assert.ok(loaded.type === 'corrupt');
    assert.match(loaded.why, /^line 2 is not JSON/);
  });
});
