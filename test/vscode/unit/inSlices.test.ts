// Long work gives way every few milliseconds: counted with a clock of which every look costs one.
import assert from 'node:assert/strict';
import { CONFIG_MAPS } from '../../../src/apis/resources';
import { applySteps } from '../../../src/kubectl/apply';
import { inSlices, SLICE_MS } from '../../../src/vscode/inSlices';
import { ClusterLab } from '../../cluster/clusterLab';
import { SCHEMA } from '../../kubernetesSchema';
import { ManualTime } from './manualTime';

function* counting(steps: number, seen: number[]): Generator<number, string> {
  for (let i = 0; i < steps; i++) {
    seen.push(i);
    yield i;
  }
  return 'done';
}

/** Gives every slice its turn, and tells how much work each did. */
function sliceSizes(time: ManualTime, work: () => number): readonly number[] {
  const sizes = [work()];
  while (time.waiting > 0) {
    const before = work();
    time.pass(0);
    sizes.push(work() - before);
  }
  return sizes;
}

describe('work in slices', () => {
  it('gives way after eight milliseconds, and ends with what it comes to', async () => {
    const time = new ManualTime(1);
    const seen: number[] = [];
    const told: number[] = [];
    const result = inSlices(time, counting(20, seen), { onSlice: (last) => told.push(last) });
    assert.deepEqual(
      sliceSizes(time, () => seen.length),
      [SLICE_MS, SLICE_MS, 20 - 2 * SLICE_MS],
    );
    assert.deepEqual(told, [SLICE_MS - 1, 2 * SLICE_MS - 1]);
    assert.equal(await result, 'done');
  });

  it('can be left undone', async () => {
    const time = new ManualTime(1);
    const seen: number[] = [];
    const isCancelled = (): boolean => seen.length >= 10;
    const result = inSlices(time, counting(1_000, seen), { isCancelled });
    sliceSizes(time, () => seen.length);
    assert.equal(await result, undefined);
    assert.equal(seen.length, 10);
  });

  it('fails with what a step throws', async () => {
    const time = new ManualTime(1);
    const result = inSlices(time, refusing());
    await assert.rejects(result, /no more/);
    assert.equal(time.waiting, 0);
  });

  it('takes a List of hundreds apart: an object is a step', async () => {
    const lab = ClusterLab.boot();
    const items = Array.from({ length: 200 }, (_, i) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `map-${String(i)}` },
    }));
    const list = { documentIndex: 0, value: { apiVersion: 'v1', kind: 'List', items } };
    const steps = applySteps([list], { client: lab.admin, schema: SCHEMA, source: 'list.yaml' });
    const time = new ManualTime(1);
    const made = (): number => mapsOf(lab);
    const result = inSlices(time, steps);
    const sizes = sliceSizes(time, made);
    assert.equal(Math.max(...sizes), SLICE_MS);
    assert.equal((await result)?.outcomes.length, 200);
  });
});

function* refusing(): Generator<number, void> {
  yield 1;
  throw new Error('no more');
}

function mapsOf(lab: ClusterLab): number {
  const maps = lab.list(CONFIG_MAPS, 'default');
  return maps.filter(({ metadata }) => metadata.name.startsWith('map-')).length;
}
