// The simulated users of a cluster: starts and stops their traffic, and keeps its meters.
import type { Ingress } from '../../../apis/generated/networking/v1';
import type { Node } from '../../../apis/generated/core/v1';
import { INGRESSES, NODES } from '../../../apis/resources';
import type { Simulation } from '../../../simulation/simulation';
import type { ApiHandler } from '../../client/apiHandler';
import { Observer } from '../../client/observer';
import { pathsByIngress } from './ingressPaths';
import { LoadBalancer } from './loadBalancer';
import { pathsByName, pathsByNodePort, type PathOptions } from './requestPaths';
import { ServerSamples } from './serverSamples';
import type { TrafficNode, TrafficSpace } from './trafficNode';
import { TrafficRun, type TrafficWays } from './trafficRun';
import { checkTraffic, type TrafficSpec } from './trafficSpec';

/** So many that have ended keep their meters. */
const MAX_ENDED = 20;
/** kubeadm puts it on control plane nodes. */
const NOT_BALANCED = 'node.kubernetes.io/exclude-from-external-load-balancers';

export interface ClusterTrafficOptions {
  readonly simulation: Simulation;
  readonly network: TrafficSpace;
  readonly nodes: () => Iterable<TrafficNode>;
  /** Of users outside, one way. */
  readonly userLatencyMs: number;
  /** Reads that leave no mark. */
  readonly api: () => ApiHandler;
}

export class ClusterTraffic {
  readonly #options: ClusterTrafficOptions;
  readonly #runs = new Map<string, TrafficRun>();
  #nodes: Observer<Node> | undefined;
  #ingresses: Observer<Ingress> | undefined;

  constructor(options: ClusterTrafficOptions) {
    this.#options = options;
  }

  /** All that there was, oldest first; those that have ended too. */
  get runs(): readonly TrafficRun[] {
    return [...this.#runs.values()];
  }

  /** Those that go on. */
  get active(): readonly TrafficRun[] {
    return this.runs.filter(({ stoppedAtMs }) => stoppedAtMs === undefined);
  }

  run(id: string): TrafficRun | undefined {
    return this.#runs.get(id);
  }

  /** Throws where the specification makes no sense, or the id is taken. */
  start(spec: TrafficSpec): void {
    checkTraffic(spec);
    if (this.#runs.has(spec.id)) throw new Error(`There is already traffic named "${spec.id}".`);
    this.#runs.set(spec.id, new TrafficRun(spec, this.#options.simulation, this.#ways(spec)));
    this.#forgetOldest();
  }

  /** Throws where there is none of the name that goes on. */
  stop(id: string): void {
    const run = this.#runs.get(id);
    if (run === undefined || run.stoppedAtMs !== undefined)
      throw new Error(`No traffic named "${id}" goes on.`);
    run.stop();
  }

  #forgetOldest(): void {
    const ended = this.runs.filter(({ stoppedAtMs }) => stoppedAtMs !== undefined);
    for (const { spec } of ended.slice(0, Math.max(0, ended.length - MAX_ENDED)))
      this.#runs.delete(spec.id);
  }

  #ways(spec: TrafficSpec): TrafficWays {
    const { target, path, timeoutMs } = spec;
    const { network, simulation, userLatencyMs } = this.#options;
    const servers = new ServerSamples(() => simulation.nowMs);
    const isFromOutside = target.kind !== 'service';
    const options = (host: string): PathOptions => ({
      network,
      servers,
      path,
      host,
      isFromOutside,
      userLatencyMs,
      timeoutMs,
    });
    switch (target.kind) {
      case 'service': {
        const host = `${target.service}.${target.namespace}`;
        return {
          entries: () => [...this.#options.nodes()].filter(({ isOn }) => isOn),
          pathsFrom: (node) => pathsByName(options(host), node, target),
        };
      }
      case 'nodePort':
        return {
          entries: this.#fromOutside(target.node),
          pathsFrom: (node) =>
            pathsByNodePort(options(`${node.address}:${target.nodePort}`), node, target.nodePort),
        };
      case 'ingress': {
        const ingresses = (this.#ingresses ??= new Observer(this.#options.api(), INGRESSES));
        return {
          entries: this.#fromOutside(undefined),
          pathsFrom: (node) => pathsByIngress(options(target.host), node, ingresses.list()),
        };
      }
    }
  }

  /** Users who know one node's address only, or a load balancer's. */
  #fromOutside(name: string | undefined): (nowMs: number) => readonly TrafficNode[] {
    if (name !== undefined)
      return () => [...this.#options.nodes()].filter((node) => node.name === name);
    const observer = (this.#nodes ??= new Observer(this.#options.api(), NODES));
    const { nodes, network } = this.#options;
    const balancer = new LoadBalancer(
      () => [...nodes()].filter((node) => isBalanced(observer.get(undefined, node.name))),
      (node) => network.fromOutsideMs(node) !== undefined,
    );
    return (nowMs) => balancer.backends(nowMs);
  }
}

function isBalanced(node: Node | undefined): boolean {
  return node !== undefined && node.metadata.labels?.[NOT_BALANCED] === undefined;
}
