// How many pods of a ReplicaSet there are of each sort: counted once, and then kept up to date with each pod that
// changes, so that a sync does not look at a thousand pods because of one.
import type { LabelMatcher } from '../../../apimachinery/labelSelector';
import type { StringMap } from '../../../apimachinery/objectMeta';
import { isPodActive, isPodReady, isPodTerminating } from '../../../apis/core/podState';
import type { Pod } from '../../../apis/generated/core/v1';
import { availableAtMs } from '../podConditions';

/** `active` are neither finished nor being deleted; all but `terminating` are of these. */
export interface ReplicaCounts {
  readonly active: number;
  readonly terminating: number;
  readonly fullyLabeled: number;
  readonly ready: number;
  readonly available: number;
}

/** What a count holds for: it is no use to an owner of which one of these has changed. */
export interface CountedFor {
  readonly uid: string;
  readonly templateLabels: StringMap | undefined;
  readonly selector: unknown;
  readonly minReadySeconds: number;
}

export class CountedPods implements ReplicaCounts {
  readonly for: CountedFor;
  /** The selector. */
  readonly matches: LabelMatcher;
  readonly #wanted: readonly (readonly [string, string])[];
  active = 0;
  terminating = 0;
  fullyLabeled = 0;
  ready = 0;
  available = 0;
  /** When the next pod becomes available by mere passing of time, in ms since 1970. */
  nextAvailableAtMs: number | undefined;

  constructor(
    counted: CountedFor,
    matches: LabelMatcher,
    pods: readonly Pod[],
    nowEpochMs: number,
  ) {
    this.for = counted;
    this.matches = matches;
    this.#wanted = Object.entries(counted.templateLabels ?? {});
    for (const pod of pods) {
      this.#count(pod, 1);
      if (isPodActive(pod)) this.#countAvailable(pod, nowEpochMs);
    }
  }

  /** Whether it can be kept up to date pod by pod: not where mere time makes pods available. */
  get canBeKept(): boolean {
    return this.for.minReadySeconds === 0;
  }

  isFor({ uid, templateLabels, selector, minReadySeconds }: CountedFor): boolean {
    const known = this.for;
    return (
      uid === known.uid &&
      templateLabels === known.templateLabels &&
      selector === known.selector &&
      minReadySeconds === known.minReadySeconds
    );
  }

  /** A pod is new (`old` undefined) or has changed. */
  changed(old: Pod | undefined, pod: Pod): void {
    if (old !== undefined) this.#count(old, -1);
    this.#count(pod, 1);
    // Without minReadySeconds there is no difference.
    this.available = this.ready;
  }

  #count(pod: Pod, step: 1 | -1): void {
    if (isPodTerminating(pod)) this.terminating += step;
    if (!isPodActive(pod)) return;
    this.active += step;
    if (this.#isFullyLabeled(pod.metadata.labels)) this.fullyLabeled += step;
    if (isPodReady(pod)) this.ready += step;
  }

  #countAvailable(pod: Pod, nowEpochMs: number): void {
    const atMs = availableAtMs(pod, this.for.minReadySeconds);
    if (atMs === undefined) return;
    if (atMs <= nowEpochMs) this.available++;
    else this.nextAvailableAtMs = Math.min(this.nextAvailableAtMs ?? atMs, atMs);
  }

  /** Most share the labels of the template. */
  #isFullyLabeled(labels: StringMap | undefined): boolean {
    if (labels === this.for.templateLabels) return true;
    for (const [key, value] of this.#wanted) if (labels?.[key] !== value) return false;
    return true;
  }
}
