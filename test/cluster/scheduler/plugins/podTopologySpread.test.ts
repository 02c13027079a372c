import assert from 'node:assert/strict';
import type {
  Pod,
  Service,
  TopologySpreadConstraint,
} from '../../../../src/apis/generated/core/v1';
import { PodTopologySpread } from '../../../../src/cluster/scheduler/plugins/podTopologySpread';
import { cacheOf, nodeOf, podOf, refusals, scoresOf } from '../objects';

const ZONE = 'topology.kubernetes.io/zone';
const web: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'web',
    namespace: 'default',
    uid: 'web',
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  spec: { selector: { app: 'web' } },
  status: {},
};

function pluginWith(...services: Service[]): PodTopologySpread {
  return new PodTopologySpread({
    servicesIn: () => services,
    replicaSet: () => undefined,
    replicationController: () => undefined,
  });
}

function webPod(name: string, nodeName?: string, deletionTimestamp?: string): Pod {
  return podOf(name, nodeName === undefined ? {} : { nodeName }, {
    labels: { app: 'web' },
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
  });
}

function withConstraint(pod: Pod, parts: Partial<TopologySpreadConstraint>): Pod {
  const constraint: TopologySpreadConstraint = {
    maxSkew: 1,
    topologyKey: ZONE,
    whenUnsatisfiable: 'DoNotSchedule',
    labelSelector: { matchLabels: { app: 'web' } },
    ...parts,
  };
  return { ...pod, spec: { ...pod.spec, topologySpreadConstraints: [constraint] } };
}

const zoned = [
  nodeOf('a1', { labels: { [ZONE]: 'a' } }),
  nodeOf('a2', { labels: { [ZONE]: 'a' } }),
  nodeOf('b1', { labels: { [ZONE]: 'b' } }),
];

describe('PodTopologySpread', () => {
  it('spreads replicas over hosts by default, where something selects them', () => {
    const cache = cacheOf(
      [nodeOf('a'), nodeOf('b'), nodeOf('c')],
      [webPod('1', 'a'), webPod('2', 'a'), webPod('3', 'b')],
    );
    // ln(5) = 1.61 a pod and 2 of the skew: 5, 4 and 2; the best gets 100 * (5 + 2 - 2) / 5.
    assert.deepEqual(scoresOf(pluginWith(web), webPod('new'), cache), { a: 40, b: 60, c: 100 });
    assert.equal(scoresOf(pluginWith(), webPod('new'), cache), undefined);
  });

  it('does not count pods that are being deleted or of other namespaces', () => {
    const other = podOf('2', { nodeName: 'a' }, { namespace: 'other', labels: { app: 'web' } });
    const cache = cacheOf(
      [nodeOf('a'), nodeOf('b')],
      [webPod('1', 'a', '2026-01-01T00:00:00Z'), other],
    );
    assert.deepEqual(scoresOf(pluginWith(web), webPod('new'), cache), { a: 100, b: 100 });
  });

  it('prefers the emptier zone too', () => {
    const cache = cacheOf(zoned, [webPod('1', 'a1')]);
    const scores = scoresOf(pluginWith(web), webPod('new'), cache);
    assert.ok(scores);
    assert.equal(scores.b1, 100);
    assert.ok((scores.a1 ?? 0) < (scores.a2 ?? 0) && (scores.a2 ?? 0) < 100);
  });

  it('refuses nodes that would make the skew too large', () => {
    const cache = cacheOf(zoned, [webPod('1', 'a1')]);
    const skewed = ["node(s) didn't match pod topology spread constraints"];
    assert.deepEqual(refusals(pluginWith(), withConstraint(webPod('new'), {}), cache), {
      a1: skewed,
      a2: skewed,
    });
    assert.deepEqual(
      refusals(pluginWith(), withConstraint(webPod('new'), { maxSkew: 2 }), cache),
      {},
    );
  });

  it('refuses nodes that are in no domain', () => {
    const cache = cacheOf([...zoned, nodeOf('nowhere')]);
    assert.deepEqual(refusals(pluginWith(), withConstraint(webPod('new'), {}), cache), {
      nowhere: ["node(s) didn't match pod topology spread constraints (missing required label)"],
    });
  });

  it('takes too few domains as if there were an empty one', () => {
    const cache = cacheOf(zoned, [webPod('1', 'a1'), webPod('2', 'b1')]);
    const refused = refusals(pluginWith(), withConstraint(webPod('new'), { minDomains: 3 }), cache);
    assert.deepEqual(Object.keys(refused).sort(), ['a1', 'a2', 'b1']);
  });

  it('ranks by own ScheduleAnyway constraints, and last the nodes in no domain', () => {
    const cache = cacheOf([...zoned, nodeOf('nowhere')], [webPod('1', 'a1')]);
    const pod = withConstraint(webPod('new'), { whenUnsatisfiable: 'ScheduleAnyway' });
    assert.deepEqual(scoresOf(pluginWith(), pod, cache), { a1: 0, a2: 0, b1: 100, nowhere: 0 });
  });
});
