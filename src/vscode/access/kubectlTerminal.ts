// Terminals whose kubectl speaks with the cluster of this window.
import * as vscode from 'vscode';
import type { ClusterServer } from '../../server/clusterServer';
import { programOnPath } from './programOnPath';

const TERMINAL_NAME = 'Cluster Lab';

/** What a terminal needs to find the cluster; its greeting says how to go on. */
export async function terminalOptions(server: ClusterServer): Promise<vscode.TerminalOptions> {
  const kubectl = await programOnPath('kubectl', process.env);
  return {
    name: TERMINAL_NAME,
    iconPath: new vscode.ThemeIcon('server-environment'),
    env: { KUBECONFIG: server.kubeconfigFile },
    message:
      kubectl === undefined
        ? 'KUBECONFIG leads to the cluster of Cluster Lab here, but there is no kubectl on your PATH.\r\n' +
          'How to get one: https://kubernetes.io/docs/tasks/tools/#kubectl'
        : 'kubectl speaks with the cluster of Cluster Lab here. Try: kubectl get nodes',
  };
}

/** The same for the list of terminal profiles. */
export async function terminalProfile(server: ClusterServer): Promise<vscode.TerminalProfile> {
  const profile = new vscode.TerminalProfile(await terminalOptions(server));
  // A panel that is hidden stays so when VS Code makes a terminal from a profile.
  const opened = vscode.window.onDidOpenTerminal((terminal) => {
    if (terminal.name !== TERMINAL_NAME) return;
    opened.dispose();
    terminal.show();
  });
  return profile;
}
