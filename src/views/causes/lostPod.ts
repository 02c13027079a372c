// Who deleted a pod and why: read from the write that marked it for deletion (or removed it outright)
// and from what led to that write. For pods that are going, and for those that are gone.
import { findCondition } from '../../apimachinery/conditions';
import { controllerOf, keyOf } from '../../apimachinery/objectMeta';
import { toleratedForMs } from '../../apis/core/tolerations';
import type { DaemonSet, ReplicaSet } from '../../apis/generated/apps/v1';
import type { Node, Pod, ReplicationController } from '../../apis/generated/core/v1';
import {
  DAEMON_SETS,
  NODES,
  PODS,
  REPLICA_SETS,
  REPLICATION_CONTROLLERS,
} from '../../apis/resources';
import type { ClusterHistory, HistoryChange } from '../../cluster/history/clusterHistory';
import { objectName } from '../objectName';
import { plural } from '../plural';
import { causeChain, rootOf } from './causeChain';
import type { CauseStep } from './causeStep';
import { taintText } from './whyNode';
import { writerOf } from './writer';

export type LossReason =
  | 'scaledDown'
  | 'rollout'
  | 'ownerDeleted'
  | 'taint'
  | 'nodeGone'
  | 'namespaceDeleted'
  | 'preempted'
  | 'evictionApi'
  | 'user'
  | 'controller'
  | 'kubelet';

export interface LostPod {
  readonly reason: LossReason;
  /** One sentence. */
  readonly headline: string;
  /** The write that decided it. */
  readonly decision: HistoryChange;
  /** What led to it, newest first. */
  readonly steps: readonly CauseStep[];
}

/** Undefined where nobody has deleted it, or the record of it is kept no more. */
export function lostPod(
  history: ClusterHistory,
  namespace: string | undefined,
  name: string,
): LostPod | undefined {
  const decision = deletionOf(history, namespace, name);
  if (decision === undefined) return undefined;
  const steps = causeChain(history, decision.cause);
  const facts = { history, decision, steps };
  const [reason, headline] = judge(facts);
  return { reason, headline, decision, steps };
}

interface Facts {
  readonly history: ClusterHistory;
  readonly decision: HistoryChange;
  readonly steps: readonly CauseStep[];
}

/** The first write after which the pod was to go. */
function deletionOf(
  history: ClusterHistory,
  namespace: string | undefined,
  name: string,
): HistoryChange | undefined {
  const changes = history.changesOf(PODS, namespace, name);
  const uid = changes[0]?.uid;
  // Of one object: another of the same name may have been there before.
  const own = changes.filter((change) => change.uid === uid).reverse();
  return own.find((change) => {
    if (change.type === 'deleted') return true;
    const pod = history.objectAt(PODS, namespace, name, change.revision);
    return pod?.metadata.deletionTimestamp !== undefined;
  });
}

function judge(facts: Facts): readonly [LossReason, string] {
  const { decision } = facts;
  const what = objectName(decision);
  const disruption = disruptionOf(facts);
  if (disruption === 'DeletionByTaintManager') return ['taint', tainted(facts)];
  const { component, instance } = writerOf(decision.writer);
  if (disruption === 'PreemptionByScheduler' || component === 'kube-scheduler')
    return ['preempted', preempted(facts)];
  switch (component) {
    case 'kube-controller-manager':
      return byController(facts, instance ?? '');
    case 'kubelet':
      return ['kubelet', `The kubelet of ${instance ?? 'its node'} removed ${what}.`];
    default:
      if (decision.subresource === 'eviction')
        return [
          'evictionApi',
          `${decision.writer} asked for the eviction of ${what}, as kubectl drain does: the API server allowed it, as no PodDisruptionBudget was against it.`,
        ];
      return ['user', `${decision.writer} deleted ${what}.`];
  }
}

/** The pod that the scheduler was looking for a node for. */
function preempted({ history, decision, steps }: Facts): string {
  const what = objectName(decision);
  const pod = podBefore(history, decision);
  const on = pod?.spec.nodeName === undefined ? '' : ` on ${pod.spec.nodeName}`;
  const cycle = steps.map(({ traceId }) => history.entry(traceId));
  const [namespace, name] =
    cycle.find((entry) => entry?.label === 'schedule')?.subject.split('/') ?? [];
  if (name === undefined)
    return `${what} was preempted: the scheduler made room${on} for a pod of higher priority.`;
  // A Pod by its resource.
  const other = history.objectAt(PODS, namespace, name, decision.revision) as Pod | undefined;
  const priorities = `${String(other?.spec.priority ?? 0)}, over ${String(pod?.spec.priority ?? 0)}`;
  return `${what} was preempted: the scheduler made room${on} for Pod ${keyOf(namespace, name)}, whose priority is higher (${priorities}).`;
}

function byController(facts: Facts, controller: string): readonly [LossReason, string] {
  const what = objectName(facts.decision);
  switch (controller) {
    case 'replicaset-controller':
    case 'replication-controller':
      return scaledDown(facts);
    case 'daemon-set-controller':
      return byDaemonSet(facts);
    case 'generic-garbage-collector':
      return ['ownerDeleted', ownerDeleted(facts)];
    case 'pod-garbage-collector':
      return [
        'nodeGone',
        `${what} was on a node that is gone: the pod garbage collector removed it.`,
      ];
    case 'namespace-controller':
      return [
        'namespaceDeleted',
        `Namespace ${facts.decision.namespace ?? ''} was deleted, and everything in it with it.`,
      ];
    default:
      return ['controller', `The ${controller} deleted ${what}.`];
  }
}

function scaledDown({ history, decision, steps }: Facts): readonly [LossReason, string] {
  const what = objectName(decision);
  const pod = podBefore(history, decision);
  const owner = pod && controllerOf(pod);
  const resource = owner?.kind === 'ReplicaSet' ? REPLICA_SETS : REPLICATION_CONTROLLERS;
  const set =
    owner === undefined
      ? undefined
      : // What makes pods by their number, by its resource.
        (history.objectAt(resource, decision.namespace, owner.name, decision.revision) as
          ReplicaSet | ReplicationController | undefined);
  const wanted = set?.spec.replicas;
  const number = wanted === undefined ? 'fewer pods than there were' : plural(wanted, 'pod');
  const wish = `${owner?.kind ?? 'Its owner'} ${owner?.name ?? ''} wanted ${number}, and its controller chose ${what} to go`;
  if (isRollout(history, steps, 'Deployment'))
    return ['rollout', `A new version is rolled out: ${wish}.`];
  return ['scaledDown', `It was scaled down: ${wish}.`];
}

function byDaemonSet(facts: Facts): readonly [LossReason, string] {
  const { history, decision, steps } = facts;
  const what = objectName(decision);
  const pod = podBefore(history, decision);
  const set = `DaemonSet ${(pod && controllerOf(pod)?.name) ?? ''}`;
  if (pod?.status.phase === 'Failed')
    return [
      'controller',
      `${what} had failed: the controller of ${set} removed it, to make it anew on the same node.`,
    ];
  if (isRollout(history, steps, 'DaemonSet') && suitsNode(facts, pod))
    return [
      'rollout',
      `${set} was given a new template: its controller removes the pods of the old one, node by node, and it was the turn of ${what}.`,
    ];
  const node = pod?.spec.nodeName ?? 'its node';
  return [
    'controller',
    `${set} wants no pod on ${node} any more (its nodeSelector, its affinity, or a taint of the node): its controller removed ${what}.`,
  ];
}

/** Whether the node has the labels that the DaemonSet asks for now. */
function suitsNode({ history, decision }: Facts, pod: Pod | undefined): boolean {
  const { namespace, revision } = decision;
  const name = (pod && controllerOf(pod)?.name) ?? '';
  // Objects by their resource.
  const set = history.objectAt(DAEMON_SETS, namespace, name, revision) as DaemonSet | undefined;
  const labels = nodeAt(history, pod?.spec.nodeName, revision)?.metadata.labels;
  const wanted = Object.entries(set?.spec.template.spec?.nodeSelector ?? {});
  return wanted.every(([key, value]) => labels?.[key] === value);
}

function nodeAt(
  history: ClusterHistory,
  name: string | undefined,
  revision: number,
): Node | undefined {
  // A Node by its resource.
  return history.objectAt(NODES, undefined, name ?? '', revision) as Node | undefined;
}

/** Whether what is behind it had another template just before: its newest write on the way. */
function isRollout(
  history: ClusterHistory,
  steps: readonly CauseStep[],
  kind: 'Deployment' | 'DaemonSet',
): boolean {
  for (const { object } of steps) {
    if (object?.resource.kind !== kind) continue;
    const { resource, namespace, name, revision } = object;
    const now = history.objectAt(resource, namespace, name, revision);
    const before = history.objectAt(resource, namespace, name, revision - 1);
    if (before === undefined || now === undefined) return false;
    const templateOf = (deployment: unknown): unknown =>
      (deployment as { readonly spec?: { readonly template?: unknown } }).spec?.template;
    return JSON.stringify(templateOf(now)) !== JSON.stringify(templateOf(before));
  }
  return false;
}

function ownerDeleted({ history, decision, steps }: Facts): string {
  const pod = podBefore(history, decision);
  const owner = pod?.metadata.ownerReferences?.[0];
  const what = objectName(decision);
  const ownerName = owner === undefined ? 'Its owner' : `Its owner ${owner.kind} ${owner.name}`;
  const root = rootOf(steps);
  const by = root === undefined ? '' : ` It began when ${root.text}.`;
  return `${ownerName} was deleted, and the garbage collector removed ${what}, which has no owner left.${by}`;
}

function tainted({ history, decision, steps }: Facts): string {
  const pod = podBefore(history, decision);
  const root = rootOf(steps);
  const because = root === undefined ? '' : ` It began when ${root.text}.`;
  const node = pod?.spec.nodeName ?? 'its node';
  return `${objectName(decision)} was evicted from ${node}: ${taintWords(history, decision, pod)}.${because}`;
}

/** The taint that it tolerates for the shortest time, if for any. */
function taintWords(
  history: ClusterHistory,
  { revision }: HistoryChange,
  pod: Pod | undefined,
): string {
  const { nodeName, tolerations = [] } = pod?.spec ?? {};
  const node = nodeAt(history, nodeName, revision);
  const taints = (node?.spec.taints ?? [])
    .filter(({ effect }) => effect === 'NoExecute')
    .map((taint) => ({ text: taintText(taint), ms: toleratedForMs([taint], tolerations) }))
    .sort((a, b) => (a.ms ?? Infinity) - (b.ms ?? Infinity));
  const [taint] = taints;
  if (taint?.ms === undefined) return 'it does not tolerate a taint of the node for longer';
  if (taint.ms === 0) return `it does not tolerate the node's taint ${taint.text}`;
  return `it tolerates the node's taint ${taint.text} for ${String(taint.ms / 1000)} s, and they were over`;
}

function podBefore(
  history: ClusterHistory,
  { namespace, name, revision }: HistoryChange,
): Pod | undefined {
  // A Pod by its resource.
  return history.objectAt(PODS, namespace, name, revision - 1) as Pod | undefined;
}

/** The reason of the condition DisruptionTarget, which whoever disrupts a pod writes before. */
function disruptionOf({ history, decision }: Facts): string | undefined {
  const pod = podBefore(history, decision);
  const condition = findCondition(pod?.status.conditions, 'DisruptionTarget');
  return condition?.status === 'True' ? condition.reason : undefined;
}
