// Runs every transcript in transcripts/ with the real tools, a cluster each, and keeps the scoreboard.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { TOOLS_RUN_HERE, type ToolVersion } from './kubernetesTools';
import { keepScoreboard, type ScoreboardRow } from './scoreboard';
import { ServedCluster } from './servedCluster';
import { mismatch, parseTranscript, type TranscriptStep } from './transcript';

const FOLDER = path.join(import.meta.dirname, 'transcripts');
const RETRY_LIMIT_MS = 30_000;
const RETRY_PAUSE_MS = 200;
/** While time stands still between commands, virtual. */
const STEP_MS = 1000;
const STEPPING_LIMIT_MS = 60_000;
/** `CLUSTER_LAB_TRANSCRIPT=get npx mocha test/conformance/transcripts.test.ts` runs that one. */
const only = process.env['CLUSTER_LAB_TRANSCRIPT'];

const rows: ScoreboardRow[] = [];

for (const file of readdirSync(FOLDER).toSorted()) {
  const area = path.basename(file, '.txt');
  if (only !== undefined && only !== area) continue;
  const transcript = parseTranscript(readFileSync(path.join(FOLDER, file), 'utf8'));
  const versions = (transcript.header.get('versions') ?? 'current').split(/,\s*/) as ToolVersion[];
  for (const version of versions) {
    describe(`transcript ${area}, ${version} tools`, function () {
      this.timeout(180_000);
      let served: ServedCluster;

      before(async function () {
        if (!TOOLS_RUN_HERE) this.skip();
        served = await ServedCluster.start({
          speed: Number(transcript.header.get('speed') ?? '20'),
          // What is no count is refused by the cluster, loudly.
          config: { controlPlaneNodes: Number(transcript.header.get('servers') ?? '1') as 1 },
        });
      });

      after(async () => {
        await served.close();
      });

      it('names its sources', () => {
        assert.match(transcript.header.get('source') ?? '', /\S/);
      });

      for (const step of transcript.steps) {
        const { fault, aheadMs, pauses } = step;
        if (fault !== undefined || aheadMs !== undefined || pauses !== undefined) {
          it(`${file}:${String(step.line)} ${step.command}`, async () => {
            if (fault !== undefined) served.input(fault);
            if (aheadMs !== undefined) await served.runAhead(aheadMs);
            if (pauses === true) served.pacer.pause();
            if (pauses === false) served.pacer.play();
          });
          continue;
        }
        const row: ScoreboardRow = { area, version, command: step.command, passed: undefined };
        rows.push(row);

        it(`${file}:${String(step.line)} ${step.command.split('\n')[0] ?? ''}`, async () => {
          row.passed = false;
          const complaint = await play(served, step, version);
          assert.equal(complaint, undefined, complaint);
          row.passed = true;
        });
      }

      it('has met no bug of ours', () => {
        assert.deepEqual(served.bugs, []);
      });
    });
  }
}

after(() => {
  if (TOOLS_RUN_HERE) keepScoreboard(rows);
});

async function play(
  served: ServedCluster,
  step: TranscriptStep,
  version: ToolVersion,
): Promise<string | undefined> {
  const patience = served.pacer.isPlaying ? inRealTime() : stepByStep(served);
  for (;;) {
    const { stdout, stderr, code } = await served.shell(step.command, { version });
    const complaint =
      mismatch(step.expected, stdout + stderr) ??
      (code === step.code
        ? undefined
        : `exit code ${String(code)} instead of ${String(step.code)}`);
    if (complaint === undefined || !step.retries || patience.isOver()) return complaint;
    await patience.wait();
  }
}

/** How long a command is tried again. */
interface Patience {
  isOver(): boolean;
  wait(): Promise<void>;
}

function inRealTime(): Patience {
  const endMs = performance.now() + RETRY_LIMIT_MS;
  return {
    isOver: () => performance.now() > endMs,
    wait: () => new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS)),
  };
}

/** However slow the machine is, each try sees the next second. */
function stepByStep(served: ServedCluster): Patience {
  const { simulation } = served.cluster;
  const endMs = simulation.nowMs + STEPPING_LIMIT_MS;
  return {
    isOver: () => simulation.nowMs >= endMs,
    wait: () => served.runAhead(STEP_MS),
  };
}
