import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CompactedError, EtcdError } from '../../../src/cluster/etcd/etcdError';
import { EtcdStore, type EtcdOptions } from '../../../src/cluster/etcd/etcdStore';
import type { KeyRevision } from '../../../src/cluster/etcd/keyRevision';
import { Simulation } from '../../../src/simulation/simulation';

function store(options: EtcdOptions<string> = {}): {
  etcd: EtcdStore<string>;
  simulation: Simulation;
} {
  const simulation = new Simulation({ seed: 1 });
  return { etcd: new EtcdStore<string>(simulation, options), simulation };
}

function values(states: readonly KeyRevision<string>[]): readonly (string | undefined)[] {
  return states.map(({ value }) => value);
}

describe('etcd', () => {
  it('counts revisions for the whole store and versions for each key', () => {
    const { etcd } = store();
    etcd.put('a', '1');
    etcd.put('b', '1');
    etcd.put('a', '2');
    const a = etcd.get('a') ?? assert.fail('a is there');
    assert.deepEqual(
      { ...a, previous: a.previous?.value },
      {
        key: 'a',
        value: '2',
        createRevision: 1,
        modRevision: 3,
        version: 2,
        lease: 0,
        cause: 0,
        previous: '1',
      },
    );
    assert.equal(etcd.revision, 3);
  });

  it('begins anew when a deleted key is put again', () => {
    const { etcd } = store();
    etcd.put('a', '1');
    etcd.delete('a');
    assert.equal(etcd.get('a'), undefined);
    assert.equal(etcd.delete('a'), 2, 'nothing to delete: no new revision');
    etcd.put('a', '2');
    assert.equal(etcd.get('a')?.createRevision, 3);
    assert.equal(etcd.get('a')?.version, 1);
  });

  it('reads the past', () => {
    const { etcd } = store();
    etcd.put('k/a', '1');
    etcd.put('k/b', '1');
    etcd.put('k/a', '2');
    etcd.delete('k/b');
    assert.deepEqual(values(etcd.range('k/', { revision: 1 })), ['1']);
    assert.deepEqual(values(etcd.range('k/', { revision: 2 })), ['1', '1']);
    assert.deepEqual(values(etcd.range('k/', { revision: 3 })), ['2', '1']);
    assert.deepEqual(values(etcd.range('k/')), ['2']);
    assert.equal(etcd.get('k/b', 3)?.value, '1');
    assert.throws(() => etcd.get('k/b', 9), /required revision is a future revision/);
  });

  it('reads a range in pieces', () => {
    const { etcd } = store();
    for (const name of ['a', 'b', 'c']) etcd.put(`k/${name}`, name);
    assert.deepEqual(values(etcd.range('k/', { limit: 2 })), ['a', 'b']);
    assert.deepEqual(values(etcd.range('k/', { startKey: 'k/c' })), ['c']);
  });

  it('forgets what is compacted and keeps what is current', () => {
    const { etcd } = store();
    etcd.put('a', '1');
    etcd.put('a', '2');
    etcd.put('b', '1');
    etcd.delete('b');
    etcd.put('a', '3');
    etcd.compact(4);
    assert.throws(() => etcd.get('a', 3), {
      message: 'etcdserver: mvcc: required revision has been compacted',
    });
    assert.equal(etcd.get('a', 4)?.value, '2');
    assert.equal(etcd.get('a')?.value, '3');
    assert.throws(
      () => etcd.watch({ prefix: 'a', startRevision: 4 }, () => undefined),
      CompactedError,
    );
    assert.throws(() => {
      etcd.compact(4);
    }, CompactedError);
    assert.throws(() => {
      etcd.compact(99);
    }, EtcdError);
  });

  it('removes a long history in pieces, and refuses to read any of it from the start', () => {
    const { etcd, simulation } = store({ historyLimit: 10_000 });
    for (let i = 1; i <= 12_000; i++) etcd.put('a', String(i));
    etcd.delete('a');
    etcd.compact(12_001);
    assert.ok(etcd.historySize > 0);
    assert.throws(() => etcd.get('a', 11_999), CompactedError);
    assert.throws(() => etcd.changesSince(11_999, 'a'), CompactedError);
    etcd.put('a', 'again');
    simulation.runUntil(1_000);
    assert.equal(etcd.historySize, 1);
    assert.equal(etcd.get('a')?.value, 'again');
    assert.equal(etcd.get('a', 12_001), undefined);
  });

  it('does not let the history grow without end', () => {
    const { etcd } = store({ historyLimit: 100 });
    for (let i = 0; i < 1000; i++) etcd.put(`k/${String(i % 10)}`, String(i));
    assert.ok(etcd.historySize <= 106);
    assert.ok(etcd.compactRevision > 800);
    assert.equal(etcd.get('k/9')?.value, '999');
    assert.equal(etcd.get('k/9')?.version, 100);
  });

  describe('transactions', () => {
    it('write only when the preconditions hold', () => {
      const { etcd } = store();
      const create = (value: string): boolean =>
        etcd.txn(
          [{ key: 'a', target: 'createRevision', value: 0 }],
          [{ type: 'put', key: 'a', value }],
        ).succeeded;
      assert.equal(create('1'), true);
      assert.equal(create('2'), false);
      assert.equal(etcd.get('a')?.value, '1');
      const result = etcd.txn(
        [{ key: 'a', target: 'modRevision', value: 7 }],
        [{ type: 'delete', key: 'a' }],
        [{ type: 'put', key: 'b', value: 'lost' }],
      );
      assert.deepEqual(result, { succeeded: false, revision: 2 });
      assert.equal(etcd.get('b')?.value, 'lost');
    });

    it('share one revision among all that they do', () => {
      const { etcd } = store();
      etcd.put('old', '1');
      etcd.txn(
        [],
        [
          { type: 'put', key: 'a', value: '1' },
          { type: 'put', key: 'b', value: '1' },
          { type: 'delete', key: 'old' },
        ],
      );
      assert.equal(etcd.revision, 2);
      assert.equal(etcd.get('a')?.modRevision, 2);
      assert.equal(etcd.get('b')?.modRevision, 2);
      assert.equal(etcd.get('old'), undefined);
      const twice = { type: 'put', key: 'a', value: '1' } as const;
      assert.throws(() => etcd.txn([], [twice, twice]), /duplicate key given in txn request/);
    });
  });

  describe('watches', () => {
    it('tell of the past first and then of what happens', () => {
      const { etcd } = store();
      const seen: string[] = [];
      etcd.put('k/a', '1');
      etcd.put('other', '1');
      etcd.put('k/a', '2');
      const stop = etcd.watch(
        { prefix: 'k/', startRevision: 3 },
        ({ modRevision, value, previous }) => {
          seen.push(`${String(modRevision)} ${String(previous?.value)} -> ${String(value)}`);
        },
      );
      etcd.delete('k/a');
      etcd.put('other', '2');
      stop();
      etcd.put('k/a', '3');
      assert.deepEqual(seen, ['3 1 -> 2', '4 2 -> undefined']);
    });

    it('keep the order for all when one writes from within', () => {
      const { etcd } = store();
      const seen: string[] = [];
      etcd.watch({ prefix: 'a' }, ({ value }) => {
        if (value === '1') etcd.put('a', '2');
        seen.push(`first ${String(value)}`);
      });
      etcd.watch({ prefix: 'a' }, ({ value }) => {
        seen.push(`second ${String(value)}`);
      });
      etcd.put('a', '1');
      assert.deepEqual(seen, ['first 1', 'second 1', 'first 2', 'second 2']);
    });

    it('run under the cause of the write', () => {
      const { etcd, simulation } = store();
      const cause = simulation.record('create', 'someone a');
      let seen = -1;
      etcd.watch({ prefix: 'a' }, () => {
        seen = simulation.cause;
      });
      simulation.withCause(cause, () => etcd.put('a', '1'));
      assert.equal(seen, cause);
      assert.equal(etcd.get('a')?.cause, cause);
    });
  });

  describe('leases', () => {
    it('delete their keys when their time is over', () => {
      const { etcd, simulation } = store();
      const lease = etcd.grantLease(60_000);
      etcd.put('a', '1', lease);
      etcd.put('b', '1', lease);
      etcd.put('b', '2', etcd.grantLease(120_000));
      etcd.put('c', '1', lease);
      etcd.put('c', '2');
      simulation.runUntil(59_999);
      assert.equal(etcd.get('a')?.value, '1');
      simulation.runUntil(60_000);
      assert.equal(etcd.get('a'), undefined);
      assert.equal(etcd.get('b')?.value, '2', 'attached to a later lease');
      assert.equal(etcd.get('c')?.value, '2', 'detached');
      simulation.runUntil(120_000);
      assert.equal(etcd.get('b'), undefined);
      assert.throws(() => etcd.put('a', '1', lease), /requested lease not found/);
    });
  });

  it('may be written to while a long history is being removed', () => {
    const { etcd, simulation } = store({ historyLimit: 10_000 });
    for (let i = 1; i <= 10_000; i++) etcd.put('a', String(i));
    etcd.compact(9_999);
    for (let i = 1; i <= 10_000; i++) etcd.put('b', String(i));
    simulation.runUntil(1_000);
    assert.ok(etcd.historySize <= 10_626);
    assert.equal(etcd.get('b')?.value, '10000');
    assert.equal(etcd.compactRevision, 9_999);
    assert.equal(etcd.get('a', 9_999)?.value, '9999');
  });

  it('gives at every revision what a copy of the store was then, until it is compacted', () => {
    const operation = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      value: fc.option(fc.integer(), { nil: undefined }),
      compact: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const { etcd } = store();
        const copies = new Map<number, ReadonlyMap<string, string>>([[0, new Map()]]);
        const model = new Map<string, string>();
        for (const { key, value, compact } of operations) {
          if (value === undefined) {
            etcd.delete(key);
            model.delete(key);
          } else {
            etcd.put(key, String(value));
            model.set(key, String(value));
          }
          copies.set(etcd.revision, new Map(model));
          const middle = (etcd.compactRevision + etcd.revision) >> 1;
          if (compact && middle > etcd.compactRevision) etcd.compact(middle);
        }
        for (const [revision, copy] of copies) {
          if (revision < etcd.compactRevision) {
            assert.throws(() => etcd.get('a', revision), CompactedError);
            continue;
          }
          for (const key of ['a', 'b', 'c'])
            assert.equal(etcd.get(key, revision)?.value, copy.get(key));
        }
      }),
    );
  });

  it('replays from any revision to what a read gives', () => {
    const operation = fc.record({
      key: fc.constantFrom('k/a', 'k/b', 'k/c', 'other'),
      value: fc.option(fc.integer(), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 40 }), fc.nat(40), (operations, from) => {
        const { etcd } = store();
        for (const { key, value } of operations) {
          if (value === undefined) etcd.delete(key);
          else etcd.put(key, String(value));
        }
        const revision = Math.min(from, etcd.revision);
        const state = new Map(etcd.range('k/', { revision }).map(({ key, value }) => [key, value]));
        etcd.watch({ prefix: 'k/', startRevision: revision + 1 }, ({ key, value }) => {
          if (value === undefined) state.delete(key);
          else state.set(key, value);
        });
        const now = new Map(etcd.range('k/').map(({ key, value }) => [key, value]));
        assert.deepEqual(state, now);
      }),
    );
  });
});
