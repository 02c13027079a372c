// An API server over an empty etcd, for tests: with the namespaces and service accounts that a
// cluster has from the start, and the rules that exist for each kind.
import type { Draft, ObjectMeta } from '../../../src/apimachinery/objectMeta';
import type { Resource } from '../../../src/apimachinery/resource';
import { WallClock } from '../../../src/apimachinery/wallClock';
import type { Pod, PodSpec } from '../../../src/apis/generated/core/v1';
import { ALL_RULES } from '../../../src/apis/allRules';
import { NAMESPACES, PODS, SERVICE_ACCOUNTS } from '../../../src/apis/resources';
import { ApiServer, type ApiServerOptions } from '../../../src/cluster/apiserver/apiServer';
import type { WatchEvent, WatchOptions } from '../../../src/cluster/client/apiHandler';
import { Client } from '../../../src/cluster/client/client';
import { Link } from '../../../src/simulation/link';
import { Simulation } from '../../../src/simulation/simulation';
import { loadSchema } from '../../apis/schema/loadSchema';

/** 2026-01-01T00:00:00Z */
export const START_EPOCH_MS = Date.UTC(2026, 0, 1);

const SCHEMA = loadSchema();

export class TestCluster {
  readonly simulation = new Simulation({ seed: 1 });
  readonly clock = new WallClock(this.simulation, START_EPOCH_MS);
  readonly api: ApiServer;
  readonly client: Client;

  constructor(options: Partial<ApiServerOptions> = {}) {
    const { simulation, clock } = this;
    this.api = new ApiServer({ simulation, clock, schema: SCHEMA, rules: ALL_RULES, ...options });
    this.client = this.clientOf('kubernetes-admin');
    this.addNamespace('kube-system');
    this.addNamespace('default');
  }

  clientOf(name: string): Client {
    const link = new Link(this.simulation, name, { latencyMs: 0 });
    return new Client(this.api, { name, groups: [] }, link);
  }

  /** With its default service account, which a controller makes in a whole cluster. */
  addNamespace(name: string): void {
    this.client.create(NAMESPACES, undefined, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    });
    this.client.create(SERVICE_ACCOUNTS, name, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default' },
    });
  }

  /** The events of a watch as the API server sends them, as they come. */
  watch(resource: Resource, options: WatchOptions = {}, namespace?: string): WatchLog {
    const log: WatchEvent[] = [];
    const closed: (Error | undefined)[] = [];
    const watch = this.api.watch(
      { user: this.client.user, resource, namespace, options },
      {
        event: (event) => {
          log.push(event);
        },
        closed: (error) => {
          closed.push(error);
        },
      },
    );
    return {
      log,
      closed,
      stop: () => {
        watch.stop();
      },
      lines: () => log.map(eventLine),
    };
  }
}

/** A pod with one container. */
export function podDraft(metadata: Partial<ObjectMeta>, spec: Partial<PodSpec> = {}): Draft<Pod> {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { containers: [{ name: 'web', image: 'nginx' }], ...spec },
  };
}

/** Gives a pod its node, as the scheduler does. */
export function bind(client: Client, name: string, nodeName: string, namespace = 'default'): void {
  client.createSubresource(PODS, namespace, name, 'binding', {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name },
    target: { apiVersion: 'v1', kind: 'Node', name: nodeName },
  });
}

export interface WatchLog {
  readonly log: readonly WatchEvent[];
  readonly closed: readonly (Error | undefined)[];
  readonly stop: () => void;
  /** `ADDED web-1`, in order. */
  readonly lines: () => readonly string[];
}

function eventLine(event: WatchEvent): string {
  return event.type === 'BOOKMARK' ? 'BOOKMARK' : `${event.type} ${event.object.metadata.name}`;
}
