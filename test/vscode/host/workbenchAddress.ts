// The address that opens the workbench of a VS Code server, on a folder and with an extension under development.
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export interface WorkbenchTarget {
  readonly authority: string;
  readonly folder: string;
  readonly connectionToken?: string;
  /** Folder of the extension to load from its sources; absent where it is installed from a .vsix. */
  readonly extensionFolder?: string;
  /** Module whose run() the extension host calls instead of waiting for a user. */
  readonly suite?: string;
}

export function workbenchAddress(target: WorkbenchTarget): string {
  const payload: [name: string, value: string][] = [['skipWelcome', 'true']];
  if (target.extensionFolder !== undefined) {
    payload.push(['extensionDevelopmentPath', remote(target.authority, target.extensionFolder)]);
  }
  if (target.suite !== undefined) {
    payload.push(['extensionTestsPath', remote(target.authority, target.suite)]);
  }
  const query = new URLSearchParams({
    ...(target.connectionToken !== undefined && { tkn: target.connectionToken }),
    folder: pathToFileURL(path.resolve(target.folder)).pathname,
    payload: JSON.stringify(payload),
  });
  return `http://${target.authority}/?${query.toString()}`;
}

function remote(authority: string, file: string): string {
  return `vscode-remote://${authority}${pathToFileURL(path.resolve(file)).pathname}`;
}
