// What the fixtures of single components stand on: an API server over an empty etcd, and who asks it.
import { WallClock } from '../../src/apimachinery/wallClock';
import { MASTERS } from '../../src/apimachinery/userInfo';
import { ALL_RULES } from '../../src/apis/allRules';
import { NAMESPACES, SERVICE_ACCOUNTS } from '../../src/apis/resources';
import { ApiServer, type ApiServerOptions } from '../../src/cluster/apiserver/apiServer';
import { Client } from '../../src/cluster/client/client';
import { Link } from '../../src/simulation/link';
import { Simulation } from '../../src/simulation/simulation';
import { SCHEMA } from '../kubernetesSchema';

/** 2026-01-01T00:00:00Z */
export const START_EPOCH_MS = Date.UTC(2026, 0, 1);

export interface EmptyServer {
  readonly simulation: Simulation;
  readonly clock: WallClock;
  readonly api: ApiServer;
}

export function emptyServer(seed = 1, options: Partial<ApiServerOptions> = {}): EmptyServer {
  const simulation = new Simulation({ seed });
  const clock = new WallClock(simulation, START_EPOCH_MS);
  const api = new ApiServer({ simulation, clock, schema: SCHEMA, rules: ALL_RULES, ...options });
  return { simulation, clock, api };
}

/** A user or component at the end of a link of its own, who may do everything: there are no roles. */
export function clientOf({ simulation, api }: EmptyServer, name: string, latencyMs = 0): Client {
  return new Client(api, { name, groups: [MASTERS] }, new Link(simulation, { latencyMs }));
}

/** With its default service account, which a controller makes in a whole cluster. */
export function addNamespace(admin: Client, name: string): void {
  admin.create(NAMESPACES, undefined, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  admin.create(SERVICE_ACCOUNTS, name, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default' },
  });
}
