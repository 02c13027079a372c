// Stands in for the extension host: runs the real session on a real folder, does things by a seed,
// and writes down what it shows, until it is killed.
// usage: hostProcess FOLDER SEED SHOWN, from a snapshot that was made with: hostProcess SCHEMA
import * as fs from 'node:fs';
import { startupSnapshot } from 'node:v8';
import { isApiError } from '../../../../src/apimachinery/apiStatus';
import { KubernetesSchema, type SchemaBundle } from '../../../../src/apis/schema/schemaBundle';
import { PODS } from '../../../../src/apis/resources';
import { Cluster } from '../../../../src/cluster/cluster';
import { Random } from '../../../../src/simulation/random';
import { LabStore } from '../../../../src/vscode/labStore';
import { realTime } from '../../../../src/vscode/pacer';
import { Session, type Running } from '../../../../src/vscode/session';

/** A line of what was shown; `inputs` had been acknowledged by then. */
export interface Shown {
  readonly executedEvents: number;
  readonly nowMs: number;
  readonly traceHash: string;
  readonly inputs: number;
  readonly pods: number;
  /** What the session had to report. */
  readonly report?: string;
}

const MAX_PAUSE_MS = 4;

async function main(arguments_: readonly string[]): Promise<void> {
  const [folder = '', seed = '', shownFile = ''] = arguments_;
  const shown = fs.openSync(shownFile, 'a');
  const write = (running: Running | undefined, report?: string): void => {
    const line = { ...seen(running), ...(report === undefined ? {} : { report }) };
    fs.writeSync(shown, `${JSON.stringify(line)}\n`);
    process.stdout.write('.');
  };
  const session: Session = new Session({
    store: new LabStore(folder, 'test'),
    host: realTime,
    reports: {
      failed: (error) => {
        write(session.running, `failed: ${String(error)}`);
      },
      corruptLab: (why) => {
        write(session.running, `corrupt: ${why}`);
      },
      restoredDifferently: () => {
        write(session.running, 'restored differently');
      },
      notSaved: (error) => {
        write(session.running, `not saved: ${String(error)}`);
      },
    },
    createCluster: (config) => Promise.resolve(new Cluster(config, SCHEMA)),
    chance: () => ({ seed: Number(seed), epochMs: 1_790_000_000_000 }),
  });
  session.onDidChange(() => {
    if (session.running !== undefined) write(session.running);
  });
  process.stdout.write('.');
  if (!(await session.restore(false))) await session.startNew(1);
  if (session.running !== undefined) act(session, session.running, new Random(Number(seed)), write);
}

function seen(running: Running | undefined): Shown {
  if (running === undefined) {
    return { executedEvents: 0, nowMs: 0, traceHash: '', inputs: 0, pods: 0 };
  }
  const { cluster, state } = running;
  return {
    ...cluster.position,
    traceHash: cluster.simulation.trace.hash,
    inputs: cluster.journal.entries.length,
    pods: state.pods.size,
  };
}

/** Does one thing after the other, for ever. */
function act(
  session: Session,
  running: Running,
  random: Random,
  write: (running: Running) => void,
): void {
  try {
    deed(session, running, random);
  } catch (error) {
    if (!isApiError(error)) throw error;
  }
  // The answer is there.
  write(running);
  realTime.later(random.below(MAX_PAUSE_MS), () => {
    act(session, running, random, write);
  });
}

function deed(session: Session, { pacer, admin, cluster }: Running, random: Random): void {
  const name = `pod-${String(random.below(4))}`;
  switch (random.below(10)) {
    case 0:
    case 1:
      admin.create(PODS, 'default', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name },
        spec: { containers: [{ name: 'web', image: 'nginx:1.29' }] },
      });
      return;
    case 2:
      admin.delete(PODS, 'default', name, { gracePeriodSeconds: 0 });
      return;
    case 3:
      admin.list(PODS);
      return;
    case 4:
      session.input({
        type: cluster.machines.get('worker-1')?.isOn === true ? 'crashNode' : 'restartNode',
        node: cluster.machines.has('worker-1') ? 'worker-1' : 'control-plane',
      });
      return;
    case 5:
      pacer.pause();
      return;
    case 6:
      pacer.step();
      return;
    case 7:
      void session.run({ reached: () => false, limitMs: random.between(1, 2_000) });
      return;
    default:
      pacer.setSpeed([0.1, 1, 10, 100, 1000][random.below(5)] ?? 1);
      pacer.play();
  }
}

// What stands here is done once, when the snapshot is made; what follows, by each process that starts from it.
const [schemaFile = ''] = process.argv.slice(2);
// The build wrote the file in this very shape.
const SCHEMA = new KubernetesSchema(
  JSON.parse(fs.readFileSync(schemaFile, 'utf8')) as SchemaBundle,
);
startupSnapshot.setDeserializeMainFunction(() => {
  void main(process.argv.slice(1));
});
