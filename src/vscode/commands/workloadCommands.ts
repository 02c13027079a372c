// Commands on pods and Deployments: crash or delete a pod, scale, roll back.
import * as vscode from 'vscode';
import { rollbackPatch } from '../../apis/apps/rollback';
import { controllerOf } from '../../apimachinery/objectMeta';
import type { Deployment } from '../../apis/generated/apps/v1';
import { DEPLOYMENTS, PODS } from '../../apis/resources';
import type { TreeTarget } from '../../views/tree/treeItemModel';
import type { Report } from '../report';
import type { Running, Session } from '../session';
import { requireRunning } from './clusterCommands';
import type { CommandTable } from './commandTable';
import { confirmed, pickDeployment, pickPod } from './pick';

export function workloadCommands(session: Session, report: Report): CommandTable {
  return {
    'clusterLab.crashPod': (target) => crashPod(session, target),
    'clusterLab.deletePod': (target) => deletePod(session, report, target),
    'clusterLab.scaleDeployment': () => scale(session, report),
    'clusterLab.rollBackDeployment': () => rollBack(session, report),
  };
}

async function crashPod(session: Session, target: TreeTarget | undefined): Promise<void> {
  const running = requireRunning(session);
  const pod = await pickPod(running, target, 'Crash Pod');
  if (pod === undefined) return;
  session.input({
    type: 'crashContainer',
    namespace: pod.metadata.namespace ?? 'default',
    pod: pod.metadata.name,
    ...(target?.type === 'container' ? { container: target.container } : {}),
  });
}

async function deletePod(
  session: Session,
  report: Report,
  target: TreeTarget | undefined,
): Promise<void> {
  const running = requireRunning(session);
  const pod = await pickPod(running, target, 'Delete Pod');
  if (pod === undefined) return;
  const { name, namespace = 'default' } = pod.metadata;
  const owner = controllerOf(pod);
  const sure =
    owner !== undefined ||
    (await confirmed(
      `Delete the pod ${name}?`,
      'No controller keeps this pod: nothing brings it back.',
      'Delete',
    ));
  if (!sure) return;
  running.admin.delete(PODS, namespace, name);
  report.log(`pod "${name}" deleted from ${namespace} namespace`);
}

async function scale(session: Session, report: Report): Promise<void> {
  const running = requireRunning(session);
  const deployment = await deploymentOrAdvice(running, 'Scale Deployment');
  if (deployment === undefined) return;
  const { name, namespace } = deployment.metadata;
  const text = await vscode.window.showInputBox({
    title: `Scale ${name}`,
    prompt: 'How many pods (replicas) should there be?',
    value: String(deployment.spec.replicas ?? 1),
    validateInput: (value) =>
      /^\d{1,5}$/.test(value.trim()) ? undefined : 'A whole number from 0 to 99999.',
  });
  if (text === undefined) return;
  running.admin.patch(
    DEPLOYMENTS,
    namespace,
    name,
    { type: 'merge', body: { spec: { replicas: Number(text) } } },
    { subresource: 'scale' },
  );
  report.log(`deployment.apps/${name} scaled`);
}

async function rollBack(session: Session, report: Report): Promise<void> {
  const running = requireRunning(session);
  const deployment = await deploymentOrAdvice(running, 'Roll Back Deployment');
  if (deployment === undefined) return;
  const { name, namespace, uid } = deployment.metadata;
  const own = running.state.replicaSets.list().filter((each) => controllerOf(each)?.uid === uid);
  const rollback = rollbackPatch(deployment, own);
  if (rollback.outcome === 'refused') throw new Error(rollback.message);
  if (rollback.outcome === 'patch') {
    running.admin.patch(DEPLOYMENTS, namespace, name, { type: 'json', body: rollback.patch });
  }
  const done = rollback.outcome === 'skipped' ? rollback.message : 'rolled back';
  report.log(`deployment.apps/${name} ${done}`);
  void vscode.window.showInformationMessage(`deployment.apps/${name} ${done}`);
}

async function deploymentOrAdvice(
  running: Running,
  title: string,
): Promise<Deployment | undefined> {
  if (running.state.deployments.size === 0) {
    void vscode.window.showInformationMessage(
      'There is no Deployment yet. Open a manifest and choose "Apply" above it.',
    );
    return undefined;
  }
  return pickDeployment(running, title);
}
