// One node against a cluster, the same crash: what the page says is what happened.
import assert from 'node:assert/strict';
import { comparisonPage } from '../../../src/views/traffic/comparisonPage';
import {
  comparisonRun,
  sideConfig,
  SIDES,
  type ComparisonSetup,
  type SideResult,
  type SideSize,
} from '../../../src/views/traffic/comparisonRun';
import { newCluster } from '../../cluster/clusterLab';

const SETUP: ComparisonSetup = {
  seed: 7,
  epochMs: 1_790_000_000_000,
  requestsPerSecond: 20,
  pricePerFailure: 0.1,
};

function side(size: SideSize): SideResult {
  const steps = comparisonRun(newCluster(sideConfig(SETUP, size)), SETUP, size);
  let before = 0;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    assert.ok(step.value >= before && step.value <= 1, 'progress goes forward');
    before = step.value;
  }
}

function told({ story }: SideResult): readonly string[] {
  return story.map(({ what }) =>
    what.replace(/worker-\d/g, 'worker').replace(/\d+ (?:s|min)\b/g, '#'),
  );
}

describe('one node against a cluster', () => {
  const results: readonly [SideResult, SideResult] = [side(SIDES[0]), side(SIDES[1])];
  const [single, cluster] = results;

  it('on one node: offline from the crash until somebody switches it on', () => {
    assert.ok(single.offlineMs > 600_000 && single.offlineMs < 680_000, String(single.offlineMs));
    assert.equal(single.lostMoney, single.total.failed * 0.1);
    assert.deepEqual(told(single), [
      'worker loses power.',
      'The control plane notices, # later: worker is NotReady.',
      'The pod on the silent node is given up, # # after the crash.',
      'The new pod stays Pending: no node is there that could run it.',
      'Somebody switches worker on again.',
      'worker is Ready again.',
      'A new pod serves, on worker.',
    ]);
  });

  it('on three nodes: never offline, and healed before anybody came', () => {
    assert.equal(cluster.offlineMs, 0);
    assert.ok(cluster.degradedMs > 30_000 && cluster.degradedMs < 70_000);
    assert.ok(cluster.lostMoney < single.lostMoney / 20);
    assert.deepEqual(told(cluster).slice(0, 4), [
      'worker loses power.',
      'The control plane notices, # later: worker is NotReady.',
      'The pod on the silent node is given up, # # after the crash.',
      'A new pod serves, on worker.',
    ]);
  });

  it('reads as a page: both charts, the figures side by side, and why', () => {
    const page = comparisonPage(SETUP, results);
    assert.equal(page.match(/<svg class="chart"/g)?.length, 2);
    assert.match(page, /1 node, 1 replica/);
    assert.match(page, /3 nodes, 3 replicas/);
    assert.match(page, /On three nodes it was never offline/);
    assert.match(page, /<strong>An app on one node goes offline with it\.<\/strong>/);
    assert.doesNotMatch(page, /undefined|NaN|Infinity/);
  });
});
