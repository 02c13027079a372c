// A scheduler before a real API server, with nodes and pods made by hand: no kubelet, no controllers.
import type { Draft } from '../../../src/apimachinery/objectMeta';
import type { Event, Node, Pod, PodSpec } from '../../../src/apis/generated/core/v1';
import { EVENTS, NODES, PODS } from '../../../src/apis/resources';
import type { Client } from '../../../src/cluster/client/client';
import { Scheduler } from '../../../src/cluster/scheduler/scheduler';
import type { SchedulerOptions } from '../../../src/cluster/scheduler/schedulerOptions';
import type { Link } from '../../../src/simulation/link';
import type { Simulation } from '../../../src/simulation/simulation';
import { nodeOf, podOf, type NodeParts } from './objects';
import { addNamespace, clientOf, emptyServer } from '../emptyServer';

const DEFAULT_SEED = 1;

export class SchedulerLab {
  readonly simulation: Simulation;
  readonly client: Client;
  /** Between the scheduler and the API server. */
  readonly link: Link;
  readonly scheduler: Scheduler;

  constructor(seed = DEFAULT_SEED, options: Partial<SchedulerOptions> = {}) {
    const server = emptyServer(seed);
    const { simulation, clock } = server;
    this.simulation = simulation;
    this.client = clientOf(server, 'kubernetes-admin');
    const client = clientOf(server, 'system:kube-scheduler', 2);
    this.link = client.link;
    this.scheduler = new Scheduler({ simulation, clock, client }, options);
    for (const name of ['kube-system', 'default']) addNamespace(this.client, name);
    this.scheduler.start();
  }

  get nowSeconds(): number {
    return this.simulation.nowMs / 1000;
  }

  addNode(name: string, parts: NodeParts = {}): Node {
    const { apiVersion, kind, metadata, spec, status } = nodeOf(name, parts);
    const draft: Draft<Node> = {
      apiVersion,
      kind,
      metadata: { name, labels: metadata.labels },
      spec,
    };
    const node = this.client.create(NODES, undefined, draft);
    const ready = this.client.updateStatus(NODES, { ...node, status });
    // The API server taints new nodes as not ready; the node lifecycle controller would take that away.
    return this.client.update(NODES, { ...ready, spec });
  }

  /** Replaces a node's spec: cordon, taint. */
  setNodeSpec(name: string, spec: Node['spec']): void {
    this.client.update(NODES, { ...this.client.get(NODES, undefined, name), spec });
  }

  addPod(name: string, spec: Partial<PodSpec> = {}, labels: Record<string, string> = {}): Pod {
    const { apiVersion, kind, spec: fullSpec } = podOf(name, spec);
    const draft: Draft<Pod> = { apiVersion, kind, metadata: { name, labels }, spec: fullSpec };
    return this.client.create(PODS, 'default', draft);
  }

  /** As a kubelet would after the containers are gone. */
  removePod(name: string): void {
    this.client.delete(PODS, 'default', name, { gracePeriodSeconds: 0 });
  }

  pod(name: string): Pod {
    return this.client.get(PODS, 'default', name);
  }

  nodeNameOf(name: string): string | undefined {
    return this.pod(name).spec.nodeName;
  }

  /** `Warning FailedScheduling 0/1 nodes ...`, with `(x2)` where it was seen twice. */
  eventsOf(name: string): readonly string[] {
    return this.client
      .list<Event>(EVENTS, 'default')
      .items.filter((event) => event.involvedObject.name === name)
      .map(({ type = '', reason = '', message = '', series: { count = 1 } = {} }) =>
        [type, reason, message, ...(count > 1 ? [`(x${String(count)})`] : [])].join(' '),
      );
  }

  run(seconds: number): void {
    this.simulation.runUntil(this.simulation.nowMs + seconds * 1000);
  }
}
