import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PodHeap } from '../../../src/cluster/scheduler/podHeap';

interface Item {
  readonly key: string;
  readonly rank: number;
}

describe('PodHeap', () => {
  it('pops in order, whatever was pushed and removed before', () => {
    const operations = fc.array(fc.tuple(fc.nat(30), fc.boolean(), fc.nat(5)));
    fc.assert(
      fc.property(operations, (list) => {
        const before = (a: Item, b: Item): boolean =>
          a.rank === b.rank ? a.key < b.key : a.rank < b.rank;
        const heap = new PodHeap<Item>(before);
        const model = new Map<string, Item>();
        for (const [id, isPush, rank] of list) {
          const key = `pod-${String(id)}`;
          assert.equal(heap.has(key), model.has(key));
          if (isPush && !model.has(key)) {
            heap.push({ key, rank });
            model.set(key, { key, rank });
          } else if (!isPush) {
            assert.deepEqual(heap.remove(key), model.get(key));
            model.delete(key);
          }
        }
        assert.equal(heap.size, model.size);
        const expected = [...model.values()].sort((a, b) => (before(a, b) ? -1 : 1));
        const popped: Item[] = [];
        for (let item = heap.pop(); item !== undefined; item = heap.pop()) popped.push(item);
        assert.deepEqual(popped, expected);
      }),
    );
  });
});
