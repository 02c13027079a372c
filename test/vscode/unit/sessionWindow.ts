// A window on a saved cluster, without VS Code and without waiting: its session, its time, its disk.
import { Cluster } from '../../../src/cluster/cluster';
import { LabStore } from '../../../src/vscode/labStore';
import { Session, type SessionReports } from '../../../src/vscode/session';
import { SCHEMA } from '../../kubernetesSchema';
import { ManualTime } from './manualTime';

export interface SessionWindow {
  readonly session: Session;
  readonly time: ManualTime;
  readonly store: LabStore;
  /** What the session has told the learner. */
  readonly reported: readonly string[];
}

export interface SessionWindowOptions {
  readonly seed?: number;
  /** Of a look at the clock. */
  readonly costMs?: number;
  /** Gathers what the windows of a test tell; by default each has a list of its own. */
  readonly reported?: string[];
}

/** What a window makes of the folder: each call is a new window on the same saved cluster. */
export function openSessionWindow(
  folder: string,
  { seed = 5, costMs = 0, reported = [] }: SessionWindowOptions = {},
): SessionWindow {
  const time = new ManualTime(costMs);
  const store = new LabStore(folder, '0.1.0');
  const reports: SessionReports = {
    failed: (error) => reported.push(`failed: ${String(error)}`),
    corruptLab: (why) => reported.push(`corrupt: ${why}`),
    restoredDifferently: (by) => reported.push(`differs from ${by}`),
    notSaved: (error) => reported.push(`not saved: ${String(error)}`),
  };
  const session = new Session({
    store,
    host: time,
    reports,
    createCluster: (config) => Promise.resolve(new Cluster(config, SCHEMA)),
    chance: () => ({ seed, epochMs: 1_790_000_000_000 }),
  });
  return { session, time, store, reported };
}

/** Lets the host do its other work, and with it all slices of what is under way, until it is done. */
export async function settled<T>(time: ManualTime, work: Promise<T>): Promise<T> {
  let done = false;
  const finished = work.finally(() => {
    done = true;
  });
  // Handled below; here only so that a failure is not first seen as nobody's.
  finished.catch(() => undefined);
  while (!done) {
    time.pass(0);
    await Promise.resolve();
  }
  return finished;
}
