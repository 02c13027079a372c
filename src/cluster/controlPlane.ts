// The API servers and etcd members of the cluster, and who of the others speaks to which: with one control plane
// node the server with its own store, with several a server and a member a node, and a load balancer before them.
// Source: kubeadm's kubeconfig files (controller-manager.conf, scheduler.conf and, with ControlPlaneKubeletLocalMode,
// kubelet.conf of control plane nodes lead to the local server; all others to the control plane endpoint).
//
// Differs from Kubernetes: beside the servers there is one that serves nobody, for those who look from outside:
// it knows all that is committed.
import { ApiConnectionError } from '../apimachinery/apiStatus';
import type { ApiObject } from '../apimachinery/objectMeta';
import type { UserInfo } from '../apimachinery/userInfo';
import type { Link } from '../simulation/link';
import type { Simulation } from '../simulation/simulation';
import { ApiServer, type ApiServerOptions } from './apiserver/apiServer';
import { newObjectStore } from './apiserver/objectStore';
import { LiveServers } from './apiserver/serverPresence';
import type { ApiHandler } from './client/apiHandler';
import { Client } from './client/client';
import type { RestHandler } from './client/restHandler';
import {
  controlPlaneName,
  KUBERNETES_VERSION,
  nodeAddress,
  type ClusterConfig,
} from './clusterConfig';
import { EtcdCluster, type EtcdQuorum } from './etcd/etcdCluster';
import type { EtcdMember } from './etcd/etcdMember';
import { LoadBalancer } from './loadBalancer';
import { OUTSIDE, type Wires } from './network/wires';

/** Of the load balancer, where there is one. */
const ENDPOINT_ADDRESS = '172.18.255.254';
const API_PORT = 6443;

export interface ControlPlaneServer {
  readonly name: string;
  readonly address: string;
  readonly api: ApiServer;
  /** Of several. */
  readonly member: EtcdMember<ApiObject> | undefined;
}

export interface ControlPlaneOptions extends Pick<
  ApiServerOptions,
  'clock' | 'schema' | 'rules' | 'computed' | 'evictionTolerations' | 'committed'
> {
  readonly simulation: Simulation;
  readonly config: ClusterConfig;
  readonly wires: Wires;
}

export class ControlPlane {
  readonly servers: readonly ControlPlaneServer[];
  /** What knows all that is committed, also while nobody serves. */
  readonly core: ApiServer;
  /** Where clients find the API. */
  readonly address: string;
  readonly #config: ClusterConfig;
  readonly #wires: Wires;
  readonly #etcd: EtcdCluster<ApiObject> | undefined;
  readonly #balancer: LoadBalancer | undefined;
  readonly #servingListeners = new Set<(serving: boolean) => void>();
  /** Nodes that were taken away: another computer may have the name of one. */
  readonly #gone = new Set<string>();
  #wasServing = false;

  constructor(options: ControlPlaneOptions) {
    const { config, wires, simulation } = options;
    this.#config = config;
    this.#wires = wires;
    const live = new LiveServers();
    if (config.controlPlaneNodes === 1) {
      const address = nodeAddress(0);
      const name = controlPlaneName(1);
      const place = { host: name, address, live };
      this.core = new ApiServer({ ...options, place, address: addressOf(address) });
      this.address = address;
      this.servers = [{ name, address, api: this.core, member: undefined }];
      const tell = (): void => {
        this.#tellServing();
      };
      this.core.onServingChange(tell);
      wires.onChange(tell);
      return;
    }
    const store = newObjectStore(simulation, { mayRevoke: () => etcd.commitAtLeader() });
    const link = (from: string, to: string, user: string): Link =>
      wires.link(from, to, user, config.apiLatencyMs);
    const peerLink = (from: string, to: string): Link =>
      wires.link(from, to, 'etcd', config.etcdLatencyMs);
    const etcd = new EtcdCluster({ simulation, store, link: peerLink });
    wires.onChange(() => {
      etcd.wake();
      this.#tellServing();
    });
    const address = addressOf(ENDPOINT_ADDRESS);
    const tokens = { signer: undefined };
    const isHealthy = (): boolean => balancer.isHealthy(OUTSIDE);
    this.core = new ApiServer({ ...options, tokens, etcd: store, address, isHealthy });
    this.core.setServing(false);
    this.servers = Array.from({ length: config.controlPlaneNodes }, (_, index) => {
      const name = controlPlaneName(index + 1);
      const own = nodeAddress(index);
      const member = etcd.addMember(name);
      const api = new ApiServer({
        ...options,
        committed: undefined,
        tokens,
        etcd: member,
        address: addressOf(own),
        place: { host: name, address: own, live },
      });
      api.setServing(false);
      api.onServingChange(() => {
        this.#tellServing();
      });
      return { name, address: own, api, member };
    });
    this.address = ENDPOINT_ADDRESS;
    this.#etcd = etcd;
    const balancer = new LoadBalancer({
      address,
      backends: this.servers.map(({ name, api }) => ({
        name,
        api,
        isHealthy: () => api.etcd.isWritable,
      })),
      isCut: (from, to) => wires.isCut(from, to),
      link,
    });
    this.#balancer = balancer;
  }

  /** Those that were there when the server joined. */
  earlierThan(server: ControlPlaneServer): readonly ControlPlaneServer[] {
    return this.servers.slice(0, this.servers.indexOf(server));
  }

  /** The API as users outside see it. */
  get door(): ApiHandler {
    return {
      handle: (request) => this.#fromOutside().handle(request),
      watch: (request, sink) => this.#fromOutside().watch(request, sink),
    };
  }

  /** The node whose server answers users; looking does not take its turn. */
  get servingNode(): string {
    return this.#balancer?.firstServing(OUTSIDE) ?? controlPlaneName(1);
  }

  get isServing(): boolean {
    return this.#balancer?.isServing(OUTSIDE) ?? (this.core.isServing && !this.#isCutOff);
  }

  /** The node whose etcd member leads; undefined where none does, or there is but one. */
  get etcdLeader(): string | undefined {
    return this.#etcd?.leader?.name;
  }

  /** Undefined where etcd has but one member. */
  get etcdQuorum(): EtcdQuorum | undefined {
    return this.#etcd?.quorum;
  }

  /** `kubeadm join --control-plane`: counts a member in; true once that is done. */
  joinEtcd(node: string): boolean {
    return this.#etcd?.join(node) ?? true;
  }

  /** Why a control plane node cannot be taken away now, as a sentence; undefined where it can. */
  refusalToLeave(node: string): string | undefined {
    if (this.#etcd === undefined)
      return `${node} is the only control plane node: there is no cluster without it.`;
    return this.#etcd.refusalToLeave(node);
  }

  /** `kubeadm reset`, before the computer goes. Throws where it is refused. */
  leave(node: string): void {
    this.#etcd?.leave(node);
    this.#gone.add(node);
  }

  /** Returns how to stop. */
  onServingChange(listener: (serving: boolean) => void): () => void {
    this.#servingListeners.add(listener);
    return () => this.#servingListeners.delete(listener);
  }

  rest(api: ApiHandler): RestHandler {
    return this.core.rest(api, KUBERNETES_VERSION);
  }

  /** A connection to the API server, from the machine `from`. */
  connect(user: UserInfo, from: string): Client {
    const [first] = this.servers;
    const local = this.servers.find(({ name }) => name === from && !this.#gone.has(name));
    const isLocal = local !== undefined && isOfControlPlane(user);
    if (this.#balancer !== undefined && !isLocal) return this.#balancer.connect(user, from);
    const server = local ?? first;
    if (server === undefined) throw new Error('there is no API server');
    const link = this.#wires.link(from, server.name, user.name, this.#config.apiLatencyMs);
    return new Client(server.api, user, link);
  }

  /** The server that users reach, of several the one whose turn it is. Throws ApiConnectionError. */
  #fromOutside(): ApiHandler {
    if (this.#balancer !== undefined) return this.#balancer.choose(OUTSIDE).api;
    if (!this.#isCutOff) return this.core;
    throw new ApiConnectionError(`dial tcp ${addressOf(this.address)}: i/o timeout`);
  }

  get #isCutOff(): boolean {
    return this.#wires.isCut(OUTSIDE, controlPlaneName(1));
  }

  #tellServing(): void {
    const serving = this.isServing;
    if (serving === this.#wasServing) return;
    this.#wasServing = serving;
    for (const listener of this.#servingListeners) listener(serving);
  }
}

function addressOf(host: string): string {
  return `${host}:${String(API_PORT)}`;
}

/** Those whose kubeconfig kubeadm lets lead to the server of their own node; kube-proxy's leads to the endpoint. */
function isOfControlPlane({ name }: UserInfo): boolean {
  return name.startsWith('system:kube-') || name.startsWith('system:node:');
}
