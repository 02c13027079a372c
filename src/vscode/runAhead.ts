// Runs ahead with progress; cancelling stops there and keeps what has happened.
import * as vscode from 'vscode';
import type { RunGoal } from '../views/goals/runGoal';
import { fractionProgress } from './fractionProgress';
import type { RunResult } from './pacer';
import type { Shown } from './shown';

export async function runAhead(
  { pacer, cluster }: Shown,
  goal: RunGoal,
  title = 'Running ahead',
): Promise<RunResult> {
  const startMs = cluster.simulation.nowMs;
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const run = pacer.run(goal);
      token.onCancellationRequested(() => {
        pacer.pause();
      });
      const tell = fractionProgress(progress);
      const stop = pacer.onDidChange(() => {
        tell((cluster.simulation.nowMs - startMs) / goal.limitMs);
      });
      const result = await run;
      stop();
      return result;
    },
  );
}
