// What a controller has asked for and not yet seen in its cache, so that it does not ask twice
// while the watch lags behind. Source: k8s.io/kubernetes/pkg/controller (UIDTrackingControllerExpectations).
import type { VirtualClock } from '../../apimachinery/wallClock';

/** Afterwards a watch event is taken for lost, and the cache for the truth. */
const TIMEOUT_MS = 300_000;

interface Expected {
  creations: number;
  readonly deletions: Set<string>;
  sinceMs: number;
}

export class Expectations {
  readonly #clock: VirtualClock;
  readonly #expected = new Map<string, Expected>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  expectCreations(key: string, count: number): void {
    this.#entry(key).creations += count;
  }

  expectDeletions(key: string, uids: readonly string[]): void {
    const { deletions } = this.#entry(key);
    for (const uid of uids) deletions.add(uid);
  }

  /** Also for a creation that failed: it will never be seen. */
  creationObserved(key: string): void {
    const expected = this.#expected.get(key);
    if (expected !== undefined && expected.creations > 0) expected.creations--;
  }

  deletionObserved(key: string, uid: string): void {
    this.#expected.get(key)?.deletions.delete(uid);
  }

  /** True when the cache has caught up with all that was asked for. */
  areSatisfied(key: string): boolean {
    const expected = this.#expected.get(key);
    if (expected === undefined) return true;
    if (expected.creations === 0 && expected.deletions.size === 0) return true;
    return this.#clock.nowMs - expected.sinceMs > TIMEOUT_MS;
  }

  forget(key: string): void {
    this.#expected.delete(key);
  }

  #entry(key: string): Expected {
    let expected = this.#expected.get(key);
    if (expected === undefined || this.areSatisfied(key)) {
      expected = { creations: 0, deletions: new Set(), sinceMs: this.#clock.nowMs };
      this.#expected.set(key, expected);
    }
    expected.sinceMs = this.#clock.nowMs;
    return expected;
  }
}
