// VS Code's progress is told of each bit that comes to it; what runs knows how far it is.
import type * as vscode from 'vscode';

/** Tells a progress, 0 to 1 of it, with what it says beside it. */
export function fractionProgress(
  progress: vscode.Progress<{ message?: string; increment?: number }>,
): (fraction: number, message?: string) => void {
  let told = 0;
  return (fraction, message) => {
    const increment = (fraction - told) * 100;
    progress.report(message === undefined ? { increment } : { increment, message });
    told = fraction;
  };
}
