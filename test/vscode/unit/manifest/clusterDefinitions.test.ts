// The editor learns which kinds a cluster has while it runs, and forgets them with it.
import assert from 'node:assert/strict';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../../../../src/apis/resources';
import { Cluster } from '../../../../src/cluster/cluster';
import { defaultClusterConfig } from '../../../../src/cluster/clusterConfig';
import type { Session } from '../../../../src/vscode/session';
import { ClusterDefinitions } from '../../../../src/vscode/manifest/clusterDefinitions';
import {
  cronTabDefinition,
  NAME,
  versionWith,
} from '../../../cluster/apiserver/customresources/cronTabs';
import { SCHEMA } from '../../../kubernetesSchema';

type Watched = Pick<Session, 'running' | 'onDidChange'>;

describe('the definitions of the running cluster', () => {
  it('are told of when they are established, changed and gone, and when the cluster goes', () => {
    const cluster = new Cluster(defaultClusterConfig(1, 1_790_000_000_000), SCHEMA);
    const admin = cluster.userClient();
    const run = (ms: number): void => {
      cluster.simulation.runUntil(cluster.simulation.nowMs + ms);
    };
    run(60_000);
    const listeners = new Set<() => void>();
    const told: string[] = [];
    // Of a session that runs it looks at the cluster alone.
    const running = { cluster } as Session['running'];
    const session: { running: Watched['running'] } & Watched = {
      running,
      onDidChange: (listener) => {
        listeners.add(listener);
        return { dispose: () => listeners.delete(listener) };
      },
    };
    const change = (): void => {
      for (const listener of listeners) listener();
    };
    const followed = new ClusterDefinitions(session, (definitions) => {
      told.push(definitions.map(({ metadata }) => metadata.name).join());
    });
    admin.create(CUSTOM_RESOURCE_DEFINITIONS, undefined, cronTabDefinition());
    change();
    assert.deepEqual(told, [], 'not established yet');
    run(5_000);
    change();
    change();
    assert.deepEqual(told, [NAME]);
    const versions = [versionWith({ spec: { type: 'object' } })];
    const body = { spec: { versions } };
    admin.patch(CUSTOM_RESOURCE_DEFINITIONS, undefined, NAME, { type: 'merge', body });
    run(5_000);
    change();
    assert.deepEqual(told, [NAME, NAME]);
    session.running = undefined;
    change();
    assert.deepEqual(told, [NAME, NAME, '']);
    session.running = running;
    change();
    assert.deepEqual(told, [NAME, NAME, '', NAME]);
    admin.delete(CUSTOM_RESOURCE_DEFINITIONS, undefined, NAME);
    run(10_000);
    change();
    assert.deepEqual(told, [NAME, NAME, '', NAME, '']);
    followed.dispose();
    assert.equal(listeners.size, 0);
  });
});
