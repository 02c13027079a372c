// Commands on one node: cordon, drain, crash, restart.
import * as vscode from 'vscode';
import { isNodeReady } from '../../apis/core/nodeState';
import {
  EVICTION_RETRY_SECONDS,
  evictPods,
  planDrain,
  setUnschedulable,
  startDrain,
  type DrainPlan,
  type DrainProgress,
} from '../../kubectl/drain';
import { isControlPlane } from '../../views/clusterState';
import { plural } from '../../views/plural';
import type { TreeTarget } from '../../views/tree/treeItemModel';
import type { Report } from '../report';
import type { Running, Session } from '../session';
import { requireRunning } from './clusterCommands';
import type { CommandTable } from './commandTable';
import { confirmed, pickNode } from './pick';

export function nodeCommands(session: Session, report: Report): CommandTable {
  return {
    'clusterLab.cordonNode': (target) => cordon(session, report, target, true),
    'clusterLab.uncordonNode': (target) => cordon(session, report, target, false),
    'clusterLab.drainNode': (target) => drainNode(session, report, target),
    'clusterLab.crashNode': (target) => crash(session, target),
    'clusterLab.restartNode': (target) => restart(session, target),
  };
}

async function cordon(
  session: Session,
  report: Report,
  target: TreeTarget | undefined,
  unschedulable: boolean,
): Promise<void> {
  const running = requireRunning(session);
  const title = unschedulable ? 'Cordon Node' : 'Uncordon Node';
  const node = await pickNode(
    running,
    target,
    title,
    (each) => (each.spec.unschedulable === true) !== unschedulable,
  );
  if (node === undefined) return;
  setUnschedulable(running.admin, node, unschedulable);
  report.log(`node/${node} ${unschedulable ? 'cordoned' : 'uncordoned'}`);
}

async function drainNode(
  session: Session,
  report: Report,
  target: TreeTarget | undefined,
): Promise<void> {
  const running = requireRunning(session);
  const node = await pickNode(running, target, 'Drain Node');
  if (node === undefined) return;
  const plan = planDrain(running.state.podsOnNode(node));
  if (!(await confirmed(`Drain ${node}?`, consequences(plan), 'Drain'))) return;
  const { lines, refused } = startDrain(running.admin, node, plan);
  report.log(...lines);
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: `Draining ${node}`,
      cancellable: true,
    },
    (progress, token) => untilGone(session, running, plan, refused, report, progress, token),
  );
}

function consequences(plan: DrainPlan): string {
  const parts = [
    `The node takes no new pods. ${plural(plan.evict.length, 'pod')} evicted: ended gently and replaced on other nodes.`,
  ];
  const names = (pods: DrainPlan['lost']): string =>
    pods.map((pod) => pod.metadata.name).join(', ');
  if (plan.lost.length > 0) {
    parts.push(`Kept by no controller, and so lost for good: ${names(plan.lost)}.`);
  }
  if (plan.withLocalData.length > 0) {
    parts.push(`Lose the data of their emptyDir volumes: ${names(plan.withLocalData)}.`);
  }
  parts.push('Uncordon lets new pods come again.');
  return parts.join('\n\n');
}

function untilGone(
  session: Session,
  running: Running,
  plan: DrainPlan,
  refused: DrainProgress['refused'],
  report: Report,
  progress: vscode.Progress<{ message?: string }>,
  token: vscode.CancellationToken,
): Promise<void> {
  const left = new Map(plan.evict.map((pod) => [pod.metadata.uid, pod]));
  const { simulation } = running.cluster;
  let waiting = refused;
  let askAgainAtMs = simulation.nowMs + EVICTION_RETRY_SECONDS * 1000;
  const askAgain = (): void => {
    if (waiting.length === 0 || simulation.nowMs < askAgainAtMs) return;
    askAgainAtMs = simulation.nowMs + EVICTION_RETRY_SECONDS * 1000;
    const next = evictPods(running.admin, waiting);
    waiting = next.refused;
    report.log(...next.lines);
  };
  return new Promise((resolve) => {
    const look = (): void => {
      askAgain();
      for (const [uid, { metadata }] of left) {
        if (running.state.pods.get(metadata.namespace, metadata.name)?.metadata.uid === uid)
          continue;
        left.delete(uid);
        report.log(`pod/${metadata.name} evicted`);
      }
      const paused = running.pacer.isPlaying ? '' : ' (time is paused: resume it)';
      progress.report({ message: `${plural(left.size, 'pod')} still to end${paused}` });
      if (left.size === 0 || token.isCancellationRequested || session.running !== running) {
        subscription.dispose();
        resolve();
      }
    };
    const subscription = session.onDidChange(look);
    token.onCancellationRequested(look);
    look();
  });
}

async function crash(session: Session, target: TreeTarget | undefined): Promise<void> {
  const running = requireRunning(session);
  const node = await pickNode(running, target, 'Crash Node', isOn(running));
  if (node === undefined) return;
  session.input({ type: 'crashNode', node });
  // Without its control plane a cluster does nothing that would be worth running ahead to.
  const offers = onControlPlane(running, node)
    ? ['Restart It']
    : ['Run 6 Minutes Ahead', 'Restart It'];
  const choice = await vscode.window.showInformationMessage(crashed(running, node), ...offers);
  if (choice === 'Restart It') session.input({ type: 'restartNode', node });
  else if (choice !== undefined) await vscode.commands.executeCommand('clusterLab.runFor', 360_000);
}

function crashed(running: Running, node: string): string {
  return onControlPlane(running, node)
    ? `${node} has lost its power, and the API server with it. Pods on the workers keep running, but nothing can be changed or repaired until it is back.`
    : `${node} has lost its power. The control plane notices after about 50 seconds without a heartbeat, and replaces its pods 5 minutes later.`;
}

function onControlPlane(running: Running, node: string): boolean {
  const object = running.state.nodes.get(undefined, node);
  return object !== undefined && isControlPlane(object);
}

function isOn(running: Running) {
  return (node: { readonly metadata: { readonly name: string } }): boolean =>
    running.cluster.machines.get(node.metadata.name)?.isOn ?? false;
}

async function restart(session: Session, target: TreeTarget | undefined): Promise<void> {
  const running = requireRunning(session);
  const on = isOn(running);
  const node = await pickNode(
    running,
    target,
    'Restart Node',
    (each) => !on(each) || !isNodeReady(each),
  );
  if (node === undefined) return;
  if (running.cluster.machines.get(node)?.isOn === true) {
    session.input({ type: 'crashNode', node });
  }
  session.input({ type: 'restartNode', node });
}
