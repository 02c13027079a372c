// An API server over an empty etcd, for tests: with the namespaces and service accounts that a
// cluster has from the start, and the rules that exist for each kind.
import type { Draft, ObjectMeta } from '../../../src/apimachinery/objectMeta';
import type { Resource } from '../../../src/apimachinery/resource';
import type { WallClock } from '../../../src/apimachinery/wallClock';
import type { Pod, PodSpec } from '../../../src/apis/generated/core/v1';
import { PODS } from '../../../src/apis/resources';
import type { ApiServer, ApiServerOptions } from '../../../src/cluster/apiserver/apiServer';
import type { WatchEvent, WatchOptions } from '../../../src/cluster/client/apiHandler';
import type { Client } from '../../../src/cluster/client/client';
import type { Simulation } from '../../../src/simulation/simulation';
import { addNamespace, clientOf, emptyServer, type EmptyServer } from '../emptyServer';

export class ServerLab implements EmptyServer {
  readonly simulation: Simulation;
  readonly clock: WallClock;
  readonly api: ApiServer;
  readonly client: Client;

  constructor(options: Partial<ApiServerOptions> = {}) {
    ({ simulation: this.simulation, clock: this.clock, api: this.api } = emptyServer(1, options));
    this.client = this.clientOf('kubernetes-admin');
    this.addNamespace('kube-system');
    this.addNamespace('default');
  }

  clientOf(name: string): Client {
    return clientOf(this, name);
  }

  addNamespace(name: string): void {
    addNamespace(this.client, name);
  }

  runFor(ms: number): void {
    this.simulation.runUntil(this.simulation.nowMs + ms);
  }

  /** The server goes down and comes back: what it does at its start is under way. */
  restart(): this {
    this.api.setServing(false);
    this.api.setServing(true);
    return this;
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
