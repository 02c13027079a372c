// What a DaemonSet has on each node, kept from change to change: a sync costs what has changed since the last one, not
// what the cluster holds.
import type { LabelMatcher } from '../../../apimachinery/labelSelector';
import { isPodActive } from '../../../apis/core/podState';
import type { DaemonSet } from '../../../apis/generated/apps/v1';
import type { Node, Pod } from '../../../apis/generated/core/v1';
import type { Informer } from '../../client/informer';
import { availableAtMs } from '../podConditions';
import { DaemonTemplate, nodeOf, revisionHashOf, type NodeVerdict } from './daemonPod';

/** What a place counts for: the bit at the same position in `Place.counted`. */
const COUNTS = [
  'desired',
  'current',
  'updated',
  'ready',
  'available',
  'misscheduled',
  'outdated',
] as const;
const [DESIRED, CURRENT, UPDATED, READY, AVAILABLE, MISSCHEDULED, OUTDATED] = [
  1, 2, 4, 8, 16, 32, 64,
] as const;

/** How many nodes there are of each sort, as in DaemonSetStatus; `outdated` have pods of an earlier template. */
export type PlaceCounts = Readonly<Record<(typeof COUNTS)[number], number>>;

interface Place {
  pods: readonly Pod[];
  /** Unknown after the node has changed. */
  verdict: NodeVerdict | undefined;
  counted: number;
}

type NodeLister = Pick<Informer<Node>, 'get' | 'list'>;

const NO_PODS: readonly Pod[] = [];

export class DaemonPlaces {
  readonly #counts: Record<(typeof COUNTS)[number], number> = {
    desired: 0,
    current: 0,
    updated: 0,
    ready: 0,
    available: 0,
    misscheduled: 0,
    outdated: 0,
  };
  readonly matches: LabelMatcher;
  readonly #nodes: NodeLister;
  readonly #places = new Map<string, Place>();
  readonly #changed = new Set<string>();
  /** Where a pod is ready, and becomes available by mere passing of time. */
  readonly #ripening = new Set<string>();
  readonly #toDo = new Set<string>();
  #template: DaemonTemplate | undefined;
  #hash = '';
  #minReadySeconds = 0;
  #nextAvailableAtMs: number | undefined;
  #isStale = false;

  /** `pods`: all that belong to the set, whose selector is `matches`. */
  constructor(matches: LabelMatcher, nodes: NodeLister, pods: readonly Pod[]) {
    this.matches = matches;
    this.#nodes = nodes;
    for (const { metadata } of nodes.list()) this.nodeChanged(metadata.name);
    for (const pod of pods) this.put(pod);
  }

  get counts(): PlaceCounts {
    return this.#counts;
  }

  /** Pods have come or gone that have to be adopted or released. */
  get isStale(): boolean {
    return this.#isStale;
  }

  markStale(): void {
    this.#isStale = true;
  }

  nodeChanged(name: string): void {
    this.#placeOf(name).verdict = undefined;
    this.#changed.add(name);
  }

  /** A pod of the set is new, or has changed. */
  put(pod: Pod): void {
    if (!this.matches(pod.metadata.labels)) this.#isStale = true;
    const name = nodeOf(pod);
    if (name === undefined) return;
    const place = this.#placeOf(name);
    place.pods = withPod(place.pods, pod);
    this.#changed.add(name);
  }

  remove(pod: Pod): void {
    const name = nodeOf(pod);
    const place = name === undefined ? undefined : this.#places.get(name);
    if (name === undefined || place === undefined) return;
    place.pods = place.pods.filter(({ metadata }) => metadata.uid !== pod.metadata.uid);
    this.#changed.add(name);
  }

  /** Looks at what has changed. `hash`: of the revision that the set's template is now. */
  judge(daemonSet: DaemonSet, hash: string, nowEpochMs: number): DaemonTemplate {
    const { template, minReadySeconds = 0 } = daemonSet.spec;
    const known = this.#template?.template === template ? this.#template : undefined;
    const current = known ?? new DaemonTemplate(template);
    if (known === undefined) for (const place of this.#places.values()) place.verdict = undefined;
    const isSame = known !== undefined && hash === this.#hash;
    this.#template = current;
    this.#hash = hash;
    const names =
      isSame && minReadySeconds === this.#minReadySeconds
        ? this.#changedOrRipening()
        : [...this.#places.keys()];
    this.#minReadySeconds = minReadySeconds;
    this.#nextAvailableAtMs = undefined;
    for (const name of names) this.#judgePlace(current, name, nowEpochMs);
    this.#changed.clear();
    return current;
  }

  /** When the next pod becomes available by mere passing of time, in ms since 1970. */
  get nextAvailableAtMs(): number | undefined {
    return this.#nextAvailableAtMs;
  }

  /** Where a pod is missing, or some may be too many: nodes in their order, then those that are gone. */
  toDo(): Iterable<string> {
    if (this.#toDo.size < 2) return this.#toDo;
    const names = new Set<string>();
    for (const { metadata } of this.#nodes.list())
      if (this.#toDo.has(metadata.name)) names.add(metadata.name);
    for (const name of this.#toDo) names.add(name);
    return names;
  }

  podsOn(nodeName: string): readonly Pod[] {
    return this.#places.get(nodeName)?.pods ?? NO_PODS;
  }

  /** Undefined where the node is gone. */
  verdict(nodeName: string): NodeVerdict | undefined {
    return this.#places.get(nodeName)?.verdict;
  }

  hashesInUse(): ReadonlySet<string> {
    const hashes = new Set<string>();
    for (const { pods } of this.#places.values())
      for (const pod of pods) hashes.add(revisionHashOf(pod));
    return hashes;
  }

  #changedOrRipening(): Iterable<string> {
    return this.#ripening.size === 0
      ? this.#changed
      : new Set([...this.#changed, ...this.#ripening]);
  }

  #placeOf(name: string): Place {
    let place = this.#places.get(name);
    if (place === undefined) {
      place = { pods: NO_PODS, verdict: undefined, counted: 0 };
      this.#places.set(name, place);
    }
    return place;
  }

  #judgePlace(template: DaemonTemplate, name: string, nowEpochMs: number): void {
    const place = this.#places.get(name);
    if (place === undefined) return;
    const node = this.#nodes.get(undefined, name);
    if (node === undefined) place.verdict = undefined;
    else place.verdict ??= template.verdict(node);
    this.#ripening.delete(name);
    const counted = this.#countsFor(name, place, nowEpochMs);
    this.#count(place.counted, counted);
    place.counted = counted;
    if (hasToDo(place)) this.#toDo.add(name);
    else this.#toDo.delete(name);
    if (node === undefined && place.pods.length === 0) this.#places.delete(name);
  }

  #countsFor(name: string, { pods, verdict }: Place, nowEpochMs: number): number {
    const outdated = pods.some((pod) => revisionHashOf(pod) !== this.#hash) ? OUTDATED : 0;
    if (verdict === undefined) return outdated;
    if (!verdict.shouldRun) return outdated | (pods.length > 0 ? MISSCHEDULED : 0);
    const oldest = oldestOf(pods);
    if (oldest === undefined) return DESIRED;
    const scheduled =
      outdated | DESIRED | CURRENT | (revisionHashOf(oldest) === this.#hash ? UPDATED : 0);
    const atMs = availableAtMs(oldest, this.#minReadySeconds);
    if (atMs === undefined) return scheduled;
    if (atMs <= nowEpochMs) return scheduled | READY | AVAILABLE;
    this.#ripening.add(name);
    this.#nextAvailableAtMs = Math.min(this.#nextAvailableAtMs ?? atMs, atMs);
    return scheduled | READY;
  }

  #count(before: number, after: number): void {
    if (before === after) return;
    COUNTS.forEach((count, position) => {
      this.#counts[count] += ((after >> position) & 1) - ((before >> position) & 1);
    });
  }
}

function withPod(pods: readonly Pod[], pod: Pod): readonly Pod[] {
  const { uid } = pod.metadata;
  const [only] = pods;
  if (only === undefined || (pods.length === 1 && only.metadata.uid === uid)) return [pod];
  return pods.some((each) => each.metadata.uid === uid)
    ? pods.map((each) => (each.metadata.uid === uid ? pod : each))
    : [...pods, pod];
}

/** May say so once too often, as failed pods are replaced with pauses. */
function hasToDo({ pods, verdict }: Place): boolean {
  const [only] = pods;
  if (verdict === undefined) return pods.some((pod) => !pod.spec.nodeName && isPodActive(pod));
  if (only === undefined) return verdict.shouldRun;
  if (!verdict.mayContinue) return pods.some(isPodActive);
  return pods.length > 1 || only.status.phase === 'Failed';
}

/** The one that counts where a node has more than one. */
export function oldestOf(pods: readonly Pod[]): Pod | undefined {
  if (pods.length < 2) return pods[0];
  return [...pods].sort((a, b) =>
    a.metadata.creationTimestamp === b.metadata.creationTimestamp
      ? a.metadata.name.localeCompare(b.metadata.name, 'en')
      : a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp, 'en'),
  )[0];
}
