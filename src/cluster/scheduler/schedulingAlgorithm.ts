// Finds a node for one pod: filters until enough nodes are found, scores those, takes the best.
// Source: k8s.io/kubernetes/pkg/scheduler/schedule_one.go.
import type { Random } from '../../simulation/random';
import { Diagnosis } from './framework/diagnosis';
import { firstRefusal } from './framework/firstRefusal';
import type { Nominated, NodeFilter, Profile } from './framework/plugin';
import { StatusTable, type Status } from './framework/status';
import type { NodeInfo } from './nodeInfo';
import type { PodInfo } from './podInfo';
import type { SchedulerCache } from './schedulerCache';
import type { CycleRecord, ScoreRow } from './verdicts';

export type CycleResult =
  | { readonly outcome: 'fits'; readonly nodeName: string; readonly record: CycleRecord }
  | {
      readonly outcome: 'fitsNowhere';
      readonly message: string;
      readonly unschedulablePlugins: ReadonlySet<string>;
      readonly nominated: Nominated | undefined;
      readonly record: CycleRecord;
    }
  | { readonly outcome: 'noNodes' };

/** Below, all nodes are looked at. */
const MIN_FEASIBLE_NODES = 100;
const MIN_PERCENTAGE = 5;

/** percentageOfNodesToScore, adaptive: 50 % less 1 for every 125 nodes. 1,000 nodes: 42 %, so 420. */
export function feasibleNodesToFind(nodes: number): number {
  if (nodes < MIN_FEASIBLE_NODES) return nodes;
  const percentage = Math.max(MIN_PERCENTAGE, 50 - Math.trunc(nodes / 125));
  return Math.max(MIN_FEASIBLE_NODES, Math.trunc((nodes * percentage) / 100));
}

/** What the PreFilter plugins made of a pod. */
interface Filtering {
  readonly filters: NodeFilter[];
  readonly ran: { plugin: string; skipped: boolean }[];
  /** The nodes that come into question. */
  nodes: readonly NodeInfo[];
  /** The pod fits nowhere. */
  status: Status | undefined;
}

interface Search {
  readonly feasible: NodeInfo[];
  readonly answers: Uint16Array;
  readonly statuses: Status[];
}

export class SchedulingAlgorithm {
  readonly #profile: Profile;
  readonly #cache: SchedulerCache;
  readonly #random: Random;
  readonly #absent = new StatusTable('');
  /** Where the next search starts, so that a search that stops early does not favour the first nodes. */
  #nextStart = 0;

  constructor(profile: Profile, cache: SchedulerCache, random: Random) {
    this.#profile = profile;
    this.#cache = cache;
    this.#random = random;
  }

  schedule(pod: PodInfo): CycleResult {
    const { nodes, nodeNames } = this.#cache;
    if (nodes.length === 0) return { outcome: 'noNodes' };
    const diagnosis = new Diagnosis();
    const filtering = this.#preFilter(pod, diagnosis);
    const search = this.#search(pod, filtering, diagnosis);
    const scores: ScoreRow[] = [];
    const best = this.#best(pod, search.feasible, scores);
    const record: CycleRecord = {
      nodeNames,
      filters: filtering.ran,
      answers: search.answers,
      statuses: search.statuses,
      feasible: placesOf(search.feasible),
      scores,
    };
    if (best !== undefined) return { outcome: 'fits', nodeName: best.name, record };
    const nominated = this.#postFilter(pod, diagnosis, filtering);
    const message = diagnosis.message(nodes.length);
    const { unschedulablePlugins } = diagnosis;
    return { outcome: 'fitsNowhere', message, unschedulablePlugins, nominated, record };
  }

  #preFilter(pod: PodInfo, diagnosis: Diagnosis): Filtering {
    const filtering: Filtering = {
      filters: [],
      ran: [],
      nodes: this.#cache.nodes,
      status: undefined,
    };
    for (const plugin of this.#profile.filter) {
      const result = plugin.preFilter(pod, this.#cache);
      filtering.ran.push({ plugin: plugin.name, skipped: result === undefined });
      if (result?.status !== undefined) {
        const { status } = result;
        diagnosis.unschedulablePlugins.add(status.plugin);
        diagnosis.preFilterMessage = status.reasons.join(', ');
        diagnosis.absentNodesStatus = status;
        return { ...filtering, nodes: [], status };
      }
      if (result?.filter !== undefined) filtering.filters.push(result.filter);
      if (result?.nodeNames !== undefined) {
        this.#narrow(filtering, plugin.name, result.nodeNames, diagnosis);
      }
    }
    return filtering;
  }

  #narrow(
    filtering: Filtering,
    plugin: string,
    names: ReadonlySet<string>,
    diagnosis: Diagnosis,
  ): void {
    filtering.nodes = this.#named(filtering.nodes, names);
    diagnosis.absentNodesStatus = this.#absent.status(
      'UnschedulableAndUnresolvable',
      `node(s) didn't satisfy plugin(s) [${plugin}]`,
    );
    diagnosis.unschedulablePlugins.add(plugin);
  }

  #named(nodes: readonly NodeInfo[], names: ReadonlySet<string>): readonly NodeInfo[] {
    if (names.size > 1) return nodes.filter((node) => names.has(node.name));
    // A daemon's pod, of which each node has one: no look at all nodes for each of all nodes.
    for (const name of names) {
      const node = this.#cache.node(name);
      if (node !== undefined && (nodes === this.#cache.nodes || nodes.includes(node)))
        return [node];
    }
    return [];
  }

  #search(pod: PodInfo, { nodes: all, filters, status }: Filtering, diagnosis: Diagnosis): Search {
    const nodes = this.#nominatedFirst(pod, all, filters);
    const total = this.#cache.nodes.length;
    const answers = new Uint16Array(total);
    const statuses: Status[] = [];
    if (status !== undefined) {
      statuses.push(status);
      answers.fill(2);
    }
    const feasible: NodeInfo[] = [];
    const wanted = feasibleNodesToFind(nodes.length);
    let looked = 0;
    for (; looked < nodes.length && feasible.length < wanted; looked++) {
      const node = nodes[(this.#nextStart + looked) % nodes.length];
      if (node === undefined) continue;
      const refusal = this.#refusal(pod, filters, node);
      if (refusal === undefined) {
        answers[node.index] = 1;
        feasible.push(node);
        continue;
      }
      diagnosis.refuse(node, refusal);
      let place = statuses.indexOf(refusal);
      if (place < 0) place = statuses.push(refusal) - 1;
      answers[node.index] = place + 2;
    }
    this.#nextStart = (this.#nextStart + looked) % total;
    return { feasible, answers, statuses };
  }

  /** Where room was made for the pod and is there now, nobody else is asked. */
  #nominatedFirst(
    pod: PodInfo,
    nodes: readonly NodeInfo[],
    filters: readonly NodeFilter[],
  ): readonly NodeInfo[] {
    const name = this.#cache.nominations.nodeOf(pod.key);
    const node = name === undefined ? undefined : nodes.find((each) => each.name === name);
    if (node === undefined || this.#refusal(pod, filters, node) !== undefined) return nodes;
    return [node];
  }

  /** With the pods there that room is being made for, as far as they come before this one. */
  #refusal(pod: PodInfo, filters: readonly NodeFilter[], node: NodeInfo): Status | undefined {
    const awaited = this.#cache.nominations.before(pod, node.name);
    if (awaited.length === 0) return firstRefusal(filters, node);
    for (const other of awaited) node.addPod(other, undefined);
    try {
      const refusal = firstRefusal(filters, node);
      if (refusal !== undefined) return refusal;
    } finally {
      for (const other of awaited) node.removePod(other, undefined);
    }
    // They may not come after all, and it must not need them.
    return firstRefusal(filters, node);
  }

  #best(pod: PodInfo, feasible: readonly NodeInfo[], rows: ScoreRow[]): NodeInfo | undefined {
    if (feasible.length <= 1) return feasible[0];
    const totals = new Float64Array(feasible.length);
    const scores = new Float64Array(feasible.length);
    for (const { plugin, weight } of this.#profile.score) {
      const scorer = plugin.preScore(pod, feasible, this.#cache);
      if (scorer === undefined) continue;
      feasible.forEach((node, i) => {
        scores[i] = scorer.score(node);
      });
      scorer.normalize?.(scores);
      rows.push({ plugin: plugin.name, weight, scores: new Uint8Array(scores) });
      for (let i = 0; i < totals.length; i++)
        totals[i] = (totals[i] ?? 0) + weight * (scores[i] ?? 0);
    }
    return feasible[this.#pickHighest(totals)];
  }

  /** One of the highest, at random. */
  #pickHighest(totals: Float64Array): number {
    let highest: number[] = [];
    let max = -Infinity;
    totals.forEach((total, i) => {
      if (total > max) {
        max = total;
        highest = [i];
      } else if (total === max) {
        highest.push(i);
      }
    });
    if (highest.length === 1) return highest[0] ?? 0;
    return highest[this.#random.below(highest.length)] ?? 0;
  }

  #postFilter(pod: PodInfo, diagnosis: Diagnosis, { filters }: Filtering): Nominated | undefined {
    const messages: string[] = [];
    for (const plugin of this.#profile.postFilter) {
      const { message, nominated } = plugin.postFilter(pod, this.#cache, diagnosis, filters);
      if (message === undefined) return nominated;
      messages.push(message);
    }
    if (messages.length > 0) diagnosis.postFilterMessage = messages.join(', ');
    return undefined;
  }
}

function placesOf(nodes: readonly NodeInfo[]): Uint16Array {
  const places = new Uint16Array(nodes.length);
  nodes.forEach((node, i) => {
    places[i] = node.index;
  });
  return places;
}
