import assert from 'node:assert/strict';
import { WorkQueue } from '../../../src/cluster/client/workQueue';
import { Simulation } from '../../../src/simulation/simulation';

describe('WorkQueue', () => {
  it('syncs a key once for two changes, and has both as the causes', () => {
    const simulation = new Simulation({ seed: 1 });
    const syncs: string[] = [];
    const queue = new WorkQueue(simulation, { label: 'sync' }, (key) => {
      const { cause, otherCause } = simulation.trace.entry(simulation.cause) ?? assert.fail();
      const labels = [cause, otherCause].map((id) => simulation.trace.entry(id)?.label ?? 'none');
      syncs.push(`${key} for ${labels.join(' and ')}`);
    });
    simulation.schedule(1, 'scale', 'web', () => {
      queue.add('web');
    });
    simulation.schedule(1.5, 'pod is gone', 'web', () => {
      queue.add('web');
    });
    simulation.schedule(5, 'pod is ready', 'web', () => {
      queue.add('web');
    });
    simulation.runUntil(10);
    assert.deepEqual(syncs, ['web for scale and pod is gone', 'web for pod is ready and none']);
  });
});
