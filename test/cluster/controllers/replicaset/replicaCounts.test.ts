import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Pod } from '../../../../src/apis/generated/core/v1';
import { CountedPods } from '../../../../src/cluster/controllers/replicaset/replicaCounts';
import { podOf } from '../../scheduler/objects';

const TEMPLATE_LABELS = { app: 'web', tier: 'front' };
const FOR = { uid: 'web', templateLabels: TEMPLATE_LABELS, selector: {}, minReadySeconds: 0 };
const START_MS = Date.parse('2026-01-01T00:00:00Z');

function counted(pods: Iterable<Pod>, minReadySeconds = 0): CountedPods {
  return new CountedPods({ ...FOR, minReadySeconds }, () => true, [...pods], START_MS);
}

function countsOf({ active, terminating, fullyLabeled, ready, available }: CountedPods) {
  return { active, terminating, fullyLabeled, ready, available };
}

interface PodParts {
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly phase: NonNullable<Pod['status']['phase']>;
  readonly ready: boolean;
  readonly isGoing: boolean;
}

function podWith({ name, labels, phase, ready, isGoing }: PodParts): Pod {
  const going = isGoing ? { deletionTimestamp: '2026-01-01T00:00:01Z' } : {};
  const status = ready ? 'True' : 'False';
  const conditions = [{ type: 'Ready', status, lastTransitionTime: '2026-01-01T00:00:00Z' }];
  return { ...podOf(name, {}, { labels, ...going }), status: { phase, conditions } };
}

const aPod = fc
  .record({
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    labels: fc.constantFrom(TEMPLATE_LABELS, { ...TEMPLATE_LABELS }, { app: 'web' }),
    phase: fc.constantFrom('Pending' as const, 'Running' as const, 'Failed' as const),
    ready: fc.boolean(),
    isGoing: fc.boolean(),
  })
  .map(podWith);

describe("the count of a ReplicaSet's pods", () => {
  it('is kept with each change as it would be found by counting all', () => {
    fc.assert(
      fc.property(fc.array(aPod, { maxLength: 20 }), (changes) => {
        const pods = new Map<string, Pod>();
        const kept = counted([]);
        for (const pod of changes) {
          kept.changed(pods.get(pod.metadata.name), pod);
          pods.set(pod.metadata.name, pod);
          assert.deepEqual(countsOf(kept), countsOf(counted(pods.values())));
        }
      }),
    );
  });

  it('is of no use to an owner that has changed, and is not kept where pods ripen', () => {
    const kept = counted([]);
    assert.ok(kept.canBeKept && kept.isFor({ ...FOR }));
    assert.ok(!kept.isFor({ ...FOR, uid: 'another' }));
    assert.ok(!kept.isFor({ ...FOR, templateLabels: { app: 'web' } }));
    assert.ok(!kept.isFor({ ...FOR, minReadySeconds: 5 }));
    const parts = { name: 'a', labels: TEMPLATE_LABELS, ready: true, isGoing: false };
    const waiting = counted([podWith({ ...parts, phase: 'Running' })], 60);
    assert.equal(waiting.canBeKept, false);
    assert.deepEqual([waiting.ready, waiting.available], [1, 0]);
    assert.equal(waiting.nextAvailableAtMs, START_MS + 60_000);
  });
});
