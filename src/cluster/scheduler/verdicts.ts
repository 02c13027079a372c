// What became of the last scheduling cycle of each pod, node by node and plugin by plugin: the record
// from which views explain why a pod is pending, or why it is where it is.
import { keyOf } from '../../apimachinery/objectMeta';
import type { Status } from './framework/status';

/** How the record of a cycle is kept: numbers in typed arrays, texts shared between nodes. */
export interface CycleRecord {
  readonly nodeNames: readonly string[];
  /** Filter plugins in the order in which they ran; `skipped` ones had nothing to say on this pod. */
  readonly filters: readonly { readonly plugin: string; readonly skipped: boolean }[];
  /** By place in `nodeNames`: 0 not looked at, 1 feasible, else 2 + place in `statuses`. */
  readonly answers: Uint16Array;
  readonly statuses: readonly Status[];
  /** Places of the feasible nodes, in the order of `scores`. */
  readonly feasible: Uint16Array;
  /** One row a score plugin that did not skip; none where there was only one node to choose. */
  readonly scores: readonly ScoreRow[];
}

export interface ScoreRow {
  readonly plugin: string;
  readonly weight: number;
  /** Normalized, 0 to 100, one a feasible node. */
  readonly scores: Uint8Array;
}

/** A plugin's answer about one node. Filters after the one that refused are not asked any more. */
export interface FilterVerdict {
  readonly plugin: string;
  readonly verdict: 'passed' | 'refused' | 'skipped' | 'notRun';
  /** Only where it refused: `Insufficient cpu`. */
  readonly reasons: readonly string[];
}

export interface ScoreVerdict {
  readonly plugin: string;
  /** 0 to 100. */
  readonly score: number;
  readonly weight: number;
}

export interface NodeVerdict {
  readonly node: string;
  /** `notConsidered`: enough nodes were found before, or a plugin named the only possible nodes. */
  readonly verdict: 'feasible' | 'refused' | 'notConsidered';
  readonly filters: readonly FilterVerdict[];
  readonly scores: readonly ScoreVerdict[];
  /** Sum of score times weight; 0 where nothing was scored. */
  readonly total: number;
}

export interface CycleOutcome {
  readonly uid: string;
  /** Virtual ms. */
  readonly atMs: number;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly outcome: 'Scheduled' | 'Unschedulable' | 'SchedulerError';
  /** The node that was chosen. */
  readonly nodeName?: string;
  /** As in the event FailedScheduling. */
  readonly message?: string;
}

/** Of the cycles before the last one the outcome alone is kept, of so many. */
const EARLIER_OUTCOMES = 4;
const NONE: readonly CycleOutcome[] = [];

/** The last cycle of one pod. */
export class CycleVerdict {
  readonly outcome: CycleOutcome;
  /** What became of the cycles before, newest first. */
  earlier = NONE;
  readonly #record: CycleRecord | undefined;

  /** Without a record where there was no node to look at. */
  constructor(outcome: CycleOutcome, record: CycleRecord | undefined) {
    this.outcome = outcome;
    this.#record = record;
  }

  /** How many nodes were there. */
  get size(): number {
    return this.#record?.answers.length ?? 0;
  }

  /** One a node that was there, in the order of the search. */
  nodes(): readonly NodeVerdict[] {
    const record = this.#record;
    return record === undefined
      ? []
      : record.nodeNames.map((_, place) => nodeVerdict(record, place));
  }

  node(name: string): NodeVerdict | undefined {
    const record = this.#record;
    const place = record?.nodeNames.indexOf(name) ?? -1;
    return record === undefined || place < 0 ? undefined : nodeVerdict(record, place);
  }
}

/** What the answers of all records may come to, one a node: 50 cycles on 1,000 nodes. */
const MAX_ANSWERS = 50_000;

/** The last cycles, of the pods that were tried last. */
export class Verdicts {
  readonly #capacity: number;
  readonly #cycles = new Map<string, CycleVerdict>();
  #answers = 0;

  /** `capacity`: of how many pods the last cycle is kept; of fewer in a cluster of hundreds of nodes. */
  constructor(capacity = 500) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#cycles.size;
  }

  /** The last cycle of the pod; undefined where it was not tried, or too many others were since. */
  lastCycle(namespace: string | undefined, name: string): CycleVerdict | undefined {
    return this.#cycles.get(keyOf(namespace, name));
  }

  put(podKey: string, verdict: CycleVerdict): void {
    const before = this.#cycles.get(podKey);
    if (before?.outcome.uid === verdict.outcome.uid)
      verdict.earlier = [before.outcome, ...before.earlier].slice(0, EARLIER_OUTCOMES);
    // Removing first makes it the youngest.
    this.#remove(podKey);
    this.#cycles.set(podKey, verdict);
    this.#answers += verdict.size;
    for (const oldest of this.#cycles.keys()) {
      if (this.#cycles.size <= this.#capacity && this.#answers <= MAX_ANSWERS) break;
      if (oldest !== podKey) this.#remove(oldest);
    }
  }

  #remove(podKey: string): void {
    this.#answers -= this.#cycles.get(podKey)?.size ?? 0;
    this.#cycles.delete(podKey);
  }
}

const NOT_CONSIDERED = 0;
const FEASIBLE = 1;

function nodeVerdict(record: CycleRecord, place: number): NodeVerdict {
  const answer = record.answers[place] ?? NOT_CONSIDERED;
  const scores = answer === FEASIBLE ? scoreVerdicts(record, place) : [];
  return {
    node: record.nodeNames[place] ?? '',
    verdict:
      answer === NOT_CONSIDERED ? 'notConsidered' : answer === FEASIBLE ? 'feasible' : 'refused',
    filters: filterVerdicts(record, answer),
    scores,
    total: scores.reduce((sum, { score, weight }) => sum + score * weight, 0),
  };
}

function filterVerdicts(record: CycleRecord, answer: number): readonly FilterVerdict[] {
  const refusal = record.statuses[answer - 2];
  let asked = answer !== NOT_CONSIDERED;
  return record.filters.map(({ plugin, skipped }) => {
    if (skipped) return { plugin, verdict: 'skipped', reasons: [] };
    if (!asked) return { plugin, verdict: 'notRun', reasons: [] };
    if (refusal?.plugin !== plugin) return { plugin, verdict: 'passed', reasons: [] };
    asked = false;
    return { plugin, verdict: 'refused', reasons: refusal.reasons };
  });
}

function scoreVerdicts(record: CycleRecord, place: number): readonly ScoreVerdict[] {
  const index = record.feasible.indexOf(place);
  return record.scores.map(({ plugin, weight, scores }) => ({
    plugin,
    weight,
    score: scores[index] ?? 0,
  }));
}
