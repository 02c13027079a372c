// Finds out what a fault is to be laid on: the item whose menu it came from, else picks from lists.
import * as vscode from 'vscode';
import type { Fault, FaultTarget } from '../../cluster/faults/fault';
import { isControlPlane } from '../../views/clusterState';
import { ROLES } from '../../views/roles';
import type { TreeTarget } from '../../views/tree/treeItemModel';
import type { Running } from '../session';
import { pickNode, pickPod } from './pick';

const COMPONENTS: readonly NonNullable<FaultTarget['component']>[] = [
  'kube-apiserver',
  'etcd',
  'kube-scheduler',
  'kube-controller-manager',
];

/** What the fault means on a tree item, as far as the item tells; undefined where it fits no such thing. */
export function targetFor(fault: Fault, on: TreeTarget): FaultTarget | undefined {
  switch (on.type) {
    case 'node':
      return fault.target === 'container' || fault.target === 'cluster'
        ? undefined
        : { node: on.node };
    case 'component': {
      const component = COMPONENTS.find((id) => id === on.component);
      if (fault.target === 'component' && component !== undefined)
        return { node: on.node, component };
      const isItsOwn =
        (fault.id === 'kubelet-stop' && on.component === 'kubelet') ||
        (fault.id === 'runtime-stop' && on.component === 'container-runtime') ||
        (fault.id === 'kube-proxy-stop' && on.component === 'kube-proxy');
      return isItsOwn ? { node: on.node } : undefined;
    }
    case 'pod':
      return fault.target === 'container' ? { namespace: on.namespace, pod: on.pod } : undefined;
    case 'container': {
      const { namespace, pod, container } = on;
      return fault.target === 'container' ? { namespace, pod, container } : undefined;
    }
    default:
      return undefined;
  }
}

/** Undefined where the learner chose nothing. */
export async function pickFaultTarget(
  running: Running,
  fault: Fault,
  on: TreeTarget | undefined,
): Promise<FaultTarget | undefined> {
  const known = on && targetFor(fault, on);
  switch (fault.target) {
    case 'cluster':
      return {};
    case 'node':
    case 'worker': {
      const node = known?.node ?? (await pickFaultNode(running, fault));
      return node === undefined ? undefined : { node };
    }
    case 'nodePair':
      return pickPair(running, fault, known?.node);
    case 'component':
      return known?.component === undefined ? pickComponent(running, fault, known?.node) : known;
    case 'container':
      return known ?? pickContainer(running, fault);
  }
}

function pickFaultNode(running: Running, fault: Fault): Promise<string | undefined> {
  const isOffered = (node: string): boolean =>
    running.cluster.faults.refusal(fault.id, { node }) === undefined;
  return pickNode(running, undefined, fault.title, ({ metadata }) => isOffered(metadata.name));
}

async function pickPair(
  running: Running,
  fault: Fault,
  known: string | undefined,
): Promise<FaultTarget | undefined> {
  const node = known ?? (await pickNode(running, undefined, `${fault.title}: the first`));
  if (node === undefined) return undefined;
  const title = `${fault.title}: ${node} and ...`;
  const otherNode = await pickNode(
    running,
    undefined,
    title,
    ({ metadata }) => metadata.name !== node,
  );
  return otherNode === undefined ? undefined : { node, otherNode };
}

async function pickComponent(
  running: Running,
  fault: Fault,
  onNode: string | undefined,
): Promise<FaultTarget | undefined> {
  const nodes = running.state
    .sortedNodes()
    .filter((node) => isControlPlane(node) && (onNode ?? node.metadata.name) === node.metadata.name)
    .map(({ metadata }) => metadata.name);
  const items = nodes.flatMap((node) =>
    COMPONENTS.map((component) => ({
      label: component,
      description: node,
      detail: ROLES[component].summary,
      target: { node, component },
    })),
  );
  const title = fault.title;
  const choice = await vscode.window.showQuickPick(items, { title, placeHolder: 'Which part?' });
  return choice?.target;
}

async function pickContainer(running: Running, fault: Fault): Promise<FaultTarget | undefined> {
  const pod = await pickPod(running, undefined, fault.title);
  if (pod === undefined) return undefined;
  const { name, namespace = 'default' } = pod.metadata;
  const names = pod.spec.containers.map((container) => container.name);
  if (names.length === 1) return { namespace, pod: name };
  const container = await vscode.window.showQuickPick(names, {
    title: fault.title,
    placeHolder: 'Which container?',
  });
  return container === undefined ? undefined : { namespace, pod: name, container };
}
