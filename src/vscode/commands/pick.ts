// Finds out what a command is about: the item whose menu it came from, else a pick from a list.
import * as vscode from 'vscode';
import type { Deployment } from '../../apis/generated/apps/v1';
import type { Node, Pod } from '../../apis/generated/core/v1';
import { nodeStatusText, podStatusText } from '../../apis/printerColumns';
import { isControlPlane, type ClusterState } from '../../views/clusterState';
import { plural } from '../../views/plural';
import { componentPod } from '../../views/tree/clusterTree';
import type { TreeTarget } from '../../views/tree/treeItemModel';
import type { Running } from '../session';

/** The node that a tree item stands for, else one that the learner picks among those that `fits`. */
export async function pickNode(
  running: Running,
  target: TreeTarget | undefined,
  title: string,
  fits: (node: Node) => boolean = () => true,
): Promise<string | undefined> {
  if (target?.type === 'node') return target.node;
  const nodes = running.state.sortedNodes().filter(fits);
  if (nodes.length === 0) {
    void vscode.window.showInformationMessage('Cluster Lab: there is no node for that just now.');
    return undefined;
  }
  const choice = await vscode.window.showQuickPick(
    nodes.map((node) => ({
      label: node.metadata.name,
      description: [
        nodeStatusText(node),
        isControlPlane(node) ? 'control plane' : 'worker',
        ownPods(running.state, node.metadata.name),
      ].join(' · '),
    })),
    { title, placeHolder: 'Choose a node' },
  );
  return choice?.label;
}

function ownPods(state: ClusterState, node: string): string {
  const own = state.podsOnNode(node).filter((pod) => pod.metadata.namespace !== 'kube-system');
  return own.length === 0 ? 'no pods of yours' : `${plural(own.length, 'pod')} of yours`;
}

/** The pod that a tree item stands for (or belongs to), else one that the learner picks. */
export async function pickPod(
  running: Running,
  target: TreeTarget | undefined,
  title: string,
): Promise<Pod | undefined> {
  if (target?.type === 'pod' || target?.type === 'container') {
    return running.state.pods.get(target.namespace, target.pod);
  }
  if (target?.type === 'component') {
    return componentPod(running.state, target.node, target.component);
  }
  const pods = [...running.state.pods.list()].sort(
    (a, b) =>
      Number(a.metadata.namespace === 'kube-system') -
      Number(b.metadata.namespace === 'kube-system'),
  );
  const choice = await vscode.window.showQuickPick(
    pods.map((pod) => ({
      label: pod.metadata.name,
      description: `${podStatusText(pod)} · ${pod.spec.nodeName ?? 'not on any node'} · ${pod.metadata.namespace ?? ''}`,
      pod,
    })),
    { title, placeHolder: 'Choose a pod', matchOnDescription: true },
  );
  return choice?.pod;
}

export async function pickDeployment(
  running: Running,
  title: string,
): Promise<Deployment | undefined> {
  const deployments = running.state.deployments.list();
  const choice = await vscode.window.showQuickPick(
    deployments.map((deployment) => ({
      label: deployment.metadata.name,
      description: `${String(deployment.status.readyReplicas ?? 0)}/${String(deployment.spec.replicas ?? 1)} ready · ${deployment.metadata.namespace ?? ''}`,
      deployment,
    })),
    { title, placeHolder: 'Choose a Deployment' },
  );
  return choice?.deployment;
}

/** Asks before something is lost. `consequence` says what. */
export async function confirmed(
  question: string,
  consequence: string,
  action: string,
): Promise<boolean> {
  const choice = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail: consequence },
    action,
  );
  return choice === action;
}
