// Terminals whose kubectl speaks with the cluster of this window.
import { execFile } from 'node:child_process';
import * as vscode from 'vscode';
import type { ClusterServer } from '../../server/clusterServer';

export const TERMINAL_NAME = 'Cluster Lab';

/** What a terminal needs to find the cluster; its greeting says how to go on. */
export async function terminalOptions(server: ClusterServer): Promise<vscode.TerminalOptions> {
  const found = await hasKubectl();
  return {
    name: TERMINAL_NAME,
    iconPath: new vscode.ThemeIcon('server-environment'),
    env: { KUBECONFIG: server.kubeconfigFile },
    message: found
      ? 'kubectl speaks with the cluster of Cluster Lab here. Try: kubectl get nodes'
      : 'KUBECONFIG leads to the cluster of Cluster Lab here, but there is no kubectl on your PATH. ' +
        'How to get one: https://kubernetes.io/docs/tasks/tools/#kubectl',
  };
}

function hasKubectl(): Promise<boolean> {
  return new Promise((resolve) => {
    execFile('kubectl', ['version', '--client'], { timeout: 5_000 }, (error) => {
      resolve(error?.code !== 'ENOENT');
    });
  });
}
