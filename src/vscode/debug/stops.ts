// All the places at which the debugger is to stop, by where they were set: lines of manifests, texts
// in the Breakpoints view, its ticked kinds of trouble, and fields of objects.
import type { ClusterBreakpoint } from '../../views/breakpoints/clusterBreakpoint';
import { isHit, type ClusterWrite } from '../../views/breakpoints/breakpointHit';

/** DAP's words for why it stopped. */
export type StopReason =
  'breakpoint' | 'function breakpoint' | 'data breakpoint' | 'entry' | 'step' | 'pause';

export interface Stop {
  readonly id: number;
  readonly reason: StopReason;
  /** What the learner reads when it is hit. */
  readonly text: string;
  readonly breakpoint: ClusterBreakpoint;
}

export class Stops {
  readonly #bySource = new Map<string, readonly Stop[]>();
  #nextId = 1;

  /** Replaces what was set in one place: the path of a file, or the name of a kind of breakpoints. */
  replace(
    source: string,
    reason: StopReason,
    breakpoints: readonly { readonly text: string; readonly breakpoint: ClusterBreakpoint }[],
  ): readonly Stop[] {
    const stops = breakpoints.map((each) => ({ id: this.#nextId++, reason, ...each }));
    this.#bySource.set(source, stops);
    return stops;
  }

  get isEmpty(): boolean {
    return [...this.#bySource.values()].every((stops) => stops.length === 0);
  }

  /** Those that a write hits. */
  hitBy(write: ClusterWrite): readonly Stop[] {
    const hits: Stop[] = [];
    for (const stops of this.#bySource.values()) {
      for (const stop of stops) if (isHit(stop.breakpoint, write)) hits.push(stop);
    }
    return hits;
  }
}
