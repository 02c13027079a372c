import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  compileLabelSelector,
  compileLabelSet,
  formatLabelSelector,
  formatLabelSelectorSpec,
  matchesLabelSelector,
  parseLabelSelector,
} from '../../src/apimachinery/labelSelector';

const matches = (selector: string, labels: Record<string, string>): boolean =>
  matchesLabelSelector(parseLabelSelector(selector), labels);

describe('label selectors', () => {
  it('select by equality, sets and presence', () => {
    const web = { app: 'web', tier: 'front', rank: '7' };
    const cases: readonly [string, boolean][] = [
      ['', true],
      ['app=web', true],
      ['app==web', true],
      ['app!=web', false],
      ['missing!=x', true],
      ['app in (web, db)', true],
      ['app in (db)', false],
      ['app notin (db)', true],
      ['missing notin (db)', true],
      ['tier', true],
      ['!tier', false],
      ['!missing', true],
      ['missing', false],
      ['rank>5', true],
      ['rank<5', false],
      ['app>5', false],
      ['app=web,tier=front', true],
      ['app=web,tier=back', false],
      ['in in (in)', false],
      ['app=', false],
    ];
    for (const [selector, expected] of cases)
      assert.equal(matches(selector, web), expected, selector);
    assert.equal(matches('x in (,a)', { x: '' }), true);
    assert.equal(matches('x=', { x: '' }), true);
    assert.equal(matches('x', {}), false);
  });

  it('are refused in the words of Kubernetes', () => {
    const cases: readonly [string, string][] = [
      ['app in web', "unable to parse requirement: found 'web' expected: '('"],
      ['app=web,', "found '', expected: identifier after ','"],
      ['=web', "found '=', expected: !, identifier, or 'end of string'"],
      [
        'app web',
        "unable to parse requirement: found 'web', expected: in, notin, =, ==, !=, gt, lt",
      ],
      ['app=web tier', "found 'tier', expected: ',' or 'end of string'"],
      ['app in (a', "unable to parse requirement: found '', expected: ',' or ')'"],
      [
        'rank>high',
        `unable to parse requirement: values[0]: Invalid value: "high": for 'Gt', 'Lt' operators, the value must be an integer`,
      ],
      [
        '-app=x',
        `unable to parse requirement: <nil>: Invalid value: "-app": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
      ],
    ];
    for (const [selector, message] of cases) {
      assert.throws(() => parseLabelSelector(selector), { message }, selector);
    }
  });

  it('are printed sorted by key, as kubectl does', () => {
    const text = 'tier in (b, a),app=web,!old,stage,zone notin (x)';
    assert.equal(
      formatLabelSelector(parseLabelSelector(text)),
      'app=web,!old,stage,tier in (a,b),zone notin (x)',
    );
    assert.equal(formatLabelSelectorSpec({ matchLabels: { b: '2', a: '1' } }), 'a=1,b=2');
    assert.equal(formatLabelSelectorSpec({}), '<none>');
    assert.equal(
      formatLabelSelectorSpec({ matchExpressions: [{ key: 'a', operator: 'Like' }] }),
      '<error>',
    );
  });

  it('come from objects too: absent selects nothing, empty everything', () => {
    assert.equal(compileLabelSelector(undefined)({ a: '1' }), false);
    assert.equal(compileLabelSelector({})({ a: '1' }), true);
    const selector = compileLabelSelector({
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['a', 'b'] },
        { key: 'old', operator: 'DoesNotExist' },
      ],
    });
    assert.equal(selector({ app: 'web', tier: 'a' }), true);
    assert.equal(selector({ app: 'web', tier: 'a', old: '' }), false);
    assert.equal(selector(undefined), false);
    assert.throws(
      () => compileLabelSelector({ matchExpressions: [{ key: 'a', operator: 'Like' }] }),
      {
        message: '"Like" is not a valid label selector operator',
      },
    );
    assert.equal(compileLabelSet({ app: 'web' })({ app: 'web', x: 'y' }), true);
    assert.equal(compileLabelSet({ app: 'web' })(undefined), false);
  });

  it('read what they print', () => {
    const word = fc
      .stringMatching(/^[a-z]{1,8}$/)
      .filter((text) => text !== 'in' && text !== 'notin');
    const requirement = fc.oneof(
      word,
      word.map((key) => `!${key}`),
      fc.tuple(word, fc.constantFrom('=', '==', '!='), word).map((parts) => parts.join('')),
      fc
        .tuple(word, fc.constantFrom('in', 'notin'), fc.array(word, { minLength: 1, maxLength: 3 }))
        .map(([key, operator, values]) => `${key} ${operator} (${values.join(', ')})`),
    );
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 4 }), (parts) => {
        const once = parseLabelSelector(parts.join(','));
        assert.deepEqual(parseLabelSelector(formatLabelSelector(once)), once);
      }),
    );
  });
});
