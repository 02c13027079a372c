import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sharedText } from '../../src/apimachinery/sharedText';
import { SmallMap } from '../../src/apimachinery/smallMap';

describe('a small map', () => {
  it('does what a Map does, whatever is set and deleted', () => {
    const operation = fc.record({
      set: fc.boolean(),
      key: fc.constantFrom('a', 'b', 'c'),
      value: fc.integer(),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 12 }), (operations) => {
        const small = new SmallMap<string, { readonly value: number }>();
        const model = new Map<string, { readonly value: number }>();
        for (const { set, key, value } of operations) {
          if (set) {
            small.set(key, { value });
            model.set(key, { value });
          } else {
            small.delete(key);
            model.delete(key);
          }
          assert.deepEqual([...small.values()], [...model.values()]);
          assert.deepEqual([...small.entries()], [...model.entries()]);
          assert.equal(small.size, model.size);
          for (const each of ['a', 'b', 'c']) assert.deepEqual(small.get(each), model.get(each));
        }
      }),
    );
  });
});

describe('shared text', () => {
  it('is the same text, whatever it is', () => {
    for (const text of [
      '',
      'default/web-1',
      '1',
      '-1',
      '01',
      '4294967295',
      '__proto__',
      'constructor',
    ])
      assert.equal(sharedText(text), text);
  });
});
