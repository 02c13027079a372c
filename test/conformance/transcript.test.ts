import assert from 'node:assert/strict';
import { mismatch, parseTranscript } from './transcript';

describe('transcripts', () => {
  it('are commands with what they answer', () => {
    const { header, steps } = parseTranscript(
      ['# Source: a page', '$ a <<EOF', '> body', '> EOF', 'out', '', '[1]', '', '$~ b', ''].join(
        '\n',
      ),
    );
    assert.equal(header.get('source'), 'a page');
    assert.deepEqual(steps, [
      { command: 'a <<EOF\nbody\nEOF', retries: false, expected: ['out'], code: 1, line: 2 },
      { command: 'b', retries: true, expected: [], code: 0, line: 9 },
    ]);
  });

  it('break something between commands, and mend it', () => {
    const { steps } = parseTranscript('! fault node-crash node=worker-1\n$ a\nout\n! lift\n');
    assert.deepEqual(
      steps.map(({ fault, expected }) => fault ?? expected),
      [
        { type: 'fault', fault: 'node-crash', target: { node: 'worker-1' } },
        ['out'],
        { type: 'liftAllFaults' },
      ],
    );
    assert.throws(() => parseTranscript('! crash worker-1'), /none of fault, lift, ahead/);
  });

  it('let time pass between commands', () => {
    const { steps } = parseTranscript('! ahead 90s\n$ a\nout\n');
    assert.deepEqual(
      steps.map(({ aheadMs, expected }) => aheadMs ?? expected),
      [90_000, ['out']],
    );
    assert.throws(() => parseTranscript('! ahead soon'), /none of fault, lift, ahead/);
  });

  it('let time stand still between commands', () => {
    const { steps } = parseTranscript('! pause\n$ a\nout\n! resume\n');
    assert.deepEqual(
      steps.map(({ pauses, expected }) => pauses ?? expected),
      [true, ['out'], false],
    );
  });

  it('hold answers to every word', () => {
    assert.equal(mismatch(['web-<id>   1/1   <age>'], 'web-7f  1/1     4m1s\n'), undefined);
    assert.notEqual(mismatch(['web-<id>   1/1   <age>'], 'web-7f  0/1     4m1s\n'), undefined);
    assert.notEqual(mismatch(['a'], 'a\nb\n'), undefined);
    assert.notEqual(mismatch(['a', 'b'], 'a\n'), undefined);
    assert.notEqual(mismatch(['  a'], 'a\n'), undefined);
    assert.equal(mismatch(['one <n>'], 'one 1\n'), undefined);
    assert.equal(mismatch(['one'], 'one\n'), undefined, 'a word is no placeholder');
  });

  it('do not care for what client-go logs of a watch whose time is over', () => {
    const log = 'E1126 03:42:40.233340   27234 reflector.go:204] "Failed to watch" err="context"';
    assert.equal(mismatch(['error: timed out'], `${log}\nerror: timed out\n`), undefined);
    const other = 'E1126 03:42:40.233340   27234 memcache.go:265] "Unhandled Error" err="refused"';
    assert.notEqual(mismatch(['error: timed out'], `${other}\nerror: timed out\n`), undefined);
  });

  it('may leave out lines where they say so', () => {
    assert.equal(mismatch(['a', '...', 'd'], 'a\nb\nc\nd'), undefined);
    assert.equal(mismatch(['a', '...'], 'a'), undefined);
    assert.notEqual(mismatch(['...', 'd'], 'a\nb'), undefined);
  });
});
