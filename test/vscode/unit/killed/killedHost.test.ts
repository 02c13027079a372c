// A killed extension host loses nothing that was shown: hosts that really run are really killed, in
// the middle of whatever they do, and what they had shown until then is compared with what is there.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { PODS } from '../../../../src/apis/resources';
import { Cluster } from '../../../../src/cluster/cluster';
import { Random } from '../../../../src/simulation/random';
import type { RunPosition } from '../../../../src/simulation/journal';
import { replay } from '../../../../src/simulation/replay';
import type { SavedLab } from '../../../../src/vscode/lab/savedLab';
import { LabStore } from '../../../../src/vscode/labStore';
import { SCHEMA } from '../../../kubernetesSchema';
import type { Shown } from './hostProcess';

const KILLS = 200;
/** As often the same lab is brought back, goes on, and is killed again. */
const KILLS_A_LAB = 5;
const SIDE_BY_SIDE = 3;

describe('an extension host that is killed', () => {
  let folder: string;
  let snapshot: string;

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'killed-'));
    snapshot = path.join(folder, 'host.blob');
    const program = path.join(folder, 'host.cjs');
    await esbuild.build({
      entryPoints: [path.join(import.meta.dirname, 'hostProcess.ts')],
      outfile: program,
      bundle: true,
      minify: true,
      platform: 'node',
      // Not CommonJS: a snapshot is made of a script without `module`.
      format: 'iife',
      target: 'node20',
      tsconfig: 'tsconfig.base.json',
      logLevel: 'warning',
    });
    // Loaded once, not 200 times.
    execFileSync(process.execPath, [
      ...['--snapshot-blob', snapshot, '--build-snapshot', program],
      path.resolve('dist/kubernetes.json'),
    ]);
  });
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  it(`has lost nothing that was shown, ${String(KILLS)} times`, async () => {
    const labs = KILLS / KILLS_A_LAB;
    let next = 0;
    let shown = 0;
    let acknowledged = 0;
    const worker = async (): Promise<void> => {
      while (next < labs) {
        const seed = ++next;
        const random = new Random(seed);
        const lab = path.join(folder, `lab-${String(seed)}`);
        const witness = new Witness(lab);
        for (let kill = 1; kill <= KILLS_A_LAB; kill++) {
          const lines = await killedRun(snapshot, lab, seed * 100 + kill, random);
          const last = lines.at(-1);
          shown += lines.length;
          acknowledged = Math.max(acknowledged, last?.inputs ?? 0);
          witness.check(last, `seed ${String(seed)}, kill ${String(kill)}`);
        }
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
    assert.ok(shown > KILLS, 'hosts got as far as to show something');
    assert.ok(acknowledged > 0);
  }).timeout(600_000);
});

/** Runs a host and kills it after it has shown this and that; tells what it had shown. */
async function killedRun(
  snapshot: string,
  lab: string,
  seed: number,
  random: Random,
): Promise<readonly Shown[]> {
  const shownFile = `${lab}.shown-${String(seed)}`;
  fs.writeFileSync(shownFile, '');
  const steps = 1 + random.below(random.below(3) === 0 ? 3 : 25);
  const delayMs = random.between(0, 8);
  await new Promise<void>((resolve, reject) => {
    const host = spawn(
      process.execPath,
      ['--snapshot-blob', snapshot, lab, String(seed), shownFile],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let seen = 0;
    let errors = '';
    host.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    host.stdout.on('data', (data: Buffer) => {
      const before = seen;
      seen += data.length;
      if (before < steps && seen >= steps) setTimeout(() => host.kill('SIGKILL'), delayMs);
    });
    host.on('error', reject);
    host.on('close', (_code, signal) => {
      if (signal === 'SIGKILL') resolve();
      else reject(new Error(`the host ended by itself: ${errors}`));
    });
  });
  const lines = fs.readFileSync(shownFile, 'utf8').split('\n');
  // What was not written to its end was not shown.
  lines.pop();
  const shown = lines.map((line) => JSON.parse(line) as Shown);
  assert.deepEqual(
    shown.flatMap(({ report }) => report ?? []),
    [],
  );
  return shown;
}

/** Runs a lab along with its hosts: from where one was killed to where the next one is. */
class Witness {
  readonly #folder: string;
  #cluster: Cluster | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What was shown last is there at its place, with every input of before; and the rest goes its way. */
  check(shown: Shown | undefined, where: string): void {
    const loaded = new LabStore(this.#folder, 'test').load();
    if (loaded.type === 'none' && shown === undefined) return;
    assert.ok(loaded.type === 'lab', where);
    const { config, journal, position } = loaded.lab;
    this.#cluster ??= new Cluster(config, SCHEMA);
    if (shown !== undefined) {
      assert.ok(journal.length >= shown.inputs, `${where}: inputs are lost`);
      assert.ok(position.executedEvents >= shown.executedEvents, `${where}: events are lost`);
      assert.ok(position.nowMs >= shown.nowMs, `${where}: time is lost`);
      runTo(this.#cluster, journal.slice(0, shown.inputs), shown);
      assert.equal(this.#cluster.simulation.trace.hash, shown.traceHash, `${where}: another run`);
      assert.equal(podCount(this.#cluster), shown.pods, where);
    }
    runTo(this.#cluster, journal, position);
    if (position.traceHash !== '') {
      const { hash } = this.#cluster.simulation.trace;
      assert.equal(hash, position.traceHash, `${where}: another end`);
    }
  }
}

/** Runs on from where it is, with the inputs that it has not had yet. */
function runTo(cluster: Cluster, journal: SavedLab['journal'], end: RunPosition): void {
  const known = cluster.journal.entries;
  assert.deepEqual(known, journal.slice(0, known.length));
  const apply = cluster.replayInput.bind(cluster);
  const steps = replay(cluster.simulation, journal.slice(known.length), end, apply, 1000);
  for (const progress of steps) void progress;
}

function podCount(cluster: Cluster): number {
  return cluster.userClient(cluster.observerApi).list(PODS).items.length;
}
