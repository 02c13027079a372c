// Tree items of pods and of their containers.
import { controllerOf, type OwnerReference } from '../../apimachinery/objectMeta';
import type { Container, ContainerStatus, Pod } from '../../apis/generated/core/v1';
import { podReadiness, podRestarts, podStatusText } from '../../apis/printerColumns';
import { blockingCondition, type Health, podHealth } from '../health';
import { plural } from '../plural';
import { podLabel } from './podLabel';
import { treeItemId, type TreeItemModel, type TreeTarget } from './treeItemModel';

/** Pods of the learner first, those of kube-system after them, each by name; the first `max`. */
export function podItems(
  pods: readonly Pod[],
  silentNode: boolean,
  max = Infinity,
): readonly TreeItemModel[] {
  return [...pods]
    .sort(
      (a, b) =>
        Number(isSystem(a)) - Number(isSystem(b)) ||
        (a.metadata.name < b.metadata.name ? -1 : a.metadata.name > b.metadata.name ? 1 : 0),
    )
    .slice(0, max)
    .map((pod) => podItem(pod, silentNode));
}

function isSystem(pod: Pod): boolean {
  return pod.metadata.namespace === 'kube-system';
}

/** `silentNode`: the pod's node stopped reporting, so that its status is what it was back then. */
export function podItem(pod: Pod, silentNode: boolean): TreeItemModel {
  const { name, namespace = 'default', uid } = pod.metadata;
  const status = podStatusText(pod);
  const { ready, total } = podReadiness(pod);
  const restarts = podRestarts(pod);
  const health = silentNode ? 'off' : podHealth(pod, status);
  const target: TreeTarget = { type: 'pod', namespace, pod: name, uid };
  const gone = pod.metadata.deletionTimestamp !== undefined;
  const words = [
    silentNode && !gone ? `was ${status}` : status,
    silentNode ? 'its node is silent' : readiness(health, ready, total),
    restarts > 0 ? plural(restarts, 'restart') : '',
    namespace === 'default' ? '' : namespace,
  ];
  return {
    id: treeItemId(target),
    label: podLabel(pod),
    fullName: name,
    description: words.filter((word) => word !== '').join(' · '),
    tooltip: podTooltip(pod, status),
    icon: silentNode && !gone ? 'question' : POD_ICONS[health],
    health,
    context: isSystem(pod) ? 'pod.system' : 'pod',
    expandable: 'collapsed',
    target,
  };
}

/** The icon says that all is well; what is missing stands in words. */
function readiness(health: Health, ready: number, total: number): string {
  return ready === total || health === 'done' ? '' : `${String(ready)}/${String(total)} ready`;
}

const POD_ICONS: Readonly<Record<Health, string>> = {
  good: 'pass',
  working: 'loading',
  bad: 'error',
  off: 'circle-slash',
  done: 'check',
};

function podTooltip(pod: Pod, status: string): string {
  const { name, namespace = 'default' } = pod.metadata;
  const why = blockingCondition(pod);
  return [
    `**${name}** — ${status}`,
    WHAT_IT_IS,
    whatRuns(pod),
    `Namespace ${namespace}${pod.status.podIP === undefined ? '' : `, address ${pod.status.podIP}`}`,
    whoKeeps(controllerOf(pod)),
    why?.message === undefined ? '' : `${why.type}: ${why.message}`,
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

const WHAT_IT_IS =
  'A pod: one or more containers that run together, on one node, and share an address.';

/** `Runs web (nginx:1.29) on worker-1` */
function whatRuns({ spec }: Pod): string {
  const containers = spec.containers.map(({ name, image }) =>
    image === undefined ? name : `${name} (\`${image}\`)`,
  );
  return spec.nodeName === undefined
    ? `Is to run ${containers.join(', ')}; has no node yet`
    : `Runs ${containers.join(', ')} on ${spec.nodeName}`;
}

function whoKeeps(owner: OwnerReference | undefined): string {
  if (owner === undefined) return 'Kept by nobody: if this pod is lost, it stays lost.';
  const { kind, name } = owner;
  // A static pod.
  if (kind === 'Node') return `Kept by the kubelet of ${name}, which has it from a file there.`;
  const task = KEEPERS[kind];
  const how = task === undefined ? '' : `, which ${task}`;
  return `Kept by ${kind} ${name}${how}: if this pod is lost, it is replaced.`;
}

/** What the controllers of these kinds see to. */
const KEEPERS: Readonly<Record<string, string>> = {
  ReplicaSet: 'sees to it that as many pods run as were asked for',
  ReplicationController: 'sees to it that as many pods run as were asked for',
  StatefulSet: 'sees to it that as many pods run as were asked for, each with its own name',
  DaemonSet: 'sees to it that one runs on every node',
};

export function containerItems(pod: Pod): readonly TreeItemModel[] {
  const item = (
    container: Container,
    status: ContainerStatus | undefined,
    init: boolean,
  ): TreeItemModel => {
    const { name, namespace = 'default', uid } = pod.metadata;
    const { text, health } = containerState(status);
    const restarts = status?.restartCount ?? 0;
    const target: TreeTarget = {
      type: 'container',
      namespace,
      pod: name,
      uid,
      container: container.name,
    };
    return {
      id: treeItemId(target),
      label: container.name,
      description: [
        text,
        init ? 'init container' : '',
        restarts > 0 ? plural(restarts, 'restart') : '',
      ]
        .filter((word) => word !== '')
        .join(' · '),
      tooltip: containerTooltip(container, status, text),
      icon: 'package',
      health,
      context: init ? 'container.init' : 'container',
      expandable: 'no',
      target,
    };
  };
  const find = (
    list: readonly ContainerStatus[] | undefined,
    name: string,
  ): ContainerStatus | undefined => list?.find((entry) => entry.name === name);
  return [
    ...(pod.spec.initContainers ?? []).map((container) =>
      item(container, find(pod.status.initContainerStatuses, container.name), true),
    ),
    ...pod.spec.containers.map((container) =>
      item(container, find(pod.status.containerStatuses, container.name), false),
    ),
  ];
}

function containerState(status: ContainerStatus | undefined): {
  readonly text: string;
  readonly health: Health;
} {
  if (status?.state?.running !== undefined) {
    return status.ready
      ? { text: 'Running', health: 'good' }
      : { text: 'Running, not ready', health: 'working' };
  }
  const terminated = status?.state?.terminated;
  if (terminated !== undefined) {
    const text = `${terminated.reason ?? 'Terminated'} (exit code ${String(terminated.exitCode)})`;
    return { text, health: terminated.exitCode === 0 ? 'done' : 'bad' };
  }
  const reason = status?.state?.waiting?.reason ?? 'Waiting';
  return { text: reason, health: /BackOff|Err|Invalid/.test(reason) ? 'bad' : 'working' };
}

function containerTooltip(
  container: Container,
  status: ContainerStatus | undefined,
  text: string,
): string {
  const message = status?.state?.waiting?.message ?? status?.state?.terminated?.message;
  return [`**${container.name}** — ${text}`, `Image \`${container.image ?? ''}\``, message ?? '']
    .filter((line) => line !== '')
    .join('\n\n');
}
