// The pacer: real time x speed, pause, step, running ahead, and never a long slice.
import assert from 'node:assert/strict';
import { Simulation } from '../../../src/simulation/simulation';
import { Pacer } from '../../../src/vscode/pacer';
import { ManualTime } from './manualTime';

function everySecond(simulation: Simulation, seen: number[]): void {
  const beat = (): void => {
    simulation.schedule(1000, 'beat', '', () => {
      seen.push(simulation.nowMs);
      beat();
    });
  };
  beat();
}

function setUp(costMs = 0) {
  const simulation = new Simulation({ seed: 1 });
  const time = new ManualTime(costMs);
  const errors: unknown[] = [];
  const pacer = new Pacer(simulation, time, (error) => errors.push(error));
  return { simulation, time, pacer, errors };
}

describe('pacer', () => {
  it('plays in real time, at the chosen speed, and stops when paused', () => {
    const { simulation, time, pacer } = setUp();
    const seen: number[] = [];
    everySecond(simulation, seen);
    pacer.play();
    time.pass(2500);
    assert.deepEqual(seen, [1000, 2000]);
    pacer.setSpeed(10);
    time.pass(200);
    assert.deepEqual(seen, [1000, 2000, 3000, 4000]);
    pacer.pause();
    time.pass(60_000);
    assert.deepEqual(seen.length, 4);
    assert.equal(time.waiting, 0);
    pacer.play();
    time.pass(100);
    assert.equal(seen.length, 5, 'the pause itself does not count as time');
  });

  it('steps one event at a time while paused', () => {
    const { simulation, pacer } = setUp();
    const seen: number[] = [];
    everySecond(simulation, seen);
    pacer.step();
    assert.deepEqual(seen, [1000]);
    assert.equal(pacer.isPlaying, false);
    pacer.step();
    assert.deepEqual(seen, [1000, 2000]);
  });

  it('runs ahead to a goal, then goes on as before', async () => {
    const { simulation, time, pacer } = setUp();
    const seen: number[] = [];
    everySecond(simulation, seen);
    const run = pacer.run({ reached: () => seen.length >= 500, limitMs: 3_600_000 });
    time.pass(0);
    assert.equal(await run, 'reached');
    assert.equal(simulation.nowMs, 500_000);
    assert.equal(pacer.isPlaying, false);
  });

  it('is interrupted from within an event: the next one does not come', () => {
    const { simulation, time, pacer } = setUp();
    const seen: number[] = [];
    everySecond(simulation, seen);
    simulation.schedule(2000, 'break', '', () => {
      pacer.interrupt();
    });
    simulation.schedule(2000, 'after', '', () => seen.push(-1));
    pacer.setSpeed(1000);
    pacer.play();
    time.pass(60);
    assert.equal(pacer.isPlaying, false);
    assert.ok(!seen.includes(-1));
    assert.equal(simulation.nowMs, 2000);
    pacer.play();
    time.pass(5);
    assert.ok(seen.includes(-1), 'and goes on from there');
  });

  it('is interrupted between events at once, and in a run ahead', async () => {
    const { simulation, time, pacer } = setUp();
    pacer.play();
    pacer.interrupt();
    assert.equal(pacer.isPlaying, false);
    simulation.schedule(5000, 'break', '', () => {
      pacer.interrupt();
    });
    const run = pacer.run({ reached: () => false, limitMs: 60_000 });
    time.pass(0);
    assert.equal(await run, 'cancelled');
    assert.equal(simulation.nowMs, 5000);
  });

  it('gives up a run at its limit, and cancels it when paused', async () => {
    const { simulation, time, pacer } = setUp();
    const limited = pacer.run({ reached: () => false, limitMs: 5000 });
    time.pass(0);
    assert.equal(await limited, 'limit');
    assert.equal(simulation.nowMs, 5000);
    const cancelled = pacer.run({ reached: () => false, limitMs: 5000 });
    pacer.pause();
    assert.equal(await cancelled, 'cancelled');
  });

  it('works in slices of 8 ms at most', () => {
    // Each look at the clock costs 1 ms here: 10,000 due events need many slices.
    const { simulation, time, pacer } = setUp(1);
    let longest = 0;
    let inSlice = 0;
    for (let i = 0; i < 10_000; i++) {
      simulation.schedule(0, 'work', '', () => {
        inSlice++;
      });
    }
    pacer.onDidChange(() => {
      longest = Math.max(longest, inSlice);
      inSlice = 0;
    });
    void pacer.run({ reached: () => false, limitMs: 10 });
    for (let i = 0; i < 3000; i++) time.pass(0);
    assert.equal(simulation.executedEvents, 10_000);
    assert.ok(longest <= 8, `${String(longest)} ms`);
  });

  it('does not race after the computer was asleep', () => {
    const { simulation, time, pacer } = setUp(1);
    const busy = (): void => {
      simulation.schedule(1, 'busy', '', busy);
    };
    busy();
    pacer.play();
    time.pass(100);
    const before = simulation.nowMs;
    // 1 ms of work costs about 1 ms here, so at speed 1000 it can never keep up: it must not pile up.
    pacer.setSpeed(1000);
    time.pass(2000);
    pacer.setSpeed(1);
    time.pass(100);
    assert.ok(simulation.nowMs - before < 2500, String(simulation.nowMs - before));
  });

  it('pauses and reports when the simulation has a bug', () => {
    const { simulation, time, pacer, errors } = setUp();
    simulation.schedule(10, 'bug', '', () => {
      throw new Error('oops');
    });
    pacer.play();
    time.pass(50);
    assert.equal(errors.length, 1);
    assert.equal(pacer.isPlaying, false);
  });

  it('refuses speeds outside 0.1 to 1000', () => {
    const { pacer } = setUp();
    assert.throws(() => {
      pacer.setSpeed(0);
    }, RangeError);
    assert.throws(() => {
      pacer.setSpeed(Number.NaN);
    }, RangeError);
  });
});
