// How pods are shown in a picture: each by itself, or folded as `web ×12` where there are too many.
import type { OwnerReference } from '../../apimachinery/objectMeta';
import type { Pod } from '../../apis/generated/core/v1';
import { podStatusText } from '../../apis/printerColumns';
import { compareNames } from '../clusterState';
import { blockingCondition, type Health, isPodGood, podHealth } from '../health';
import { plural } from '../plural';
import { treeItemId, type TreeTarget } from '../tree/treeItemModel';
import type { DiagramTarget, ShapeContent, ShapeState } from './diagramModel';
import { shorten } from './labelText';

/** The second line of a shape is drawn smaller, so more letters fit. */
const SMALL_PRINT = 1.14;

/** Name and state of something, cut to the width of a cell. */
export function twoLines(name: string, state: string, units: number): readonly string[] {
  return [shorten(name, units), shorten(state, Math.floor(units * SMALL_PRINT))];
}

export function isSystemPod(pod: Pod): boolean {
  return pod.metadata.namespace === 'kube-system';
}

/** Pods of the learner first, those of kube-system after them, each by name. */
export function sortPods(pods: readonly Pod[]): readonly Pod[] {
  return [...pods].sort(
    (a, b) =>
      Number(isSystemPod(a)) - Number(isSystemPod(b)) ||
      compareNames(a.metadata.name, b.metadata.name),
  );
}

/** `lost`: the pod's node is silent, so what is known of the pod is old. */
export function podShape(pod: Pod, lost: boolean, units: number): ShapeContent {
  const { name, namespace = 'default', uid } = pod.metadata;
  const { state, text } = podState(pod, lost);
  const target: TreeTarget = { type: 'pod', namespace, pod: name, uid };
  return {
    key: treeItemId(target),
    style: 'pod',
    state,
    muted: isSystemPod(pod),
    lines: twoLines(name, text, units),
    label: `Pod ${name}${namespace === 'default' ? '' : ` in ${namespace}`}: ${text}${whyNot(pod)}`,
    target,
  };
}

/** Kubernetes goes on showing the last state of a pod whose node is silent: the picture says so. */
function podState(pod: Pod, lost: boolean): { readonly state: ShapeState; readonly text: string } {
  const status = podStatusText(pod);
  const health = podHealth(pod, status);
  if (lost && health !== 'done') {
    return { state: 'lost', text: health === 'off' ? status : `was ${status}` };
  }
  const notReady = health === 'working' && status === 'Running';
  return { state: health, text: notReady ? 'Running, not ready' : status };
}

function whyNot(pod: Pod): string {
  const message = blockingCondition(pod)?.message;
  return message === undefined ? '' : `. ${message}`;
}

/** Pods of one owner, as one shape. */
export interface PodGroup {
  readonly name: string;
  readonly namespace: string;
  count: number;
  good: number;
  worst: Health;
}

/** Grouped by what keeps them, the learner's groups first, then by size. Made for 10,000 pods. */
export function groupPods(pods: Iterable<Pod>): readonly PodGroup[] {
  const groups = new Map<string, PodGroup>();
  // Names are put together once an owner, not once a pod; a Deployment has several owners of pods.
  const byOwner = new Map<string, PodGroup>();
  for (const pod of pods) {
    const owner = ownerOf(pod);
    const ownerUid = owner?.uid ?? pod.metadata.uid;
    let group = byOwner.get(ownerUid);
    if (group === undefined) {
      group = namedGroup(groups, pod, owner);
      byOwner.set(ownerUid, group);
    }
    countPod(group, pod);
  }
  const system = (group: PodGroup): number => Number(group.namespace === 'kube-system');
  return [...groups.values()].sort(
    (a, b) => system(a) - system(b) || b.count - a.count || compareNames(a.name, b.name),
  );
}

function namedGroup(
  groups: Map<string, PodGroup>,
  pod: Pod,
  owner: OwnerReference | undefined,
): PodGroup {
  const { namespace = 'default' } = pod.metadata;
  const name = groupName(pod, owner);
  const key = `${namespace}/${name}`;
  const known = groups.get(key);
  if (known !== undefined) return known;
  const group: PodGroup = { name, namespace, count: 0, good: 0, worst: 'good' };
  groups.set(key, group);
  return group;
}

function countPod(group: PodGroup, pod: Pod): void {
  group.count++;
  if (isPodGood(pod)) {
    group.good++;
    return;
  }
  const health = podHealth(pod, podStatusText(pod));
  if (health === 'done') group.good++;
  if (SEVERITY[health] > SEVERITY[group.worst]) group.worst = health;
}

const SEVERITY: Readonly<Record<Health, number>> = { good: 0, done: 0, off: 1, working: 2, bad: 3 };

function ownerOf(pod: Pod): OwnerReference | undefined {
  for (const reference of pod.metadata.ownerReferences ?? []) {
    if (reference.controller === true) return reference;
  }
  return undefined;
}

/** The Deployment behind a ReplicaSet, another owner by its name, a bare pod by its own. */
function groupName(pod: Pod, owner: OwnerReference | undefined): string {
  if (owner === undefined) return pod.metadata.name;
  const hash = pod.metadata.labels?.['pod-template-hash'];
  const ending = `-${hash ?? ''}`;
  const ofDeployment = owner.kind === 'ReplicaSet' && hash !== undefined;
  return ofDeployment && owner.name.endsWith(ending)
    ? owner.name.slice(0, -ending.length)
    : owner.name;
}

/** Where the group is shown. */
export interface GroupPlace {
  /** Part of the group's key: the node, or what else holds it. */
  readonly place: string;
  readonly lost: boolean;
  readonly target: DiagramTarget | undefined;
}

export function groupShape(group: PodGroup, at: GroupPlace, units: number): ShapeContent {
  const { name, namespace, count, good, worst } = group;
  const state = at.lost ? `was ${goodOf(good, count)}` : goodOf(good, count);
  return {
    key: `group/${at.place}/${namespace}/${name}`,
    style: 'fold',
    state: at.lost ? 'lost' : worst,
    muted: namespace === 'kube-system',
    // The count must not be cut off.
    lines: [
      `${shorten(name, units - 2 - String(count).length)} ×${String(count)}`,
      shorten(state, Math.floor(units * SMALL_PRINT)),
    ],
    label: `${plural(count, 'pod')} of ${name}${namespace === 'default' ? '' : ` in ${namespace}`}: ${state}`,
    ...(at.target !== undefined && { target: at.target }),
  };
}

function goodOf(good: number, count: number): string {
  return good === count ? 'all running' : `${String(good)} of ${String(count)} running`;
}
