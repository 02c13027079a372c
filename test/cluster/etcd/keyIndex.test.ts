import assert from 'node:assert/strict';
import fc from 'fast-check';
import { KeyIndex, prefixEnd } from '../../../src/cluster/etcd/keyIndex';
import type { KeyRevision } from '../../../src/cluster/etcd/keyRevision';

function revision(key: string): KeyRevision<string> {
  return {
    key,
    value: key,
    createRevision: 1,
    modRevision: 1,
    version: 1,
    lease: 0,
    cause: 0,
    previous: undefined,
  };
}

describe('the key index', () => {
  it('ends a prefix before the next sibling', () => {
    assert.equal(prefixEnd('/registry/pods/'), '/registry/pods0');
  });

  it('keeps 2,000 keys in order, however they come', () => {
    const index = new KeyIndex<string>();
    const keys = Array.from(
      { length: 2000 },
      (_, i) => `/k/${String((i * 7919) % 2000).padStart(4, '0')}`,
    );
    for (const key of keys) index.put(revision(key));
    const found = index.range('/k/', prefixEnd('/k/')).map(({ key }) => key);
    assert.deepEqual(found, [...keys].sort());
    assert.equal(index.range('/k/0500', '/k/0600').length, 100);
  });

  it('agrees with a sorted list after any puts and deletes', () => {
    const operation = fc.record({
      put: fc.boolean(),
      key: fc.string({ unit: fc.constantFrom('a', 'b', '/', '-'), maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 600 }), (operations) => {
        const index = new KeyIndex<string>();
        const model = new Set<string>();
        for (const { put, key } of operations) {
          if (put) {
            index.put(revision(key));
            model.add(key);
          } else {
            index.delete(key);
            model.delete(key);
          }
        }
        const inRange = [...model].filter((key) => key >= 'a' && key < 'b').sort();
        assert.deepEqual(
          index.range('a', 'b').map(({ key }) => key),
          inRange,
        );
        assert.equal(index.size, model.size);
      }),
    );
  });
});
