// The kernel: order, time, causes, and that a seed gives the same run again.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Journal } from '../../src/simulation/journal';
import { replay } from '../../src/simulation/replay';
import { Link } from '../../src/simulation/link';
import { Simulation } from '../../src/simulation/simulation';

describe('simulation', () => {
  it('runs events by time, and in the order of scheduling within one time', () => {
    const simulation = new Simulation({ seed: 1 });
    const seen: string[] = [];
    simulation.schedule(20, 'late', '', () => seen.push('late'));
    simulation.schedule(10, 'first', '', () => seen.push('first'));
    simulation.schedule(10, 'second', '', () => seen.push('second'));
    simulation.runUntil(15);
    assert.deepEqual(seen, ['first', 'second']);
    assert.equal(simulation.nowMs, 15);
    simulation.runUntil(20);
    assert.deepEqual(seen, ['first', 'second', 'late']);
  });

  it('does not run what was cancelled, and is idle when only background work waits', () => {
    const simulation = new Simulation({ seed: 1 });
    const timer = simulation.schedule(5, 'never', '', () => assert.fail('was cancelled'));
    simulation.schedule(5, 'heartbeat', '', () => undefined, { background: true });
    assert.equal(simulation.isIdle, false);
    timer.cancel();
    timer.cancel();
    assert.equal(simulation.isIdle, true);
    simulation.runUntil(10);
    assert.equal(simulation.executedEvents, 1);
  });

  it('knows for everything what set it off', () => {
    const simulation = new Simulation({ seed: 1 });
    let inner = 0;
    simulation.schedule(1, 'press', 'button', () => {
      const noted = simulation.record('note', 'paper');
      simulation.withCause(noted, () => {
        simulation.schedule(1, 'ring', 'bell', () => {
          inner = simulation.cause;
        });
      });
    });
    simulation.runUntil(5);
    const chain = simulation.trace.chain(inner).map((entry) => `${entry.label} ${entry.subject}`);
    assert.deepEqual(chain, ['ring bell', 'note paper', 'press button']);
  });

  it('knows of each round of a loop what began the loop, not the round before', () => {
    const simulation = new Simulation({ seed: 1 });
    const round = (): void => {
      simulation.schedule(10, 'heartbeat', 'node', round, { background: true });
      simulation.record('write', 'lease');
    };
    simulation.schedule(1, 'start', 'node', round);
    simulation.runUntil(35);
    const { trace } = simulation;
    assert.deepEqual(
      trace.chain(trace.lastId).map(({ atMs, label }) => [atMs, label]),
      [
        [31, 'write'],
        [31, 'heartbeat'],
        [1, 'start'],
      ],
    );
  });

  it('keeps what something waits for that comes much later', () => {
    const simulation = new Simulation({ seed: 1, traceCapacity: 4 });
    simulation.trace.keepUpTo(2_048);
    simulation.schedule(1, 'taint', 'node', () => {
      simulation.schedule(300_000, 'evict', 'pod', () => undefined);
    });
    for (let i = 1; i <= 20; i++) simulation.schedule(1_000 * i, 'tick', '', () => undefined);
    simulation.runUntil(300_002);
    assert.deepEqual(
      simulation.trace.chain(simulation.trace.lastId).map(({ label }) => label),
      ['evict', 'taint'],
    );
  });

  it('forgets old trace entries but not their part in the hash', () => {
    const run = (first: string): Simulation => {
      const simulation = new Simulation({ seed: 1, traceCapacity: 4 });
      simulation.record('a', first);
      for (let i = 0; i < 10; i++) simulation.record('b', 'same');
      return simulation;
    };
    assert.equal(run('x').trace.entry(1), undefined);
    assert.equal(run('x').trace.entry(11)?.subject, 'same');
    assert.equal(run('x').trace.hash, run('x').trace.hash);
    assert.notEqual(run('x').trace.hash, run('y').trace.hash);
  });

  it('refuses to move the clock over an event', () => {
    const simulation = new Simulation({ seed: 1 });
    simulation.schedule(5, 'due', '', () => undefined);
    assert.throws(() => {
      simulation.advanceClock(6);
    }, /an event is due at 5 ms/);
  });

  it('goes on after an event that threw', () => {
    const simulation = new Simulation({ seed: 1 });
    simulation.schedule(1, 'bad', '', () => {
      throw new Error('bug');
    });
    simulation.schedule(2, 'good', '', () => undefined);
    assert.throws(() => simulation.step(), /bug/);
    assert.equal(simulation.cause, 0);
    assert.equal(simulation.step(), true);
  });
});

describe('link', () => {
  it('keeps the order of messages whatever the jitter', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.integer({ min: 0, max: 20 })), (seed, gaps) => {
        const simulation = new Simulation({ seed });
        const link = new Link(simulation, { latencyMs: 5, jitterMs: 30 });
        const arrived: number[] = [];
        let atMs = 0;
        gaps.forEach((gap, index) => {
          atMs += gap;
          simulation.runUntil(atMs);
          link.send('message', '', () => arrived.push(index));
        });
        simulation.runUntil(atMs + 1000);
        assert.deepEqual(
          arrived,
          gaps.map((_gap, index) => index),
        );
      }),
    );
  });

  it('loses what is under way when it is cut, and says so', () => {
    const simulation = new Simulation({ seed: 1 });
    const link = new Link(simulation, { latencyMs: 5 });
    const arrived: string[] = [];
    let cuts = 0;
    link.onCut(() => cuts++);
    link.send('message', '', () => arrived.push('under way'));
    link.partition();
    assert.equal(
      link.send('message', '', () => arrived.push('while cut')),
      false,
    );
    link.heal();
    link.send('message', '', () => arrived.push('after'));
    simulation.runUntil(100);
    assert.deepEqual(arrived, ['after']);
    assert.equal(cuts, 1);
  });
});

describe('journal', () => {
  /** A small world: inputs start chains of random events. */
  function world(seed: number): { simulation: Simulation; apply: (input: number) => void } {
    const simulation = new Simulation({ seed });
    const apply = (input: number): void => {
      if (input <= 0) return;
      const delay = simulation.random.between(0, 50);
      simulation.schedule(delay, 'work', String(input), () => {
        apply(input - 1 - simulation.random.below(3));
      });
    };
    return { simulation, apply };
  }

  it('gives the same run again from seed and inputs, also in slices', () => {
    const inputs = fc.array(
      fc.record({ wait: fc.integer({ min: 0, max: 100 }), size: fc.nat(20) }),
    );
    fc.assert(
      fc.property(fc.integer(), inputs, fc.integer({ min: 1, max: 7 }), (seed, plan, slice) => {
        const first = world(seed);
        const journal = new Journal<number>();
        let atMs = 0;
        for (const { wait, size } of plan) {
          atMs += wait;
          first.simulation.runUntil(atMs);
          journal.append(first.simulation, size);
          first.apply(size);
        }
        first.simulation.runUntil(atMs + 37);
        const end = {
          executedEvents: first.simulation.executedEvents,
          nowMs: first.simulation.nowMs,
        };
        const again = world(seed);
        for (const fraction of replay(again.simulation, journal.entries, end, again.apply, slice)) {
          assert.ok(fraction >= 0 && fraction <= 1);
        }
        assert.equal(again.simulation.nowMs, end.nowMs);
        assert.equal(again.simulation.trace.hash, first.simulation.trace.hash);
      }),
    );
  });
});
