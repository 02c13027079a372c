import assert from 'node:assert/strict';
import { setImmediate as passed } from 'node:timers/promises';
import { NO_TESTS } from '../../../scripts/testing/countTests';
import type { Outcome } from '../../../scripts/testing/runStage';
import { runEach } from '../../../scripts/testing/runStages';
import { selectStages, type Stage } from '../../../scripts/testing/stages';

function stage(name: string, after: readonly string[] = [], essential = false): Stage {
  return { name, groups: ['check'], after, command: [], countsTests: false, essential };
}

/** Says when stages begin and end: `+a`, live `!a`, `-a`. Each takes as many turns as `turns` says, otherwise one. */
class StageLog {
  readonly lines: string[] = [];
  readonly #turns: Readonly<Record<string, number>>;
  readonly #failing: readonly string[];

  constructor(turns: Readonly<Record<string, number>> = {}, failing: readonly string[] = []) {
    this.#turns = turns;
    this.#failing = failing;
  }

  readonly run = async (of: Stage, live: boolean): Promise<Outcome> => {
    this.lines.push(`${live ? '!' : '+'}${of.name}`);
    for (let turn = 0; turn < (this.#turns[of.name] ?? 1); turn++) await passed();
    this.lines.push(`-${of.name}`);
    const state = this.#failing.includes(of.name) ? 'failed' : 'passed';
    return { stage: of, state, seconds: 0, tests: NO_TESTS, complaint: '' };
  };
}

describe('running stages', () => {
  const STAGES = [
    stage('first', [], true),
    stage('check', ['first']),
    stage('build', ['first'], true),
    stage('window', ['build']),
    stage('tools', ['first']),
  ];

  it('begins the next when one ends, in their order, and prints at once what runs alone', async () => {
    const log = new StageLog({ check: 9 });
    const outcomes = await runEach(STAGES, log.run, 2);
    const expected = '!first -first +check +build -build +window -window +tools -tools -check';
    assert.equal(log.lines.join(' '), expected);
    assert.deepEqual(
      outcomes.map(({ stage: { name } }) => name),
      STAGES.map(({ name }) => name),
    );
  });

  it('never begins what has to wait, though there is room for it', async () => {
    const log = new StageLog({ build: 9, check: 3 });
    await runEach(STAGES, log.run, 3);
    const expected = '!first -first +check +build +tools -tools -check -build !window -window';
    assert.equal(log.lines.join(' '), expected);
  });

  it('runs one at a time where there is one processor', async () => {
    const log = new StageLog();
    await runEach(STAGES, log.run, 1);
    const expected = STAGES.map(({ name }) => `!${name} -${name}`).join(' ');
    assert.equal(log.lines.join(' '), expected);
  });

  it('leaves out what stands on something that failed, and goes on with the rest', async () => {
    const log = new StageLog({}, ['build', 'check']);
    const outcomes = await runEach([...STAGES, stage('last', ['window'])], log.run, 2);
    const states = outcomes.map(({ stage: { name }, state }) => `${name} ${state}`);
    assert.deepEqual(states, [
      'first passed',
      'check failed',
      'build failed',
      'window not run',
      'tools passed',
      'last not run',
    ]);
  });

  it('does not wait for a stage that was not asked for', async () => {
    const log = new StageLog();
    await runEach([stage('window', ['build'])], log.run, 2);
    assert.deepEqual(log.lines, ['!window', '-window']);
  });

  it('has stages that wait for stages before them alone', () => {
    const names: string[] = [];
    for (const { name, after } of selectStages([])) {
      for (const other of after) assert.ok(names.includes(other), `${name} after ${other}`);
      names.push(name);
    }
  });
});
