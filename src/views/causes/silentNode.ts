// Why the node controller marked or tainted a node: nobody told it, it saw that the node's lease was
// not renewed. What it saw is in the history, and so is the hand that was laid on the node before.
import type { Taint } from '../../apis/generated/core/v1';
import { LEASES } from '../../apis/resources';
import type { ClusterHistory, HistoryChange } from '../../cluster/history/clusterHistory';
import { formatElapsed } from '../elapsed';
import type { CauseStep } from './causeStep';
import { inputWords } from './entryText';

/** Steps that come in the place of the rounds of a loop, and where the way goes on. */
export interface Seen {
  readonly steps: readonly CauseStep[];
  readonly next: number | undefined;
}

const NODE_LEASES = 'kube-node-lease';
const NODE_CONTROLLER = 'system:serviceaccount:kube-system:node-controller';
const HEARTBEAT_MS = 10_000;

/** Undefined where the last of the steps is no write of the node controller about a silent node. */
export function silentNode(history: ClusterHistory, steps: readonly CauseStep[]): Seen | undefined {
  const change = history.changeOfCause(steps[steps.length - 1]?.traceId ?? 0);
  if (change === undefined || !isAboutSilence(history, change)) return undefined;
  const { name, atMs } = change;
  const heartbeat = history
    .changesOf(LEASES, NODE_LEASES, name)
    .find((lease) => lease.atMs <= atMs && lease.writer === `system:node:${name}`);
  if (heartbeat === undefined) return undefined;
  const { resource, namespace, revision } = heartbeat;
  const silenceS = Math.round((atMs - heartbeat.atMs) / 1000);
  const found: CauseStep[] = [
    {
      traceId: history.entry(change.cause)?.cause ?? change.cause,
      atMs,
      component: 'kube-controller-manager',
      instance: 'node-controller',
      text: `saw that ${name} had not renewed its lease since ${formatElapsed(heartbeat.atMs)}, for ${String(silenceS)} s`,
      object: { resource, namespace, name, revision },
    },
  ];
  const hand = handOn(history, name, heartbeat.atMs - HEARTBEAT_MS, atMs);
  if (hand !== undefined) {
    const { traceId } = hand;
    found.push({ traceId, atMs: hand.atMs, component: 'hardware', text: inputWords(hand) });
  }
  return { steps: found, next: undefined };
}

/** The last thing done to the node from outside in that time. */
function handOn(
  history: ClusterHistory,
  node: string,
  fromMs: number,
  toMs: number,
): ClusterHistory['inputs'][number] | undefined {
  return history.inputs.findLast(
    ({ label, subject, atMs }) =>
      label !== 'request' &&
      label !== 'power on' &&
      atMs >= fromMs &&
      atMs <= toMs &&
      subject.split(/[\s/,]+/).includes(node),
  );
}

function isAboutSilence(history: ClusterHistory, change: HistoryChange): boolean {
  const { writer, resource, name, revision } = change;
  if (writer !== NODE_CONTROLLER || resource.kind !== 'Node') return false;
  // A Node by its kind.
  const node = history.objectAt(resource, undefined, name, revision) as
    | {
        readonly spec?: { readonly taints?: readonly Taint[] };
        readonly status?: { readonly conditions?: readonly { readonly status: string }[] };
      }
    | undefined;
  const isUnknown = node?.status?.conditions?.some(({ status }) => status === 'Unknown') ?? false;
  const isTainted =
    node?.spec?.taints?.some(({ key }) => key === 'node.kubernetes.io/unreachable') ?? false;
  return isUnknown || isTainted;
}
