// Why a pod is as it is: lost, pending, waiting, restarted, or simply running.
import { findCondition } from '../../apimachinery/conditions';
import { controllerOf } from '../../apimachinery/objectMeta';
import type { Pod } from '../../apis/generated/core/v1';
import { failedPod } from './failedPod';
import { lostPod } from './lostPod';
import { nearestChanges } from './nearestChange';
import { nodesText } from './nodesText';
import { containerStatuses, waitingWords } from './podTrouble';
import { restartedContainers } from './restartedContainer';
import { schedulingWords, type SchedulingWords } from './schedulingWords';
import type { WhySources } from './whyObject';
import type { WhySection } from './whyModel';

/** Of those with the same answer. */
const NAMED_NODES = 5;

interface PodAnswer {
  readonly headline: string;
  readonly sections: readonly WhySection[];
}

/** `pod` as it is, or as it was last where it is gone. */
export function whyPod(sources: WhySources, pod: Pod, isThere: boolean): PodAnswer {
  const { history } = sources;
  const { namespace, name } = pod.metadata;
  const lost = lostPod(history, namespace, name);
  const scheduling = schedulingWords(sources.verdicts, pod);
  const restarts = restartedContainers(history, pod);
  const sections: WhySection[] = [];
  if (lost !== undefined)
    sections.push({
      title: isThere ? 'Why it is going' : 'Why it is gone',
      steps: [...lost.steps].reverse(),
    });
  if (isThere && lost === undefined && pod.spec.nodeName === undefined)
    sections.push(...pendingSections(sources, pod, scheduling));
  const failed = failedPod(history, pod);
  if (failed !== undefined && lost === undefined)
    sections.push({ title: 'Why it has failed', steps: [...failed.steps].reverse() });
  for (const { headline, steps } of restarts)
    sections.push({
      title: 'Why it was started again',
      lines: [headline],
      steps: [...steps].reverse(),
    });
  if (pod.spec.nodeName !== undefined && scheduling !== undefined)
    sections.push(...placedSections(scheduling));
  const headline =
    lost?.headline ?? failed?.headline ?? restarts[0]?.headline ?? stateOf(pod, scheduling);
  return { headline, sections };
}

function stateOf(pod: Pod, scheduling: SchedulingWords | undefined): string {
  const { nodeName } = pod.spec;
  if (nodeName === undefined) return pendingHeadline(pod, scheduling);
  const waiting = containerStatuses(pod).find(({ state }) => state?.waiting !== undefined);
  if (waiting !== undefined) return `It is on ${nodeName} and waits: ${waitingWords(waiting)}.`;
  if (pod.status.phase === 'Succeeded') return `It ran on ${nodeName} and has done its work.`;
  const unready = findCondition(pod.status.conditions, 'Ready');
  const ready = unready?.status === 'True' ? 'runs and is ready' : 'is there, but not ready';
  const chosen = scheduling === undefined ? '' : ` ${scheduling.summary}`;
  return `It ${ready} on ${nodeName}.${chosen}`;
}

function pendingHeadline(pod: Pod, scheduling: SchedulingWords | undefined): string {
  const scheduled = findCondition(pod.status.conditions, 'PodScheduled');
  if (scheduled?.reason === 'SchedulingGated')
    return 'It is Pending: a scheduling gate keeps the scheduler from looking at it.';
  const { nominatedNodeName } = pod.status;
  if (nominatedNodeName)
    return `It is Pending: the scheduler makes room for it on ${nominatedNodeName} (status.nominatedNodeName) and has preempted pods of lower priority there; it is placed once they have ended.`;
  if (scheduling !== undefined)
    return `It is Pending${claimWords(scheduled?.message) ?? ', as it fits on no node'}. ${scheduling.summary}`;
  const name = pod.spec.schedulerName ?? 'default-scheduler';
  if (name !== 'default-scheduler')
    return `It is Pending: it asks for scheduler ${name}, and no such scheduler runs here.`;
  return 'It is Pending: the scheduler has not looked at it yet. Does kube-scheduler run, and does it hold its Lease?';
}

/** Where it is not the nodes that are wrong. */
function claimWords(message = ''): string | undefined {
  const missing = /persistentvolumeclaim "([^"]+)" not found/.exec(message)?.[1];
  if (missing !== undefined)
    return `: it uses PersistentVolumeClaim "${missing}", and there is none of that name in its namespace`;
  return message.includes('unbound immediate PersistentVolumeClaims')
    ? ': a PersistentVolumeClaim that it uses has no volume yet (ask "Why?" of the claim)'
    : undefined;
}

function pendingSections(
  { trial }: WhySources,
  pod: Pod,
  scheduling: SchedulingWords | undefined,
): readonly WhySection[] {
  const refused = (scheduling?.refusals ?? []).map(
    ({ plugin, reasons, nodes }) =>
      `${nodesText(nodes, NAMED_NODES)}: ${reasons} (plugin ${plugin})`,
  );
  const nearest = trial === undefined ? [] : nearestChanges(trial(), pod);
  const helps = nearest.map(({ text }) => `${text}.`);
  const owner = controllerOf(pod);
  if (helps.length > 0 && owner !== undefined)
    helps.push(
      `It is made from the template of ${owner.kind} ${owner.name}: that is where to change it.`,
    );
  if (helps.length === 0 && trial !== undefined)
    helps.push(
      'No small change of this pod or of one node helps: it takes another node, or fewer other pods.',
    );
  return [
    ...(refused.length === 0 ? [] : [{ title: 'What each node said', lines: refused }]),
    ...(helps.length === 0 ? [] : [{ title: 'What would help, the nearest first', lines: helps }]),
  ];
}

function placedSections({ scores, refusals }: SchedulingWords): readonly WhySection[] {
  const lines = [
    ...scores.map(({ node, total, plugins }) => `${node}: ${String(total)} points (${plugins})`),
    ...refusals.map(
      ({ plugin, reasons, nodes }) =>
        `${nodesText(nodes, NAMED_NODES)}: ruled out, ${reasons} (plugin ${plugin})`,
    ),
  ];
  return lines.length === 0 ? [] : [{ title: 'Why on this node', lines }];
}
