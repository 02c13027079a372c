// How the extension speaks to the learner: errors that say what is wrong and what to do, and an
// output channel with kubectl's words.
import * as vscode from 'vscode';
import { ApiConnectionError, ApiStatusError } from '../apimachinery/apiStatus';
import { LookingBackError } from './lookingBackError';

/** What to do where kubectl only says that nobody answered. */
export const API_SERVER_ADVICE =
  'The API server is not running. If its node has no power, restart the node; otherwise let time run until it has started.';

/** A command needs a cluster, and there is none. */
export class NoClusterError extends Error {
  constructor() {
    super('No cluster is running.');
  }
}

export class Report implements vscode.Disposable {
  readonly #output = vscode.window.createOutputChannel('Cluster Lab');

  /** Lines for the output channel, as a terminal would show them. */
  log(...lines: readonly string[]): void {
    // In one piece: the output takes as long for a line as for a thousand.
    this.#output.appendLine(lines.join('\n'));
  }

  showLog(): void {
    this.#output.show(true);
  }

  /** Runs a command's action; what it throws is told to the learner instead of being lost. */
  async guard(what: string, action: () => unknown): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (error instanceof NoClusterError) await this.#offerStart(what, error.message, action);
      else if (error instanceof LookingBackError) await offerPresent(error.message);
      else await this.error(what, error);
    }
  }

  async error(what: string, error: unknown): Promise<void> {
    const message = explain(error);
    this.log(`${what}: ${message}`);
    const choice = await vscode.window.showErrorMessage(`${what}: ${message}`, 'Show Output');
    if (choice !== undefined) this.showLog();
  }

  dispose(): void {
    this.#output.dispose();
  }

  /** What was asked for is done once the cluster that it needs has started. */
  async #offerStart(what: string, message: string, action: () => unknown): Promise<void> {
    const choice = await vscode.window.showInformationMessage(
      `${message} Start one, and what you chose is done then.`,
      'Start Cluster',
    );
    if (choice === undefined) return;
    await vscode.commands.executeCommand('clusterLab.start');
    await this.guard(what, action);
  }
}

async function offerPresent(message: string): Promise<void> {
  const choice = await vscode.window.showWarningMessage(
    message,
    'Continue from Here',
    'Return to Now',
  );
  if (choice === 'Return to Now') await vscode.commands.executeCommand('clusterLab.returnToNow');
  else if (choice !== undefined) {
    await vscode.commands.executeCommand('clusterLab.continueFromHere');
  }
}

function explain(error: unknown): string {
  if (error instanceof ApiConnectionError) {
    return `${error.message} ${API_SERVER_ADVICE}`;
  }
  if (error instanceof ApiStatusError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
