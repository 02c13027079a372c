// What expressions may cost at most, worked out by cel-go's rules.
// Sources: github.com/google/cel-go/checker (cost.go), k8s.io/apiserver/pkg/cel/library (cost.go).
import assert from 'node:assert/strict';
import { CelEnvironment, celLibrary } from '../../../src/apis/cel/celEnvironment';

const SIZES: Readonly<Record<string, number>> = {
  'items.': 100,
  'names.': 50,
  'names.@items': 40,
  'labels.': 20,
  'labels.@keys': 30,
  'labels.@values': 60,
  'text.': 1000,
  'number.': 0,
};
const TYPES = {
  items: 'list<int>',
  names: 'list<string>',
  labels: 'map<string, string>',
  text: 'string',
  number: 'int',
};

/** The variables stand in for the fields of an object. */
function cost(text: string): number {
  const [variable = ''] = /\b(items|names|labels|text|number)\b/.exec(text) ?? [];
  return new CelEnvironment(celLibrary(), TYPES)
    .compile(text)
    .estimatedCost((path) => SIZES[`${variable}.${path.join('.')}`]);
}

describe('the estimated cost of an expression', () => {
  const cases: readonly (readonly [string, number, string])[] = [
    ['true', 0, 'a literal'],
    ['number > 3', 2, 'a variable, and one for the comparison'],
    ['items.size() > 3', 3, 'a variable and two calls'],
    ['items.all(x, x > 3)', 1 + 1 + 100 * (3 + 2), 'a turn of each item'],
    ['items.exists(x, x > 3)', 1 + 1 + 100 * (4 + 2), 'and one more to negate'],
    ['items.exists_one(x, x > 3)', 1 + 2 + 100 * (2 + 2), 'a count'],
    ['items.map(x, x + 1).size() > 0', 1 + 11 + 100 * (12 + 2) + 2, 'a new list each turn'],
    ['items.filter(x, x > 1).size() > 0', 1 + 11 + 100 * (13 + 2) + 2, 'a new list each turn'],
    ['items.all(x, items.all(y, x < y))', 2 + 100 * (3 + 2 + 100 * 6), 'loops within loops'],
    ['number in items', 2 + 0, 'nothing: it is told by the size of the other variable'],
    ["names.all(x, x.startsWith('abc'))", 2 + 50 * (3 + 1 + 1), 'the prefix'],
    ["names.all(x, x.contains('abc'))", 2 + 50 * (3 + 1 + 4), 'a tenth of either text'],
    ["names.all(x, x == 'abc')", 2 + 50 * (3 + 1 + 1), 'a tenth of the shorter text'],
    ["labels.all(x, x != 'abc')", 2 + 20 * (3 + 1 + 1), 'the keys of a map'],
    ["text.contains('abc')", 1 + 100, 'a tenth of the text'],
    ["text.matches('^[a-z]{3}$')", 1 + 101 * 3, 'the text by a quarter of the pattern'],
    ["text.lowerAscii() == 'abc'", 1 + 100 + 1, 'the text'],
    ["text.replace('a', 'bb').size() > 0", 1 + 200 + 2, 'the text twice'],
    ["text.split(',').all(x, x.size() > 1)", 1 + 200 + 1 + 1000 * (3 + 3), 'all that may come'],
    ["(number > 1 ? 'a' : 'bc').size() > 1", 2 + 2, 'the dearer branch'],
    ['[1, 2].size() > 1 && {1: 2}.size() > number', 12 + 33, 'what is made'],
    ['cel.bind(x, number + 1, x > 2)', 10 + 2 + 2, 'what is bound, once'],
  ];
  for (const [expression, expected, what] of cases) {
    it(`counts ${what}: ${expression}`, () => {
      assert.equal(cost(expression), expected);
    });
  }

  it('counts nothing for whether a field is there, and the way there', () => {
    const library = celLibrary();
    library.registerType('object_1', { ctor: class extends Map {}, fields: { a: 'int' } });
    const expression = new CelEnvironment(library, { self: 'object_1' }).compile('has(self.a)');
    assert.equal(
      expression.estimatedCost(() => undefined),
      1,
    );
  });

  it('knows no end where no size is known', () => {
    assert.ok(cost("text.matches('a') && 'at ' + string(number) != ''") > 1e17);
  });
});
