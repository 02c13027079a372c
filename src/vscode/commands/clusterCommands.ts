// Commands on the cluster as a whole: start, stop, reset, and the number of workers.
import * as vscode from 'vscode';
import { isNodeReady } from '../../apis/core/nodeState';
import { isPodReady } from '../../apis/core/podState';
import { compareNames, isControlPlane, type ClusterState } from '../../views/clusterState';
import type { TreeTarget } from '../../views/tree/treeItemModel';
import { workerName } from '../../cluster/clusterConfig';
import { fractionProgress } from '../fractionProgress';
import { NoClusterError } from '../report';
import type { Running, Session } from '../session';
import type { Shown } from '../shown';
import type { CommandTable } from './commandTable';
import { confirmed, pickNode } from './pick';

/** While the cluster comes up its time runs this much faster: seconds instead of half a minute. */
const BOOT_SPEED = 10;
const BOOT_LIMIT_MS = 300_000;

export function clusterCommands(session: Session): CommandTable {
  return {
    'clusterLab.start': () => start(session),
    'clusterLab.stop': () => {
      if (session.running === undefined) return;
      session.stop();
      void vscode.window.showInformationMessage(
        'The cluster is stopped and saved. Start brings it back as it was.',
      );
    },
    'clusterLab.reset': () => reset(session),
    'clusterLab.addWorker': () => {
      addWorker(session);
    },
    'clusterLab.removeWorker': (target) => removeWorker(session, target),
    'clusterLab.removeControlPlaneNode': (target) => removeControlPlaneNode(session, target),
  };
}

/** Starts the saved cluster where there is one, else a new one. */
async function start(session: Session): Promise<void> {
  if (session.running !== undefined) {
    void vscode.window.showInformationMessage('The cluster is running already.');
    return;
  }
  if (session.hasSavedCluster && (await restoreWithProgress(session, false))) return;
  await startNew(session);
}

async function reset(session: Session): Promise<void> {
  const sure =
    (session.running === undefined && !session.hasSavedCluster) ||
    (await confirmed(
      'Start over with a new cluster?',
      'The present cluster and everything in it is lost. Your manifest files and the branches that you kept stay as they are.',
      'Start Over',
    ));
  if (sure) await startNew(session);
}

/** Brings the saved cluster back; shows progress where it takes longer than a moment. */
export async function restoreWithProgress(session: Session, onlyIfOpen: boolean): Promise<boolean> {
  return vscode.window.withProgress(
    { location: { viewId: 'clusterLab.cluster' }, title: 'Restoring the cluster' },
    (progress) => session.restore(onlyIfOpen, fractionProgress(progress)),
  );
}

async function startNew(session: Session): Promise<void> {
  // The nodes are to be seen coming, without taking the cursor away.
  void vscode.commands.executeCommand('clusterLab.cluster.focus', { preserveFocus: true });
  const workers = vscode.workspace.getConfiguration('clusterLab').get<number>('workers', 3);
  await bootFast(session, await session.startNew(workers), workers + 1);
}

/** Time runs faster until the nodes are Ready. */
export async function bootFast(session: Session, running: Running, nodes: number): Promise<void> {
  running.pacer.setSpeed(BOOT_SPEED);
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: 'Starting the cluster',
      cancellable: false,
    },
    (progress) =>
      untilReady(session, running, nodes, (message) => {
        progress.report({ message });
      }),
  );
  if (session.running === running && running.pacer.speed === BOOT_SPEED) running.pacer.setSpeed(1);
}

/** Resolves when all nodes are Ready and all system pods run, or the cluster is gone. */
function untilReady(
  session: Session,
  running: Running,
  nodes: number,
  say: (message: string) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      const ready = readyNodes(running.state);
      const { nowMs } = running.cluster.simulation;
      say(`${String(ready)} of ${String(nodes)} nodes are ready`);
      const over = session.running !== running || nowMs > BOOT_LIMIT_MS;
      if (over || (ready >= nodes && systemPodsRun(running.state))) {
        subscription.dispose();
        resolve();
      }
    };
    const subscription = session.onDidChange(look);
  });
}

function readyNodes(state: ClusterState): number {
  return state.nodes.list().filter(isNodeReady).length;
}

function systemPodsRun(state: ClusterState): boolean {
  return state.pods.list().every(isPodReady);
}

function addWorker(session: Session): void {
  const running = requireRunning(session);
  const taken = [...running.cluster.machines.keys()].sort(compareNames);
  let number = 1;
  while (taken.includes(workerName(number))) number++;
  session.input({ type: 'addWorker', node: workerName(number) });
}

async function removeWorker(session: Session, target: TreeTarget | undefined): Promise<void> {
  const running = requireRunning(session);
  const node = await pickNode(running, target, 'Remove Worker', (each) => !isControlPlane(each));
  if (node === undefined) return;
  const pods = running.state
    .podsOnNode(node)
    .filter((pod) => pod.metadata.namespace !== 'kube-system').length;
  const sure = await confirmed(
    `Remove ${node} from the cluster?`,
    pods === 0
      ? 'The computer is switched off and its Node object is deleted. No pods of yours run on it.'
      : `The computer is switched off and its Node object is deleted. ${String(pods)} of your pods run on it: those that a controller keeps are replaced on other nodes, others are lost. Drain the node first to move them gently.`,
    'Remove',
  );
  if (sure) session.input({ type: 'removeWorker', node });
}

async function removeControlPlaneNode(
  session: Session,
  target: TreeTarget | undefined,
): Promise<void> {
  const running = requireRunning(session);
  const node = await pickNode(running, target, 'Remove Control Plane Node', isControlPlane);
  if (node === undefined) return;
  const sure = await confirmed(
    `Remove ${node} from the control plane?`,
    'Its member leaves etcd, the computer is switched off and its Node object is deleted. It cannot be brought back. Of the members that stay, a majority is needed as before.',
    'Remove',
  );
  if (sure) session.input({ type: 'removeWorker', node });
}

/** For what changes the cluster. Throws with advice where none runs, and while the learner looks back. */
export function requireRunning(session: Session): Running {
  const { running } = session;
  if (running === undefined) {
    if (session.phase !== 'restoring') throw new NoClusterError();
    throw new Error('Your cluster is being brought back: in a moment this works.');
  }
  running.assertPresent();
  return running;
}

/** For what moves time or only looks. Throws with advice where no cluster runs. */
export function requireShown(session: Session): Shown {
  return session.past ?? requireRunning(session);
}
