// What the scheduler made of a pod, for a person: which nodes said no and why, or how the one that was
// taken compared with the others. Read from the record of its last cycle.
import type { Pod } from '../../apis/generated/core/v1';
import type { CycleVerdict, NodeVerdict, Verdicts } from '../../cluster/scheduler/verdicts';
import { formatElapsed } from '../elapsed';
import { plural } from '../plural';

export interface SchedulingWords {
  /** `Tried for the 3rd time at 0:01:00: 0/4 nodes are available: ...` */
  readonly summary: string;
  /** Of nodes that refused: those with the same answer together. */
  readonly refusals: readonly RefusalGroup[];
  /** Of nodes that would do, the best first; empty where there was only one to choose. */
  readonly scores: readonly NodeScore[];
}

export interface RefusalGroup {
  readonly plugin: string;
  readonly reasons: string;
  readonly nodes: readonly string[];
}

export interface NodeScore {
  readonly node: string;
  readonly total: number;
  /** `NodeResourcesFit 90 x1, ImageLocality 50 x1` */
  readonly plugins: string;
}

const SHOWN_SCORES = 10;

/** Undefined where no cycle of this very pod is on record. */
export function schedulingWords(
  verdicts: Pick<Verdicts, 'lastCycle'>,
  pod: Pod,
): SchedulingWords | undefined {
  const { namespace, name, uid } = pod.metadata;
  const cycle = verdicts.lastCycle(namespace, name);
  if (cycle?.outcome.uid !== uid) return undefined;
  const nodes = cycle.nodes();
  return {
    summary: summaryOf(cycle, nodes),
    refusals: refusalsOf(nodes),
    scores: scoresOf(nodes),
  };
}

function summaryOf({ outcome, earlier }: CycleVerdict, nodes: readonly NodeVerdict[]): string {
  const { attempt, atMs, nodeName, message = '' } = outcome;
  const tries = attempt === 1 ? 'at the first try' : `at try ${String(attempt)}`;
  const at = `The scheduler looked at it at ${formatElapsed(atMs)}, ${tries}`;
  const before =
    earlier.length === 0
      ? ''
      : ` (before: ${earlier.map((each) => formatElapsed(each.atMs)).join(', ')})`;
  if (nodeName === undefined) return `${at}${before}: ${message}`;
  const feasible = nodes.filter(({ verdict }) => verdict === 'feasible').length;
  const choice =
    feasible === 1
      ? 'the only node where it fits'
      : `the best of ${plural(feasible, 'node')} where it fits`;
  return `${at}${before}, and chose ${nodeName}: ${choice}.`;
}

function refusalsOf(nodes: readonly NodeVerdict[]): readonly RefusalGroup[] {
  const groups = new Map<string, { plugin: string; reasons: string; nodes: string[] }>();
  for (const { node, filters } of nodes) {
    const refusal = filters.find(({ verdict }) => verdict === 'refused');
    if (refusal === undefined) continue;
    const { plugin } = refusal;
    const reasons = refusal.reasons.join(', ');
    const key = `${plugin} ${reasons}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { plugin, reasons, nodes: [node] });
    else group.nodes.push(node);
  }
  return [...groups.values()].sort((a, b) => b.nodes.length - a.nodes.length);
}

function scoresOf(nodes: readonly NodeVerdict[]): readonly NodeScore[] {
  return nodes
    .filter(({ scores }) => scores.length > 0)
    .sort((a, b) => b.total - a.total)
    .slice(0, SHOWN_SCORES)
    .map(({ node, total, scores }) => ({
      node,
      total,
      plugins: scores
        .map(({ plugin, score, weight }) => `${plugin} ${String(score)} x${String(weight)}`)
        .join(', '),
    }));
}
