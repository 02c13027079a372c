// A link to a command with one argument, for hovers and pages that may run it.
import * as vscode from 'vscode';

export function commandUri(command: string, argument: object): vscode.Uri {
  return vscode.Uri.parse(
    `command:${command}?${encodeURIComponent(JSON.stringify([argument]))}`,
    true,
  );
}
