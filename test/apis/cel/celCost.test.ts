import assert from 'node:assert/strict';
import { CelBudget, CelCostError } from '../../../src/apis/cel/celCost';
import { CelEnvironment, celLibrary } from '../../../src/apis/cel/celEnvironment';

const TYPES = { items: 'list<int>', text: 'string', deep: 'list<list<int>>' };
const ENVIRONMENT = new CelEnvironment(celLibrary(), TYPES);

function numbers(length: number): readonly bigint[] {
  return Array.from({ length }, (_, index) => BigInt(index));
}

function evaluate(text: string, length: number, budget = new CelBudget()): unknown {
  const items = numbers(length);
  const deep = Array.from({ length }, () => items);
  return ENVIRONMENT.compile(text).evaluate({ items, deep, text: 'x'.repeat(length) }, budget);
}

function assertTooMuch(text: string, length: number): void {
  assert.throws(() => evaluate(text, length), CelCostError, text);
}

describe('the cost of expressions', () => {
  it('is no concern of everyday rules', () => {
    assert.equal(evaluate('items.all(x, x >= 0 && items.exists(y, y == x))', 200), true);
    assert.equal(evaluate('items.map(x, x * 2).filter(x, x > 5).size()', 10_000), 9997n);
    assert.equal(evaluate('text.contains("y") || text.startsWith("x")', 1_000_000), true);
  });

  it('ends loops within loops', () => {
    for (const body of ['x + y >= 0', 'true', 'items.all(z, true)']) {
      assertTooMuch(`items.all(x, items.all(y, ${body}))`, 2_000);
    }
    assertTooMuch('items.map(x, items.map(y, x + y)).size() > 0', 2_000);
    assertTooMuch('items.exists_one(x, items.filter(y, x == y).size() == 2)', 2_000);
  });

  it('counts how large lists and texts are that are looked through', () => {
    assertTooMuch('items.all(x, x in items && !(-1 in items))', 3_000);
    assertTooMuch('items.all(x, sets.contains(items, [x]))', 3_000);
    assertTooMuch('items.all(x, text.contains("y") || true)', 20_000);
  });

  it('cannot be hidden behind an answer that is known already', () => {
    assertTooMuch('items.exists(x, items.all(y, items.all(z, true))) || true', 1_000);
  });

  it('is what expressions of one request share', () => {
    const budget = new CelBudget();
    const rule = 'items.all(x, items.all(y, x >= 0))';
    let rounds = 0;
    while (!budget.isSpent) {
      assert.equal(evaluate(rule, 100, budget), true);
      rounds++;
    }
    assert.ok(rounds >= 2 && rounds < 20, String(rounds));
  });

  it('begins anew with every evaluation', () => {
    const expression = ENVIRONMENT.compile('items.all(x, items.all(y, x + y >= 0))');
    const input = { items: numbers(150), deep: [], text: '' };
    for (let round = 0; round < 5; round++) {
      assert.equal(expression.evaluate(input, new CelBudget()), true);
    }
  });
});
