import assert from 'node:assert/strict';
import { updatedScoreboard, type ScoreboardRow } from './scoreboard';

const TOOLS = { current: 'new tools', old: 'old tools' };

function row(version: ScoreboardRow['version'], command: string, passed?: boolean): ScoreboardRow {
  return { area: 'change', version, command, passed };
}

/** What the file says once `tries` have been written into it, one after the other. */
function after(...tries: readonly (readonly ScoreboardRow[])[]): string {
  return tries.reduce((known, rows) => updatedScoreboard(known, rows, TOOLS), '');
}

const ALL_PASSED = [row('current', 'a', true), row('current', 'b', true), row('old', 'a', true)];

describe('the scoreboard', () => {
  it('counts what passed, by the age of the tools, and lists what is tried with those of today', () => {
    const text = after([
      row('current', 'a', true),
      row('current', 'b', false),
      row('old', 'a', true),
    ]);
    assert.match(text, /^2 of 3 answer as before a real cluster\.$/m);
    assert.match(
      text,
      /^\| change \| new tools \| 1 \/ 2 \|\n\| change \| old tools \| 1 \/ 1 \|$/m,
    );
    assert.match(text, /^## change\n\n- ✓ `a`\n- ✗ `b`$/m);
  });

  it('is whole again when what failed passes in a second try, which is of some tools only', () => {
    const old = after(
      [row('current', 'a', true), row('current', 'b', true), row('old', 'a', false)],
      [row('current', 'a'), row('current', 'b'), row('old', 'a', true)],
    );
    assert.equal(old, after(ALL_PASSED));
    const current = after(
      [row('current', 'a', true), row('current', 'b', false), row('old', 'a', true)],
      [row('current', 'a', true), row('current', 'b', true), row('old', 'a')],
    );
    assert.equal(current, after(ALL_PASSED));
  });

  it('keeps what it knows of what was tried in part or not at all', () => {
    const known = after(ALL_PASSED);
    assert.equal(updatedScoreboard(known, ALL_PASSED.slice(0, 0), TOOLS), known);
    const part = [row('current', 'a', false), row('current', 'b'), row('old', 'a')];
    assert.equal(updatedScoreboard(known, part, TOOLS), known);
  });

  it('forgets what is tried no longer', () => {
    const text = after(ALL_PASSED, [row('current', 'a', true)]);
    assert.match(text, /^1 of 1 answer as before/m);
    assert.doesNotMatch(text, /old tools|`b`/);
  });
});
