import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ReplicaSet } from '../../../src/apis/generated/apps/v1';
import type { Pod } from '../../../src/apis/generated/core/v1';
import { controllerOf } from '../../../src/apimachinery/objectMeta';
import { DEPLOYMENTS, PODS, REPLICA_SETS } from '../../../src/apis/resources';
import { Observer } from '../../../src/cluster/client/observer';
import { ControllerLab, webDeployment, webTemplate } from './controllerLab';

type Step =
  | { readonly do: 'update'; readonly image: number; readonly waitMs: number }
  | { readonly do: 'scale'; readonly replicas: number; readonly waitMs: number }
  | { readonly do: 'fail'; readonly pod: number; readonly waitMs: number };

const waitMs = fc.integer({ min: 500, max: 15_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('update' as const), image: fc.integer({ min: 1, max: 4 }), waitMs }),
  fc.record({
    do: fc.constant('scale' as const),
    replicas: fc.integer({ min: 1, max: 12 }),
    waitMs,
  }),
  fc.record({ do: fc.constant('fail' as const), pod: fc.nat(20), waitMs }),
);

function isAvailable({ metadata, status }: Pod): boolean {
  const ready = status.conditions?.some((each) => each.type === 'Ready' && each.status === 'True');
  return ready === true && metadata.deletionTimestamp === undefined;
}

/** Pods that stay available when every ReplicaSet has shrunk to its size. */
function guaranteed(replicaSets: readonly ReplicaSet[], pods: readonly Pod[]): number {
  return replicaSets.reduce((sum, { metadata, spec }) => {
    const own = pods.filter((pod) => controllerOf(pod)?.uid === metadata.uid);
    return sum + Math.min(spec.replicas ?? 0, own.filter(isAvailable).length);
  }, 0);
}

describe('Rolling updates, whatever happens', () => {
  it('never take a pod too many away, and never ask for more than the surge allows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 3 }),
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.nat(1_000),
        (replicas, maxSurge, unavailable, steps, seed) => {
          const maxUnavailable = maxSurge === 0 ? Math.max(1, unavailable) : unavailable;
          const cluster = new ControllerLab({ seed, startMs: 1_000, startJitterMs: 8_000 });
          const strategy = {
            type: 'RollingUpdate' as const,
            rollingUpdate: { maxSurge, maxUnavailable },
          };
          cluster.create(DEPLOYMENTS, webDeployment(replicas, { strategy }));
          cluster.runForSeconds(15);
          // Shrinking for a smaller Deployment may take available pods: it asked for fewer.
          let settledScale = true;
          const sets = new Observer(cluster.api, REPLICA_SETS);
          sets.onChange(({ object, old }) => {
            const wanted = cluster.deployment('web').spec.replicas ?? 0;
            const all = sets.list();
            const total = all.reduce((sum, { spec }) => sum + (spec.replicas ?? 0), 0);
            if (!settledScale || old === undefined) return;
            assert.ok(
              total <= wanted + maxSurge,
              `${String(total)} of ${String(wanted)} asked for`,
            );
            if ((object.spec.replicas ?? 0) >= (old.spec.replicas ?? 0)) return;
            const before = all.map((each) => (each === object ? old : each));
            const minimum = wanted - Math.min(maxUnavailable, wanted);
            const left = guaranteed(all, cluster.pods.list());
            const had = guaranteed(before, cluster.pods.list());
            assert.ok(left >= Math.min(minimum, had), `${String(left)} of ${String(minimum)} left`);
          });
          for (const each of steps) {
            settledScale = each.do !== 'scale';
            run(cluster, each);
            if (each.do === 'scale') cluster.runForSeconds(40);
            settledScale = true;
            cluster.runFor(each.waitMs);
          }
          cluster.runForSeconds(240);
          sets.dispose();
          const { spec, status } = cluster.deployment('web');
          assert.equal(status.availableReplicas, spec.replicas);
          assert.equal(status.updatedReplicas, spec.replicas);
          assert.equal(cluster.list(PODS).length, spec.replicas);
        },
      ),
      { numRuns: 60 },
    );
  });
});

function run(cluster: ControllerLab, each: Step): void {
  const deployment = cluster.deployment('web');
  switch (each.do) {
    case 'update': {
      const template = webTemplate(`nginx:1.${String(each.image)}`);
      cluster.admin.update(DEPLOYMENTS, {
        ...deployment,
        spec: { ...deployment.spec, template },
      });
      return;
    }
    case 'scale': {
      const body = { spec: { replicas: each.replicas } };
      cluster.admin.patch(DEPLOYMENTS, 'default', 'web', { type: 'merge', body });
      return;
    }
    case 'fail': {
      const pods = cluster.list(PODS);
      const pod = pods[each.pod % Math.max(1, pods.length)];
      if (pod?.status.phase === 'Running') cluster.setReady(pod, 'False');
      if (pod !== undefined) cluster.admin.delete(PODS, 'default', pod.metadata.name);
    }
  }
}
