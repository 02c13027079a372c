// A real API server and one machine, for stories about what happens on a node: pods name their node
// themselves, and the test gives the node its podCIDR, as the controller manager would.
import type { Draft } from '../../../src/apimachinery/objectMeta';
import type { WallClock } from '../../../src/apimachinery/wallClock';
import type { Container, Event, Node, Pod, PodSpec } from '../../../src/apis/generated/core/v1';
import { CONFIG_MAPS, EVENTS, NODES, PODS } from '../../../src/apis/resources';
import type { ApiServer } from '../../../src/cluster/apiserver/apiServer';
import type { Client } from '../../../src/cluster/client/client';
import { Observer } from '../../../src/cluster/client/observer';
import { Machine } from '../../../src/cluster/kubelet/machine';
import type { MachineOptions } from '../../../src/cluster/kubelet/machineOptions';
import { ImageCatalogue } from '../../../src/cluster/runtime/imageCatalogue';
import type { Link } from '../../../src/simulation/link';
import type { Simulation } from '../../../src/simulation/simulation';
import { addNamespace, clientOf, emptyServer, START_EPOCH_MS } from '../emptyServer';

export const NODE = 'worker-1';

export interface NodeLabOptions extends Partial<MachineOptions> {
  readonly withoutNetwork?: boolean;
  readonly seed?: number;
}

export class NodeLab {
  readonly simulation: Simulation;
  readonly clock: WallClock;
  readonly api: ApiServer;
  readonly admin: Client;
  readonly machine: Machine;
  readonly events: Observer<Event>;
  readonly pods: Observer<Pod>;
  readonly links: Link[] = [];

  constructor(options: NodeLabOptions = {}) {
    const { simulation, clock, api } = emptyServer(options.seed);
    this.simulation = simulation;
    this.clock = clock;
    this.api = api;
    this.admin = this.connect('kubernetes-admin');
    for (const name of ['default', 'kube-system', 'kube-node-lease']) {
      addNamespace(this.admin, name);
      this.admin.create(CONFIG_MAPS, name, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'kube-root-ca.crt' },
        data: { 'ca.crt': '' },
      });
    }
    this.machine = new Machine({
      simulation,
      clock,
      connect: (user) => {
        const client = this.connect(user.name);
        this.links.push(client.link);
        return client;
      },
      name: NODE,
      address: '172.18.0.3',
      cpuMillis: 4000,
      memoryBytes: 8 * 1024 ** 3,
      images: new ImageCatalogue(),
      kubeletVersion: 'v1.35.2',
      ...options,
    });
    this.events = new Observer(this.api, EVENTS);
    this.pods = new Observer(this.api, PODS);
    this.machine.powerOn();
    if (options.withoutNetwork !== true) this.giveNetwork();
    this.runFor(1_000);
  }

  connect(name: string): Client {
    return clientOf(this, name, 1);
  }

  giveNetwork(): void {
    this.simulation.runUntilTrue(() => this.node() !== undefined, 1_000);
    this.admin.patch(NODES, undefined, NODE, {
      type: 'merge',
      body: { spec: { podCIDR: '10.244.1.0/24', podCIDRs: ['10.244.1.0/24'] } },
    });
  }

  node(): Node | undefined {
    return this.admin.list(NODES).items.find(({ metadata }) => metadata.name === NODE);
  }

  get nowSeconds(): number {
    return this.simulation.nowMs / 1000;
  }

  runFor(milliseconds: number): void {
    this.simulation.runUntil(this.simulation.nowMs + milliseconds);
  }

  /** Runs until the pod is so, and returns how many seconds of virtual time that took. */
  runUntil(name: string, holds: (pod: Pod) => boolean, limitSeconds = 600): number {
    const before = this.nowSeconds;
    const done = this.simulation.runUntilTrue(() => {
      const pod = this.pods.get('default', name);
      return pod !== undefined && holds(pod);
    }, limitSeconds * 1000);
    if (!done)
      throw new Error(
        `${name} is ${JSON.stringify(this.pods.get('default', name)?.status, undefined, 1)}`,
      );
    return this.nowSeconds - before;
  }

  /** Bound to the node from the start. A container is `name` and `image` unless said otherwise. */
  createPod(
    name: string,
    containers: readonly Partial<Container>[],
    spec: Partial<PodSpec> = {},
  ): Pod {
    const draft: Draft<Pod> = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default' },
      spec: {
        nodeName: NODE,
        ...spec,
        containers: containers.map((container) => ({
          name: 'web',
          image: 'nginx:1.29',
          ...container,
        })),
      },
    };
    return this.admin.create(PODS, 'default', draft);
  }

  pod(name: string): Pod {
    return this.admin.get(PODS, 'default', name);
  }

  /** `Reason message` of the pod's events, in the order of their first time. */
  eventsOf(name: string): readonly string[] {
    return this.events
      .list()
      .filter(({ involvedObject }) => involvedObject.name === name)
      .map(({ reason = '', message = '' }) => `${reason}: ${message}`);
  }

  /** What `kubectl get pod` shows in its STATUS column, without init containers. */
  statusOf(name: string): string {
    const { status } = this.pod(name);
    const state = status?.containerStatuses?.[0]?.state;
    return state?.waiting?.reason ?? state?.terminated?.reason ?? status?.phase ?? '';
  }
}

export function isRunning(pod: Pod): boolean {
  return (
    pod.status?.phase === 'Running' &&
    (pod.status.containerStatuses?.every(({ ready }) => ready) ?? false)
  );
}

/** Seconds from the start of the cluster, of a metav1.Time. */
export function secondsOf(time: string | undefined): number {
  return (Date.parse(time ?? '') - START_EPOCH_MS) / 1000;
}
