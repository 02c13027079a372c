// Shows how far a replay is, with a way to call it off.
import * as vscode from 'vscode';
import { fractionProgress } from './fractionProgress';
import type { LookBackOptions } from './lookingBack';

export function withReplayProgress<T>(
  title: string,
  replay: (options: LookBackOptions) => Promise<T>,
): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) =>
      replay({
        progress: fractionProgress(progress),
        isCancelled: () => token.isCancellationRequested,
      }),
  );
}
