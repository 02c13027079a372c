// Every real manifest of the corpus goes through the real kubectl: applied, applied again, deleted. What it says is
// compared with a list that was read line by line. UPDATE_GOLDEN=1 writes the list anew: look at the difference.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ApiObject } from '../../src/apimachinery/objectMeta';
import type { ServedResource } from '../../src/apis/schema/schemaBundle';
import { CORPUS } from '../cluster/clusterLab';
import { SCHEMA } from '../kubernetesSchema';
import { TOOLS_RUN_HERE } from './kubernetesTools';
import { keepScoreboard, type ScoreboardRow } from './scoreboard';
import { ServedCluster } from './servedCluster';

const FOLDER = path.join(CORPUS, 'kubernetes-examples');
const GOLDEN = path.join(import.meta.dirname, 'corpus.golden.txt');
const COMMANDS = ['kubectl apply -f', 'kubectl apply -f', 'kubectl delete -f'];
/** Between two commands, virtual: pods get where they get. */
const RUN_MS = 60_000;
/** What was deleted has let go of all that it owned by then, virtual. */
const CLEAN_UP_LIMIT_MS = 300_000;
/** The cluster writes these whatever is applied. */
const IGNORED = new Set(['Event', 'Lease', 'PodMetrics', 'NodeMetrics']);

const isUpdating = process.env['UPDATE_GOLDEN'] === '1';
const isPossible = TOOLS_RUN_HERE && existsSync(FOLDER);
const names = existsSync(FOLDER) ? readdirSync(FOLDER).toSorted() : [];

describe('the corpus of real manifests and the real kubectl', function () {
  this.timeout(60_000);
  const rows: ScoreboardRow[] = [];
  const outcomes = new Map<string, readonly string[]>();
  let served: ServedCluster;
  let golden: ReadonlyMap<string, readonly string[]>;

  before(async function () {
    if (!isPossible) this.skip();
    golden = readGolden();
    served = await ServedCluster.start({ speed: 200 });
  });

  after(async () => {
    if (!isPossible) return;
    await served.close();
    if (isUpdating) writeGolden(outcomes);
    keepScoreboard(rows);
  });

  for (const name of names) {
    const own = COMMANDS.map((command): ScoreboardRow => {
      return {
        area: 'corpus',
        version: 'current',
        command: `${command} ${name}`,
        passed: undefined,
      };
    });
    rows.push(...own);

    it(name, async () => {
      for (const row of own) row.passed = false;
      const outcome = await outcomeOf(served, name);
      outcomes.set(name, outcome);
      if (!isUpdating) assert.deepEqual(outcome, golden.get(name));
      for (const row of own) row.passed = true;
    });
  }

  it('is listed whole', function () {
    if (isUpdating) this.skip();
    assert.deepEqual([...golden.keys()], names);
  });

  it('has met no bug of ours', () => {
    assert.deepEqual(served.bugs, []);
  });
});

/** What kubectl said, and what of the file is still there at the end, which then goes too. */
async function outcomeOf(served: ServedCluster, name: string): Promise<readonly string[]> {
  const before = new Set(objects(served).map(([, { metadata }]) => metadata.uid));
  const isNew = ([, { metadata }]: Found): boolean => !before.has(metadata.uid);
  const lines: string[] = [];
  for (const command of COMMANDS) {
    const { stdout, stderr, code } = await served.shell(`${command} ${name}`, { cwd: FOLDER });
    lines.push(
      `  $ ${command}`,
      ...linesOf(stdout).map((line) => `  ${line}`),
      ...linesOf(stderr).map((line) => `  ! ${line}`),
      ...(code === 0 ? [] : [`  [${String(code)}]`]),
    );
    await served.pacer.run({ reached: () => false, limitMs: RUN_MS });
  }
  const isGone = (): boolean => !objects(served).some(isNew);
  await served.pacer.run({ reached: isGone, limitMs: CLEAN_UP_LIMIT_MS });
  const left = objects(served).filter(isNew);
  for (const [resource, { metadata }] of left) {
    served.cluster.userClient().delete(resource, metadata.namespace, metadata.name);
  }
  return [
    ...lines,
    ...left.map(([{ singular }, { metadata }]) => `  = ${singular}/${metadata.name}`),
  ];
}

type Found = readonly [ServedResource, ApiObject];

function objects({ cluster }: ServedCluster): readonly Found[] {
  const client = cluster.userClient(cluster.observerApi);
  return SCHEMA.resources
    .filter(({ verbs, kind }) => verbs.includes('list') && !IGNORED.has(kind))
    .flatMap((resource) => client.list(resource).items.map((object): Found => [resource, object]));
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** A file's name, then its lines, which are indented; lines with `#` before the first are the header. */
function readGolden(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  let lines: string[] = [];
  if (!existsSync(GOLDEN)) return found;
  for (const line of linesOf(readFileSync(GOLDEN, 'utf8'))) {
    if (line.startsWith('#')) continue;
    if (line.startsWith(' ')) lines.push(line);
    else found.set(line, (lines = []));
  }
  return found;
}

function writeGolden(outcomes: ReadonlyMap<string, readonly string[]>): void {
  const header = linesOf(readFileSync(GOLDEN, 'utf8')).filter((line) => line.startsWith('#'));
  const blocks = [...outcomes].flatMap(([name, lines]) => [name, ...lines]);
  writeFileSync(GOLDEN, [...header, ...blocks, ''].join('\n'));
}
