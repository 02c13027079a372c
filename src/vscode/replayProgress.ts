// Shows how far a replay is, with a way to call it off.
import * as vscode from 'vscode';
import type { LookBackOptions } from './lookingBack';

export function withReplayProgress<T>(
  title: string,
  replay: (options: LookBackOptions) => Promise<T>,
): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      let shown = 0;
      return replay({
        progress: (fraction) => {
          progress.report({ increment: (fraction - shown) * 100 });
          shown = fraction;
        },
        isCancelled: () => token.isCancellationRequested,
      });
    },
  );
}
