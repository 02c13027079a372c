// Commands for those who come with tools of their own: a terminal for kubectl, and the kubeconfig.
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ClusterServer } from '../../server/clusterServer';
import type { ApiAccess } from '../access/apiAccess';
import { terminalOptions } from '../access/kubectlTerminal';
import type { RequestLog } from '../access/requestLog';
import type { Session } from '../session';
import { requireShown } from './clusterCommands';
import type { CommandTable } from './commandTable';
import { confirmed } from './pick';

export function accessCommands(
  session: Session,
  access: ApiAccess,
  requests: RequestLog,
): CommandTable {
  return {
    'clusterLab.openTerminal': async () => {
      const server = await requireServer(session, access);
      vscode.window.createTerminal(await terminalOptions(server)).show();
    },
    'clusterLab.copyKubeconfig': async () => {
      const server = await requireServer(session, access);
      await vscode.env.clipboard.writeText(server.kubeconfigText());
      void vscode.window.showInformationMessage(
        'Kubeconfig copied. It holds the administrator’s key.',
      );
    },
    'clusterLab.writeKubeconfig': async () => {
      await writeKubeconfig(await requireServer(session, access));
    },
    'clusterLab.showRequests': () => {
      requests.show();
    },
  };
}

/** Throws with advice where the cluster is not reachable. */
async function requireServer(session: Session, access: ApiAccess): Promise<ClusterServer> {
  requireShown(session);
  const server = await access.server();
  if (server !== undefined) return server;
  throw new Error(
    'The cluster is not reachable from outside. Switch on the setting "clusterLab.api.enabled"; where it is on, the output of Cluster Lab says what went wrong.',
  );
}

async function writeKubeconfig(server: ClusterServer): Promise<void> {
  const own = ownKubeconfig(process.env);
  const choice = await vscode.window.showQuickPick(
    [
      {
        label: 'A file of its own…',
        iconPath: new vscode.ThemeIcon('save-as'),
        detail: 'For kubectl --kubeconfig, or the variable KUBECONFIG',
        merges: false,
      },
      {
        label: 'Your own kubeconfig',
        iconPath: new vscode.ThemeIcon('git-merge'),
        detail: `Adds the context cluster-lab to ${tildified(own)} and keeps a copy of the file`,
        merges: true,
      },
    ],
    { title: 'Write Kubeconfig', placeHolder: 'Where shall kubectl find the cluster?' },
  );
  if (choice === undefined) return;
  if (choice.merges) await mergeIntoOwn(server, own);
  else await saveAs(server);
}

async function mergeIntoOwn(server: ClusterServer, file: string): Promise<void> {
  const sure = await confirmed(
    `Add the cluster to ${tildified(file)}?`,
    'The context cluster-lab becomes the current one: kubectl speaks with this cluster until you choose another (kubectl config use-context). A copy of the file as it is now is kept beside it.',
    'Add',
  );
  if (!sure) return;
  const backup = await server.mergeInto(file);
  void vscode.window.showInformationMessage(
    backup === undefined
      ? `Written to ${tildified(file)}: kubectl finds the cluster.`
      : `Added. Backup: ${tildified(backup)}`,
  );
}

/** The file that kubectl reads where nothing else is said; of several it writes to the first. */
function ownKubeconfig({ KUBECONFIG = '' }: NodeJS.ProcessEnv): string {
  const [first] = KUBECONFIG.split(path.delimiter).filter((file) => file !== '');
  return first ?? path.join(os.homedir(), '.kube', 'config');
}

/** A path as people write it: that of the home folder is `~`. */
function tildified(file: string): string {
  const home = os.homedir() + path.sep;
  return file.startsWith(home) ? path.join('~', file.slice(home.length)) : file;
}

async function saveAs(server: ClusterServer): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    title: 'Write Kubeconfig',
    saveLabel: 'Write',
    defaultUri: vscode.Uri.file(path.join(os.homedir(), 'cluster-lab.kubeconfig')),
  });
  if (target === undefined) return;
  await server.writeTo(target.fsPath);
  void vscode.window.showInformationMessage(`Written. KUBECONFIG=${tildified(target.fsPath)}`);
}
