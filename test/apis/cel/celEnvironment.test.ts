// Expressions and what they give. Sources of the cases: https://kubernetes.io/docs/reference/using-api/cel/
// and the tests of k8s.io/apiserver/pkg/cel/library.
import assert from 'node:assert/strict';
import { CelBudget } from '../../../src/apis/cel/celCost';
import { CelEnvironment, celLibrary } from '../../../src/apis/cel/celEnvironment';
import { CelCompileError, CelEvaluationError } from '../../../src/apis/cel/celErrors';
import { quantityProblem } from '../../../src/apis/schema/formats';
import { plainValue } from '../../../src/apis/cel/plainValue';

const ENVIRONMENT = new CelEnvironment(celLibrary(), {
  any: 'dyn',
  names: 'list<string>',
  n: 'int',
});
const VARIABLES = { any: new Map([['a', 1n]]), names: ['a', 'b'], n: 2n };

function value(text: string): unknown {
  return plainValue(ENVIRONMENT.compile(text).evaluate(VARIABLES, new CelBudget()));
}

const VALUES: readonly (readonly [string, unknown])[] = [
  // Kubernetes' list library
  ['[1, 2, 2, 3].isSorted()', true],
  ["['b', 'a'].isSorted()", false],
  ['[1, 2, 3].sum() == 6', true],
  ['[1.5, 2.0].max()', 2],
  ["['x', 'y'].min()", 'x'],
  ["['a', 'b', 'a'].indexOf('a')", 0],
  ["['a', 'b', 'a'].lastIndexOf('a')", 2],
  ["names.indexOf('c')", -1],
  // regex
  ["'abc 123'.find('[0-9]+')", '123'],
  ["'123 abc 456'.findAll('[0-9]+')", ['123', '456']],
  ["'123 abc 456'.findAll('[0-9]+', 1)", ['123']],
  ["'ABC'.matches('(?i)^abc$')", true],
  ["matches('abc', '^a.c$')", true],
  ['"a.matches(b)".contains("matches(")', true],
  // strings
  ["'hello'.charAt(4)", 'o'],
  ["'hello hello'.replace('he', 'we')", 'wello wello'],
  ["'hello hello'.replace('he', 'we', 1)", 'wello hello'],
  ["'TacoCat'.lowerAscii()", 'tacocat'],
  ["['a', 'b'].join('-')", 'a-b'],
  ["'a,b'.split(',')", ['a', 'b']],
  ["'äöü'.substring(1, 2)", 'ö'],
  ["'%s is %d, %.2f'.format(['x', 5, 1.5])", 'x is 5, 1.50'],
  ["'%s'.format([{'a': [1, true]}])", '{"a":[1,true]}'],
  // sets
  ['sets.contains([1, 2, 3], [2])', true],
  ['sets.equivalent([1, 2], [2, 1, 1])', true],
  ['sets.intersects([1], [2])', false],
  // URLs
  ["url('https://example.com:80/path?k=v').getHost()", 'example.com:80'],
  ["url('https://[::1]:80/').getHostname()", '::1'],
  ["url('https://example.com:80/path').getPort()", '80'],
  ["url('https://example.com/path').getScheme()", 'https'],
  ["url('/absolute-path?k1=a&k1=b').getQuery()", { k1: ['a', 'b'] }],
  ["isURL('https://a:b:c/')", true],
  ["isURL('../relative-path')", false],
  // quantities
  ["quantity('500000G').isInteger()", true],
  ["quantity('50k').asInteger() == 50000", true],
  ["quantity('200M').compareTo(quantity('0.2G'))", 0],
  ["quantity('150Mi').isGreaterThan(quantity('100Mi'))", true],
  ["quantity('50k').add(quantity('20k')) == quantity('70k')", true],
  ["quantity('50k').sub(20000) == quantity('30k')", true],
  ["isQuantity('1.3Gi')", true],
  ["isQuantity('200K')", false],
  // addresses
  ["ip('127.0.0.1').isLoopback()", true],
  ["ip('::1').family()", 6],
  ["ip('10.0.0.1').isGlobalUnicast()", true],
  ["ip.isCanonical('2001:DB8::1')", false],
  ["ip.isCanonical('2001:db8::1')", true],
  ["isIP('127.0.0.256')", false],
  ["cidr('192.168.0.0/24').containsIP('192.168.0.7')", true],
  ["cidr('192.168.0.0/24').containsCIDR('192.168.0.0/16')", false],
  ["string(cidr('192.168.1.7/24').masked())", '192.168.1.0/24'],
  ["cidr('2001:db8::/32').ip() == ip('2001:db8::')", true],
  // formats
  ["format.dns1123Label().validate('my-label').hasValue()", false],
  ["format.named('dns1123Label').value().validate('No').hasValue()", true],
  ["format.named('nothing').hasValue()", false],
  // semver
  ["semver('1.2.3').isLessThan(semver('1.10.0'))", true],
  ["semver('1.0.0-alpha.1').compareTo(semver('1.0.0'))", -1],
  ["semver('v1.2', true).minor()", 2],
  ["isSemver('1.2')", false],
  // optionals
  ['any.?a.orValue(5)', 1],
  ['any.?b.orValue(5)', 5],
  ['any.?a.optMap(x, x + 1).orValue(0)', 2],
  ['any.?b.optMap(x, x + 1).hasValue()', false],
  // CEL itself
  ['1 / 0 == 1 || true', true],
  ['names.exists_one(x, x == "a")', true],
  ['has(any.a) && !has(any.b)', true],
  ['duration("1h30m") > duration("90s")', true],
  ['timestamp("2026-01-01T00:00:00Z").getFullYear()', 2026],
  ['type(n) == int', true],
];

const COMPILE_ERRORS: readonly (readonly [string, string])[] = [
  ['foo', "ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')\n | foo\n | ^"],
  [
    'n == "a"',
    "ERROR: <input>:1:3: found no matching overload for '_==_' applied to '(int, string)'\n | n == \"a\"\n | ..^",
  ],
  [
    'n.startsWith("a")',
    "ERROR: <input>:1:13: found no matching overload for 'startsWith' applied to 'int.(string)'\n" +
      ' | n.startsWith("a")\n | ............^',
  ],
  ['n >', 'ERROR: <input>:1:4: Syntax error: unexpected token: EOF\n | n >\n | ...^'],
];

const RUN_ERRORS: readonly (readonly [string, string])[] = [
  ['any.b == 1', 'no such key: b'],
  ['names[5] == "a"', 'index out of bounds: 5'],
  ['n / 0 == 1', 'division by zero'],
  ['9223372036854775807 + n > 1', 'integer overflow'],
  ['quantity("5x").isInteger()', quantityProblem('5x') ?? ''],
];

describe('CEL', () => {
  for (const [text, expected] of VALUES) {
    it(text, () => {
      assert.deepEqual(value(text), expected);
    });
  }

  it('refuses what does not compile, in the words of cel-go', () => {
    for (const [text, display] of COMPILE_ERRORS) {
      assert.throws(
        () => ENVIRONMENT.compile(text),
        (error) => {
          assert.ok(error instanceof CelCompileError);
          assert.equal(error.message, display);
          return true;
        },
      );
    }
  });

  it('says why an expression failed', () => {
    for (const [text, message] of RUN_ERRORS) {
      assert.throws(() => value(text), new CelEvaluationError(message), text);
    }
  });

  it('knows which variables an expression uses', () => {
    const expression = ENVIRONMENT.compile('names.all(x, x == "a") && has(any.n)');
    assert.deepEqual(
      ['names', 'any', 'n'].map((name) => expression.uses(name)),
      [true, true, false],
    );
  });
});
