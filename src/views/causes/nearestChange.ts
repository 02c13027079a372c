// The nearest change that would let a pending pod onto a node. Each suggestion has been tried on the
// scheduler's own filters: with it the pod fits, if need be after others have gone.
import { isConditionTrue } from '../../apimachinery/conditions';
import type { Node, Pod } from '../../apis/generated/core/v1';
import type { SchedulerTrial } from '../../cluster/scheduler/schedulerTrial';
import { mendFor, type Wish } from './mends';
import { nodesText } from './nodesText';

export interface NearestChange {
  /** `200m less CPU fits worker-2` */
  readonly text: string;
  /** Nodes that the pod would then fit. */
  readonly nodes: readonly string[];
  /** The pod, and the first of the nodes, as they would be. */
  readonly pod: Pod;
  readonly node: Node;
}

/** No pod needs more changes to fit somewhere and still is the pod that was meant. */
const MAX_CHANGES = 6;
/** Nodes that are looked at: in a larger cluster most are alike. */
const MAX_NODES = 300;
const SHOWN = 3;
const NAMED_NODES = 3;

/** The nearest first; none where no small change helps. */
export function nearestChanges(trial: SchedulerTrial, pod: Pod): readonly NearestChange[] {
  const found = new Map<string, { cost: number; wish: Wish; nodes: string[] }>();
  for (const node of trial.nodes.slice(0, MAX_NODES)) {
    if (!isConditionTrue(node.status.conditions, 'Ready')) continue;
    for (const mended of [mend(trial, { pod, node }), outrank(trial, { pod, node })]) {
      if (mended === undefined) continue;
      const { name } = node.metadata;
      const known = found.get(mended.text);
      if (known === undefined) found.set(mended.text, { ...mended, nodes: [name] });
      else known.nodes.push(name);
    }
  }
  return [...found]
    .sort(([, a], [, b]) => a.cost - b.cost)
    .slice(0, SHOWN)
    .map(([text, { wish, nodes }]) => ({
      text: `${text} fits ${nodesText(nodes, NAMED_NODES)}`,
      nodes,
      ...wish,
    }));
}

interface Mended {
  readonly text: string;
  readonly cost: number;
  readonly wish: Wish;
}

/** With it the pod would preempt others: a last resort. */
const OUTRANK_COST = 30;

/** Undefined where the pod fits as it is, or has rank enough. */
function outrank(trial: SchedulerTrial, { pod, node }: Wish): Mended | undefined {
  const { name } = node.metadata;
  if (trial.refusal(pod, name) === undefined) return undefined;
  const priority = trial.outranked(pod, name);
  if (priority === undefined) return undefined;
  const text = `a priority over ${String(priority)} (a PriorityClass), with which it preempts pods there,`;
  const higher = { ...pod, spec: { ...pod.spec, priority: priority + 1 } };
  return { text, cost: OUTRANK_COST, wish: { pod: higher, node } };
}

/** Undefined where the pod fits as it is, or nothing small helps. */
function mend(trial: SchedulerTrial, wish: Wish): Mended | undefined {
  const texts: string[] = [];
  let cost = 0;
  let tried = wish;
  for (let changes = 0; changes <= MAX_CHANGES; changes++) {
    const { name } = wish.node.metadata;
    const refusal = trial.refusal(tried.pod, name, tried.node);
    if (refusal === undefined) {
      return texts.length === 0 ? undefined : { text: texts.join(' and '), cost, wish: tried };
    }
    const next = mendFor(tried, refusal, trial);
    if (next === undefined) return undefined;
    texts.push(next.text);
    cost += next.cost;
    tried = { pod: next.pod, node: next.node };
  }
  return undefined;
}
