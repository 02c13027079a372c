// "Why?" of any object: what the record of the cluster tells of it, also when it is gone.
import type { ApiList, ApiObject } from '../../apimachinery/objectMeta';
import type { Pod } from '../../apis/generated/core/v1';
import type { ApiHandler } from '../../cluster/client/apiHandler';
import { OBSERVER_USER } from '../../cluster/client/observer';
import type { ClusterHistory, HistoryChange } from '../../cluster/history/clusterHistory';
import type { SchedulerTrial } from '../../cluster/scheduler/schedulerTrial';
import type { Verdicts } from '../../cluster/scheduler/verdicts';
import { formatElapsed } from '../elapsed';
import { objectName, type ObjectName } from '../objectName';
import { causeChain } from './causeChain';
import { isComponent, type CauseStep } from './causeStep';
import { foldedChain } from './foldedChain';
import { whyPod } from './whyPod';
import type { WhyModel, WhySection } from './whyModel';
import { whyState, type ListObjects } from './whyState';

/** What the answer is read from; a Cluster has it all. */
export interface WhySources {
  readonly history: ClusterHistory;
  readonly verdicts: Pick<Verdicts, 'lastCycle'>;
  /** Reads that leave no mark. */
  readonly observerApi: ApiHandler;
  /** The scheduler's filters on the cluster as it is now; undefined while looking at the past. */
  readonly trial?: (() => SchedulerTrial) | undefined;
}

const SHOWN_CHANGES = 25;
const LAST_DONE = 'What was done to it last';

/** `object` is the one that is there now; undefined where it is gone. */
export function whyObject(
  sources: WhySources,
  target: ObjectName,
  object: ApiObject | undefined,
): WhyModel {
  const { history } = sources;
  const changes = history.changesOf(target.resource, target.namespace, target.name);
  const title = objectName(target);
  if (changes.length === 0) return unknown(sources, title, object);
  const pod = target.resource.kind === 'Pod' ? podOf(history, changes, object) : undefined;
  const ofPod = pod === undefined ? undefined : whyPod(sources, pod, object !== undefined);
  const made = madeSteps(history, changes, pod);
  const sections: WhySection[] = [
    ...(ofPod?.sections ?? []),
    ...(made.length === 0 ? [] : [{ title: 'How it came to be', steps: made }]),
    ...lastDone(history, changes, ofPod !== undefined),
    {
      title: 'What was written, newest first',
      lines: keptLines(history, changes),
      changes: changes.slice(0, SHOWN_CHANGES),
    },
  ];
  const headline =
    ofPod?.headline ??
    silence(sections) ??
    (object && whyState(target.resource, object, lister(sources))) ??
    headlineOf(changes, made);
  return { title, headline, sections };
}

function lister({ observerApi }: WhySources): ListObjects {
  return (resource, namespace) => {
    const list = { verb: 'list', user: OBSERVER_USER, options: {} } as const;
    // A list answers with its objects.
    return (observerApi.handle({ ...list, resource, namespace }).body as ApiList<ApiObject>).items;
  };
}

function unknown({ history }: WhySources, title: string, object: ApiObject | undefined): WhyModel {
  const headline =
    object === undefined
      ? 'There is no such object, and nothing is on record of one.'
      : 'Nothing is on record of it any more: it has not changed for long, and what led to it has been let go.';
  return { title, headline, sections: [{ title: 'The record', lines: keptLines(history, []) }] };
}

/** The pod that is there, or how it was last. */
function podOf(
  history: ClusterHistory,
  changes: readonly HistoryChange[],
  object: ApiObject | undefined,
): Pod | undefined {
  if (object !== undefined) return object as Pod;
  for (const { resource, namespace, name, revision } of changes) {
    const state = history.objectAt(resource, namespace, name, revision);
    if (state !== undefined) return state as Pod;
  }
  return undefined;
}

/** Oldest first; of a pod the way to its first container, of others to their creation. */
function madeSteps(
  history: ClusterHistory,
  changes: readonly HistoryChange[],
  pod: Pod | undefined,
): readonly CauseStep[] {
  const { uid } = changes[0] ?? {};
  const own = changes.filter((change) => change.uid === uid).reverse();
  const created = own.find(({ type }) => type === 'created');
  if (pod !== undefined) {
    for (const { cause } of own) {
      const steps = causeChain(history, cause);
      if (steps.some(({ text }) => text.startsWith('started container'))) return shown(steps);
    }
  }
  return created === undefined ? [] : shown(causeChain(history, created.cause));
}

/** What was done last that was not the making, with what led to it. */
function lastDone(
  history: ClusterHistory,
  changes: readonly HistoryChange[],
  isPod: boolean,
): readonly WhySection[] {
  // Of pods the state says more than the last report of the kubelet.
  if (isPod) return [];
  const last = changes.find(({ type }) => type !== 'created');
  if (last === undefined) return [];
  const title = last.type === 'deleted' ? 'Who removed it' : LAST_DONE;
  return [{ title, steps: shown(causeChain(history, last.cause)) }];
}

/** Of a node that is not heard of: that is what is asked about. */
function silence(sections: readonly WhySection[]): string | undefined {
  const steps = sections.find(({ title }) => title === LAST_DONE)?.steps ?? [];
  const saw = steps.findIndex(({ text }) => text.startsWith('saw that'));
  const step = steps[saw];
  // The next is what the controller wrote of it; with more, the object is another that was concerned.
  if (step === undefined || saw < steps.length - 2) return undefined;
  const hand = steps[saw - 1];
  const before = hand === undefined ? '' : ` At ${formatElapsed(hand.atMs)} ${hand.text}.`;
  return `It is not ready: the ${step.instance ?? step.component} ${step.text}.${before}`;
}

function headlineOf(changes: readonly HistoryChange[], made: readonly CauseStep[]): string {
  const [last] = changes;
  if (last?.type === 'deleted')
    return `It is gone: ${last.writer} removed it at ${formatElapsed(last.atMs)}.`;
  const begin = made[0];
  const end = made[made.length - 1];
  if (begin === undefined || end === undefined)
    return `It is older than what is on record; ${last?.writer ?? 'nobody'} wrote it last, at ${formatElapsed(last?.atMs ?? 0)}.`;
  const by =
    end.component === 'kubelet'
      ? `The kubelet of ${end.instance ?? 'a node'}`
      : (end.instance ?? end.component);
  if (begin === end) return `${by} made it at ${formatElapsed(end.atMs)}.`;
  return `${by} made it at ${formatElapsed(end.atMs)}. It began at ${formatElapsed(begin.atMs)}, when ${sentenceOf(begin)}.`;
}

function sentenceOf({ component, instance, text }: CauseStep): string {
  return isComponent(component) ? `${instance ?? component} ${text}` : text;
}

function keptLines(history: ClusterHistory, changes: readonly HistoryChange[]): readonly string[] {
  const lines: string[] = [];
  if (changes.length > SHOWN_CHANGES)
    lines.push(`The last ${String(SHOWN_CHANGES)} of ${String(changes.length)} changes.`);
  if (history.hasCompacted)
    lines.push(
      `Older changes have been let go: the record begins at revision ${String(history.oldestRevision)} (setting clusterLab.history.changes).`,
    );
  return lines;
}

function shown(steps: readonly CauseStep[]): readonly CauseStep[] {
  return [...foldedChain(steps)].reverse();
}
