// The timeline of a cluster that was used: what was done, what happened, and where each stands.
import assert from 'node:assert/strict';
import type { ClusterInput } from '../../../src/cluster/clusterInput';
import { Cluster } from '../../../src/cluster/cluster';
import { defaultClusterConfig } from '../../../src/cluster/clusterConfig';
import { PODS } from '../../../src/apis/resources';
import { Replay } from '../../../src/simulation/replay';
import { inputTitle } from '../../../src/views/timeline/inputTitle';
import { timelineEntries } from '../../../src/views/timeline/timeline';
import type { TimelineEntry } from '../../../src/views/timeline/timelineEntry';
import { TimelineLog } from '../../../src/views/timeline/timelineLog';
import { SCHEMA } from '../../kubernetesSchema';

const CONFIG = { ...defaultClusterConfig(3, 1_790_000_000_000), workers: 1 };

function used(limit?: number): { cluster: Cluster; log: TimelineLog } {
  const cluster = new Cluster(CONFIG, SCHEMA);
  const log = new TimelineLog(cluster, limit);
  cluster.simulation.runUntil(30_000);
  cluster.userClient().create(PODS, 'default', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'alone' },
    spec: { containers: [{ name: 'web', image: 'nginx:1.29' }] },
  });
  cluster.simulation.runUntil(45_000);
  cluster.input({ type: 'crashNode', node: 'worker-1' });
  cluster.simulation.runUntil(120_000);
  return { cluster, log };
}

describe('timeline', () => {
  const { cluster, log } = used();
  const entries = timelineEntries(cluster.journal.entries, log.entries);
  const find = (title: string): TimelineEntry =>
    entries.find((entry) => entry.title === title) ?? assert.fail(`no entry ${title}`);

  it('has what was done, what happened, and what is worth noting, newest first', () => {
    const told = entries
      .filter(({ title }) => /alone|worker-1/.test(title))
      .map(({ kind, title }) => `${kind}: ${title}`)
      .reverse();
    assert.deepEqual(told.slice(-10), [
      'input: Create Pod alone',
      'event: Scheduled Pod alone',
      'event: Pulling Pod alone',
      'event: Pulled Pod alone',
      'event: Created Pod alone',
      'event: Started Pod alone',
      'input: Crash worker-1',
      'milestone: Node worker-1 not Ready',
      'event: NodeNotReady Node worker-1',
      'event: NodeNotReady Pod alone',
    ]);
  });

  it('leads right before an input, and right after what happened', () => {
    const at = ({ moment }: TimelineEntry): Cluster => {
      const again = new Cluster(CONFIG, SCHEMA);
      const recording = {
        entries: cluster.journal.entries,
        end: { ...cluster.position, inputs: cluster.journal.entries.length },
      };
      const replay = new Replay<ClusterInput>(again.simulation, recording, (input) => {
        again.replayInput(input);
      });
      for (const steps = replay.runTo(moment, 1000); steps.next().done !== true;);
      assert.deepEqual(replay.moment, moment);
      return again;
    };
    const before = at(find('Create Pod alone'));
    assert.equal(before.userClient().list(PODS, 'default').items.length, 0);
    const scheduled = at(find('Scheduled Pod alone')).userClient().get(PODS, 'default', 'alone');
    assert.equal(scheduled.spec.nodeName, 'worker-1');
    assert.equal(at(find('Crash worker-1')).machines.get('worker-1')?.isOn, true);
  });

  it('keeps the newest notes only, and says so', () => {
    const { log: small } = used(10);
    assert.equal(small.entries.length, 10);
    assert.equal(small.hasForgotten, true);
    assert.equal(log.hasForgotten, false);
    assert.deepEqual(
      small.entries.map(({ title }) => title),
      log.entries.slice(-10).map(({ title }) => title),
    );
  });

  it('leaves no mark on the run', () => {
    const unwatched = new Cluster(CONFIG, SCHEMA);
    const watched = new Cluster(CONFIG, SCHEMA);
    new TimelineLog(watched);
    for (const each of [unwatched, watched]) each.simulation.runUntil(60_000);
    assert.equal(watched.simulation.trace.hash, unwatched.simulation.trace.hash);
  });
});

describe('title of an input', () => {
  const resource = {
    group: 'apps',
    version: 'v1',
    plural: 'deployments',
    kind: 'Deployment',
    namespaced: true,
  };
  const user = { name: 'kubernetes-admin', groups: [] };
  const request = { user, resource, namespace: 'shop', name: 'web' };
  const cases: readonly (readonly [ClusterInput, string | undefined])[] = [
    [
      {
        type: 'request',
        request: {
          ...request,
          verb: 'patch',
          subresource: 'scale',
          patch: { type: 'merge', body: {} },
          options: {},
        },
      },
      'Scale Deployment web in shop',
    ],
    [
      {
        type: 'request',
        request: { ...request, verb: 'patch', patch: { type: 'apply', body: {} }, options: {} },
      },
      'Apply Deployment web in shop',
    ],
    [
      { type: 'request', request: { ...request, verb: 'delete', options: { dryRun: true } } },
      undefined,
    ],
    [
      {
        type: 'request',
        request: {
          ...request,
          user: { name: 'system:admin', groups: [] },
          verb: 'delete',
          options: {},
        },
      },
      undefined,
    ],
    [{ type: 'rootCertificate', certificate: '' }, undefined],
    [{ type: 'crashContainer', namespace: 'default', pod: 'web-1' }, 'Crash Pod web-1'],
    [
      { type: 'fault', fault: 'node-crash', target: { node: 'worker-1' } },
      'Crash the node: worker-1',
    ],
    [{ type: 'fault', fault: 'of another version', target: {} }, 'of another version: the cluster'],
    [{ type: 'liftAllFaults' }, 'Undo all faults'],
  ];
  for (const [input, title] of cases) {
    it(title ?? `none of ${input.type}`, () => {
      assert.equal(inputTitle(input), title);
    });
  }
});
