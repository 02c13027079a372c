// Commands as a table: id to action. Registered in one place, where what an action throws is told
// to the learner.
import * as vscode from 'vscode';
import type { TreeTarget } from '../../views/tree/treeItemModel';
import type { Report } from '../report';

/** `target` is the tree item that the command was chosen on; other arguments are the command's own. */
export type CommandTable = Readonly<
  Record<string, (target: TreeTarget | undefined, ...rest: readonly unknown[]) => unknown>
>;

export function registerCommands(table: CommandTable, report: Report): vscode.Disposable[] {
  return Object.entries(table).map(([id, action]) =>
    vscode.commands.registerCommand(id, (first: unknown, ...rest: unknown[]) =>
      report.guard('Cluster Lab', () => action(asTarget(first), first, ...rest)),
    ),
  );
}

function asTarget(value: unknown): TreeTarget | undefined {
  const isTarget = typeof value === 'object' && value !== null && 'type' in value;
  // VS Code hands tree commands the element that this extension gave it: a TreeTarget.
  return isTarget ? (value as TreeTarget) : undefined;
}
