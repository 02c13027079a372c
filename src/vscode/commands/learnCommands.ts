// The command that opens the walkthrough, also once the empty view with its button has gone.
import * as vscode from 'vscode';
import type { CommandTable } from './commandTable';

const WALKTHROUGH = 'clusterArchitecture';

export function learnCommands(extensionId: string): CommandTable {
  return {
    'clusterLab.learn': async () => {
      await vscode.commands.executeCommand(
        'workbench.action.openWalkthrough',
        `${extensionId}#${WALKTHROUGH}`,
        false,
      );
    },
  };
}
