import assert from 'node:assert/strict';
import fc from 'fast-check';
import { deepEqual } from '../../src/apimachinery/deepEqual';

describe('deepEqual', () => {
  it('takes an undefined field for an absent one', () => {
    assert.ok(deepEqual({ a: 1, b: undefined }, { a: 1 }));
    assert.ok(deepEqual({ a: 1 }, { b: undefined, a: 1 }));
    assert.ok(!deepEqual({ a: undefined, b: 1 }, { a: 1, b: undefined }));
  });

  it('tells lists, records and null apart', () => {
    assert.ok(!deepEqual([], {}));
    assert.ok(!deepEqual(null, {}));
    assert.ok(!deepEqual([1, 2], [2, 1]));
    assert.ok(!deepEqual({ a: { b: 1 } }, { a: { b: 2 } }));
    assert.ok(!deepEqual('1', 1));
  });

  it('agrees with a comparison of JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        assert.ok(deepEqual(a, structuredClone(a)));
        if (JSON.stringify(a) === JSON.stringify(b)) assert.ok(deepEqual(a, b));
        else if (deepEqual(a, b)) assert.deepEqual(a, b);
      }),
    );
  });
});
