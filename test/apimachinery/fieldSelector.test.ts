import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  escapeFieldValue,
  formatFieldSelector,
  matchesFieldSelector,
  parseFieldSelector,
} from '../../src/apimachinery/fieldSelector';

describe('field selectors', () => {
  it('match exact values; an absent field is empty', () => {
    const fields = { 'status.phase': 'Running', 'spec.nodeName': '' };
    const cases: readonly [string, boolean][] = [
      ['', true],
      ['status.phase=Running', true],
      ['status.phase==Running', true],
      ['status.phase!=Running', false],
      ['spec.nodeName=', true],
      ['status.phase=Running,spec.nodeName!=', false],
      ['metadata.name=x', false],
    ];
    for (const [text, expected] of cases) {
      assert.equal(matchesFieldSelector(parseFieldSelector(text), fields), expected, text);
    }
  });

  it('are refused in the words of Kubernetes', () => {
    assert.throws(() => parseFieldSelector('status.phase'), {
      message: "invalid selector: 'status.phase'; can't understand 'status.phase'",
    });
    assert.throws(() => parseFieldSelector('a=b=c'), {
      message: 'invalid field selector: unescaped character in value: 61',
    });
    assert.throws(() => parseFieldSelector('a=b\\c'), {
      message: 'invalid field selector: invalid escape sequence: \\c',
    });
  });

  it('carry any value once it is escaped', () => {
    assert.equal(escapeFieldValue('a,b=c\\d'), 'a\\,b\\=c\\\\d');
    fc.assert(
      fc.property(fc.string(), (value) => {
        const requirements = [{ field: 'reason', operator: '=' as const, value }];
        assert.deepEqual(parseFieldSelector(formatFieldSelector(requirements)), requirements);
      }),
    );
  });
});
