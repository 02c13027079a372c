import assert from 'node:assert/strict';
import fc from 'fast-check';
import { KeyIndex, prefixEnd, type SoleRevision } from '../../../src/cluster/etcd/keyIndex';
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

function soleRevision(key: string): SoleRevision<string> {
  return {
    ...revision(key),
    get head() {
      return this;
    },
    compareKey: (other) => (key < other ? -1 : Number(key > other)),
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

  it('agrees with a sorted list after any puts, of sole revisions too, and deletes', () => {
    const operation = fc.record({
      verb: fc.constantFrom('put' as const, 'putSole' as const, 'delete' as const),
      key: fc.string({ unit: fc.constantFrom('a', 'b', '/', '-'), maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 600 }), (operations) => {
        const index = new KeyIndex<string>();
        const model = new Map<string, KeyRevision<string>>();
        for (const { verb, key } of operations) {
          assert.equal(index.get(key)?.head, model.get(key));
          if (verb === 'delete') {
            index.delete(key);
            model.delete(key);
            continue;
          }
          const state = soleRevision(key);
          if (verb === 'putSole') index.putSole(key, state);
          else index.put(state);
          model.set(key, state);
        }
        const inRange = [...model.keys()].filter((key) => key >= 'a' && key < 'b').sort();
        assert.deepEqual(
          index.range('a', 'b').map(({ key }) => key),
          inRange,
        );
        assert.equal(index.size, model.size);
      }),
    );
  });
});
