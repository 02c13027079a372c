// Runs ahead with progress; cancelling stops there and keeps what has happened.
import * as vscode from 'vscode';
import type { RunGoal } from '../views/goals/runGoal';
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
      let shown = 0;
      const stop = pacer.onDidChange(() => {
        const passed = ((cluster.simulation.nowMs - startMs) / goal.limitMs) * 100;
        progress.report({ increment: passed - shown });
        shown = passed;
      });
      const result = await run;
      stop();
      return result;
    },
  );
}
