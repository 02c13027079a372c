// "Compare One Node with a Cluster": runs both in the background, as fast as this computer can
// without holding anything else up, and shows what came of it.
import * as vscode from 'vscode';
import type { Cluster } from '../../cluster/cluster';
import type { ClusterConfig } from '../../cluster/clusterConfig';
import { comparisonPage } from '../../views/traffic/comparisonPage';
import {
  comparisonRun,
  sideConfig,
  SIDES,
  type ComparisonSetup,
  type SideResult,
  type SideSize,
} from '../../views/traffic/comparisonRun';
import { fractionProgress } from '../fractionProgress';
import { inSlices } from '../inSlices';
import { realTime } from '../pacer';
import type { Session } from '../session';
import type { ReportPanel } from '../traffic/reportPanel';
import type { CommandTable } from './commandTable';
import { pricePerFailure } from './trafficCommands';

const REQUESTS_PER_SECOND = 20;

/** Without a cluster of the learner's: any, and the same each time. */
const ANY = { seed: 1, startEpochMs: Date.UTC(2026, 0, 5, 9) };

export interface CompareOptions {
  readonly session: Session;
  readonly createCluster: (config: ClusterConfig) => Promise<Cluster>;
  readonly panel: ReportPanel;
}

export function compareCommand(options: CompareOptions): CommandTable {
  return { 'clusterLab.compareWithCluster': () => compare(options) };
}

async function compare(options: CompareOptions): Promise<void> {
  const { seed, startEpochMs } = options.session.running?.cluster.config ?? ANY;
  const setup: ComparisonSetup = {
    seed,
    epochMs: startEpochMs,
    requestsPerSecond: REQUESTS_PER_SECOND,
    pricePerFailure: pricePerFailure(),
  };
  const page = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: 'Running one node and a cluster through the same crash',
      cancellable: true,
    },
    (progress, token) => bothSides(options, setup, progress, token),
  );
  if (page !== undefined) options.panel.showComparison(page);
}

/** Undefined where it was cancelled. */
async function bothSides(
  options: CompareOptions,
  setup: ComparisonSetup,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  token: vscode.CancellationToken,
): Promise<string | undefined> {
  const [one, three] = SIDES;
  const tell = fractionProgress(progress);
  const side = async (size: SideSize, done: number): Promise<SideResult | undefined> => {
    const cluster = await options.createCluster(sideConfig(setup, size));
    return inSlices(realTime, comparisonRun(cluster, setup, size), {
      isCancelled: () => token.isCancellationRequested,
      onSlice: (fraction) => {
        const now = done + fraction / 2;
        tell(now, `${String(Math.floor(now * 100))}%`);
      },
    });
  };
  const single = await side(one, 0);
  if (single === undefined) return undefined;
  const cluster = await side(three, 0.5);
  return cluster && comparisonPage(setup, [single, cluster]);
}
