// A replay goes along a recorded run and stands at every moment of it exactly as the run did.
import assert from 'node:assert/strict';
import { Journal } from '../../src/simulation/journal';
import type { Moment } from '../../src/simulation/moment';
import { momentAt, placeBefore, Replay } from '../../src/simulation/replay';
import { Simulation } from '../../src/simulation/simulation';

/** A counter that ticks every second, and inputs that add to it. */
class Counter {
  readonly simulation = new Simulation({ seed: 1 });
  readonly journal = new Journal<number>();
  value = 0;

  constructor() {
    const tick = (): void => {
      this.simulation.schedule(1000, 'tick', '', () => {
        this.value++;
        tick();
      });
    };
    tick();
  }

  add(amount: number): void {
    this.journal.append(this.simulation, amount);
    this.apply(amount);
  }

  apply(amount: number): void {
    this.value += amount;
    this.simulation.schedule(200, 'echo', '', () => {
      this.value += amount;
    });
  }

  get moment(): Moment {
    const { executedEvents, nowMs } = this.simulation;
    return { executedEvents, nowMs, inputs: this.journal.entries.length };
  }
}

/** A run with two inputs at one place, and one while the clock stood between events. */
function recorded(): { counter: Counter; moments: readonly (readonly [Moment, number])[] } {
  const counter = new Counter();
  const moments: (readonly [Moment, number])[] = [];
  const note = (): void => {
    moments.push([counter.moment, counter.value]);
  };
  counter.simulation.runUntil(2500);
  note();
  counter.add(10);
  note();
  counter.add(100);
  note();
  counter.simulation.runUntil(2600);
  note();
  counter.simulation.step();
  note();
  counter.add(1000);
  counter.simulation.runUntil(4321);
  note();
  return { counter, moments };
}

function replayOf(recording: Counter): { again: Counter; replay: Replay<number> } {
  const again = new Counter();
  const { entries } = recording.journal;
  const replay = new Replay(again.simulation, { entries, end: recording.moment }, (amount) => {
    again.apply(amount);
  });
  return { again, replay };
}

function finish(steps: Generator<number, void>): number {
  let slices = 0;
  while (steps.next().done !== true) slices++;
  return slices;
}

describe('replay', () => {
  it('comes to every moment of the record, also to those between two inputs', () => {
    const { counter, moments } = recorded();
    for (const [moment, value] of moments) {
      const { again, replay } = replayOf(counter);
      finish(replay.runTo(moment, 3));
      assert.deepEqual(replay.moment, moment);
      assert.equal(again.value, value);
    }
  });

  it('goes on from a moment to a later one, and knows which ones it has passed', () => {
    const { counter, moments } = recorded();
    const { again, replay } = replayOf(counter);
    for (const [index, [moment, value]] of moments.entries()) {
      assert.equal(replay.hasPassed(moment), false);
      finish(replay.runTo(moment, 1));
      assert.equal(again.value, value);
      for (const [earlier] of moments.slice(0, index))
        assert.equal(replay.hasPassed(earlier), true);
    }
    assert.equal(replay.isAtEnd, true);
  });

  it('comes to a time with all that happened up to then', () => {
    const { counter } = recorded();
    const { again, replay } = replayOf(counter);
    finish(replay.runToTime(2500, 1));
    assert.deepEqual([again.value, replay.moment.inputs], [112, 2]);
    finish(replay.runToTime(2499, 1));
    assert.equal(replay.nowMs, 2500, 'time never goes back');
  });

  it('steps through events and inputs in their order, and ends where the record ends', () => {
    const { counter, moments } = recorded();
    const { again, replay } = replayOf(counter);
    const seen: [number, number][] = [];
    while (replay.step()) seen.push([replay.nowMs, again.value]);
    assert.deepEqual(seen.slice(0, 6), [
      [1000, 1],
      [2000, 2],
      [2500, 12],
      [2500, 112],
      [2700, 122],
      [2700, 1122],
    ]);
    assert.equal(again.value, moments.at(-1)?.[1]);
    assert.equal(replay.isAtEnd, false, 'the last stretch without events is still to pass');
    replay.advanceClock(1_000_000);
    assert.deepEqual([replay.nowMs, replay.isAtEnd], [4321, true]);
  });

  it('steps back through inputs and events, to the start', () => {
    const { counter } = recorded();
    const { entries } = counter.journal;
    const places: string[] = [];
    let place = placeBefore(counter.moment, entries);
    while (place !== undefined) {
      const { again, replay } = replayOf(counter);
      finish(replay.runTo(place, 9));
      places.push(
        `${String(place.executedEvents)}+${String(place.inputs)}: ${String(again.value)}`,
      );
      place = placeBefore(replay.moment, entries);
    }
    assert.deepEqual(
      places.slice(-7),
      ['4+3: 1222', '3+3: 1122', '3+2: 122', '2+2: 112', '2+1: 12', '2+0: 2', '1+0: 1']
        .concat('0+0: 0')
        .slice(-7),
    );
  });

  it('yields after so many steps, inputs counted', () => {
    const counter = new Counter();
    for (let i = 0; i < 10; i++) counter.add(1);
    counter.simulation.runUntil(5000);
    assert.equal(finish(replayOf(counter).replay.runTo(counter.moment, 5)), 5);
  });

  it('finds the moment of a position: with the inputs that came up to it', () => {
    const { counter } = recorded();
    const { entries } = counter.journal;
    assert.equal(momentAt({ executedEvents: 2, nowMs: 2400 }, entries).inputs, 0);
    assert.equal(momentAt({ executedEvents: 2, nowMs: 2500 }, entries).inputs, 2);
    assert.equal(momentAt({ executedEvents: 3, nowMs: 2700 }, entries).inputs, 3);
    assert.equal(momentAt({ executedEvents: 9, nowMs: 9000 }, entries).inputs, 3);
  });
});
