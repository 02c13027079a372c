import assert from 'node:assert/strict';
import { goRegexp, GoRegexpError } from '../../src/apimachinery/goRegexp';

describe('a regular expression of Go', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['^a+$', 'aa', true],
    ['(?i)^A$', 'a', true],
    ['^(?i:A)$', 'a', true],
    ['\\Aa\\z', 'a', true],
    ['^[[:alpha:]_]+$', 'a_b', true],
    ['^[[:alpha:]_]+$', 'a1', false],
    ['^(?P<name>x)$', 'x', true],
    ['^\\p{L}+$', 'äß', true],
    ['^[\\w\\-]+$', 'a-b', true],
    ['^([-a-z0-9/]+)\\_$', 'a/_', true],
  ];
  for (const [pattern, text, matches] of cases) {
    it(`${pattern} ${matches ? 'matches' : 'does not match'} ${text}`, () => {
      assert.equal(goRegexp(pattern).test(text), matches);
    });
  }

  it('finds parts of a text', () => {
    assert.deepEqual(goRegexp('[0-9]+').find('a1b22c333'), ['1', '22', '333']);
    assert.deepEqual(goRegexp('[0-9]+').find('a1b22c333', 2), ['1', '22']);
  });

  it('is done soon, whatever it is', () => {
    const text = `${'a'.repeat(20_000)}!`;
    for (const pattern of ['(a+)+$', '^(a|a)*$', '(a*)*b']) {
      assert.equal(goRegexp(pattern).test(text), false);
    }
  });

  it('is refused in the words of Go', () => {
    const refusals: readonly (readonly [string, string])[] = [
      ['a(?=b)', 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
      ['(a', 'error parsing regexp: missing closing ): `(a`'],
      ['a{2,1}', 'error parsing regexp: invalid repeat count: `{2,1}`'],
      ['a)', 'error parsing regexp: unexpected ): `a)`'],
      ['*a', 'error parsing regexp: missing argument to repetition operator: `*`'],
    ];
    for (const [pattern, message] of refusals) {
      assert.throws(() => goRegexp(pattern), new GoRegexpError(message));
    }
  });
});
