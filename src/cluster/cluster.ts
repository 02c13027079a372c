// The door to the cluster: bootstraps it as kubeadm would, wires its parts, takes inputs from
// outside through the journal, and hands out clients.
import type { UserInfo } from '../apimachinery/userInfo';
import { WallClock } from '../apimachinery/wallClock';
import { ALL_RULES } from '../apis/allRules';
import type { Pod } from '../apis/generated/core/v1';
import { PODS } from '../apis/resources';
import type { KubernetesSchema, ServedResource } from '../apis/schema/schemaBundle';
import { Journal, type RunPosition } from '../simulation/journal';
import { Link } from '../simulation/link';
import { Simulation } from '../simulation/simulation';
import type { ServiceAccountTokens } from './apiserver/authentication/serviceAccountTokens';
import { bootstrap } from './bootstrap';
import type { ApiHandler, ApiRequest, ApiResponse } from './client/apiHandler';
import { Client } from './client/client';
import type { RestHandler } from './client/restHandler';
import type { ComponentContext } from './client/component';
import type { ClusterStreams } from './client/clusterStreams';
import { OBSERVER_USER } from './client/observer';
import type { ClusterConfig } from './clusterConfig';
import type { ClusterInput } from './clusterInput';
import { ControlPlane, type ControlPlaneServer } from './controlPlane';
import { controlPlaneProcesses } from './controlPlaneProcesses';
import { ClusterFaults, faultCause } from './faults/clusterFaults';
import { RootCertificate } from './controllers/rootCertificate';
import { ClusterHistory } from './history/clusterHistory';
import type { Machine } from './kubelet/machine';
import { Machines } from './machines';
import { metricsKinds } from './metrics';
import { ClusterTraffic } from './network/traffic/clusterTraffic';
import { targetText } from './network/traffic/trafficSpec';
import { PodStreams, streamCause } from './podStreams';
import { refusalText, requestText } from './requestRecord';
import { SchedulerTrial } from './scheduler/schedulerTrial';
import { Verdicts } from './scheduler/verdicts';
import { sentRequest } from './sentRequest';
import { controlPlaneStaticPods } from './staticPods';
import { traceCapacity } from './traceCapacity';
import { Workers } from './workers';

export const ADMIN: UserInfo = OBSERVER_USER;

export interface ClusterOptions {
  /** How many changes the history keeps; {@link ClusterHistory} has a default. */
  readonly historyLimit?: number;
}

export class Cluster {
  readonly config: ClusterConfig;
  readonly schema: KubernetesSchema;
  readonly simulation: Simulation;
  readonly clock: WallClock;
  readonly journal = new Journal<ClusterInput>();
  /** The tokens of service accounts: there are some once a signer is set. */
  readonly tokens: ServiceAccountTokens;
  /** What was written, by whom and why; leaves no mark on the run. */
  readonly history: ClusterHistory;
  /** What the scheduler made of the pods that it tried last, node by node. */
  readonly verdicts = new Verdicts();
  /** Simulated users and their meters. */
  readonly traffic: ClusterTraffic;
  /** What is broken on purpose. */
  readonly faults: ClusterFaults;
  readonly #controlPlane: ControlPlane;
  readonly #api: ApiHandler;
  readonly #machines: Machines;
  readonly #workers: Workers;
  readonly #root = new RootCertificate();
  readonly #streams: PodStreams;

  /** `options` have no influence on the run. */
  constructor(config: ClusterConfig, schema: KubernetesSchema, options: ClusterOptions = {}) {
    this.config = config;
    this.schema = schema;
    this.simulation = new Simulation({ seed: config.seed, traceCapacity: traceCapacity(config) });
    this.clock = new WallClock(this.simulation, config.startEpochMs);
    const { simulation, clock } = this;
    this.#machines = new Machines({
      simulation,
      clock,
      config,
      connect: (user, from) => this.#connect(user, from),
    });
    const machines = this.#machines.byName;
    const { wires } = this.#machines;
    const server = (): string => this.#controlPlane.servingNode;
    const api = (): ApiHandler => this.observerApi;
    const isCut = wires.isCut.bind(wires);
    const computed = metricsKinds({ simulation, clock, api, machines, server, isCut });
    this.history = new ClusterHistory({
      simulation,
      resources: () => this.#controlPlane.core.kinds.resources(),
      storedAt: (...where) => this.#controlPlane.core.pastObject(...where),
      ...(options.historyLimit === undefined ? {} : { limit: options.historyLimit }),
    });
    this.#controlPlane = new ControlPlane({
      simulation,
      clock,
      config,
      schema,
      wires,
      rules: ALL_RULES,
      computed,
      evictionTolerations: config.timings,
      committed: this.history.committed.bind(this.history),
    });
    this.#api = this.#controlPlane.door;
    this.tokens = this.#controlPlane.core.tokens;
    this.faults = new ClusterFaults({
      simulation,
      machines: this.#machines,
      pod: (namespace, name) => this.#pod(namespace, name),
      replaceWorker: (node) => {
        this.#workers.replace(node);
      },
    });
    this.#workers = new Workers({
      config,
      simulation,
      machines: this.#machines,
      faults: this.faults,
      controlPlane: this.#controlPlane,
      api: this.#api,
      clock,
      observe: this.observerApi,
    });
    const input = this.input.bind(this);
    const reach = { api: this.observerApi, machines, wires, server };
    this.#streams = new PodStreams({ simulation, clock, ...reach, input });
    this.traffic = new ClusterTraffic({
      simulation,
      network: this.#machines.network,
      nodes: () => machines.values(),
      userLatencyMs: config.userLatencyMs,
      api,
    });
    this.#powerOnAll();
  }

  /** As users outside see it: writes go through the journal. Refuses connections while the API server is down. */
  get api(): ApiHandler {
    return {
      handle: (request) => this.request(request),
      watch: (request, sink) => this.#api.watch(request, sink),
    };
  }

  /** Reads etcd's data even while the API server is down; for views and tests. Writes are refused. */
  get observerApi(): ApiHandler {
    return this.#controlPlane.core.observerView;
  }

  /** The scheduler's filters, to be asked about pods and nodes as they might be; as the cluster is now. */
  schedulerTrial(): SchedulerTrial {
    return new SchedulerTrial(this.observerApi);
  }

  /** Logs, commands in containers, forwarded ports, proxies. */
  get streams(): ClusterStreams {
    return this.#streams;
  }

  /** False while the API server is down: nothing can be asked or changed then. */
  get isServing(): boolean {
    return this.#controlPlane.isServing;
  }

  /** The control plane node whose etcd member leads; undefined where none does, or there is but one. */
  get etcdLeader(): string | undefined {
    return this.#controlPlane.etcdLeader;
  }

  /** How etcd's members are in touch; undefined where there is but one. */
  get etcdQuorum(): ControlPlane['etcdQuorum'] {
    return this.#controlPlane.etcdQuorum;
  }

  /** The API as HTTP clients see it; `api` may stand before this one's. */
  rest(api: ApiHandler = this.api): RestHandler {
    return this.#controlPlane.rest(api);
  }

  /** Told when the API server comes up or goes down; returns how to stop. */
  onServingChange(listener: (serving: boolean) => void): () => void {
    return this.#controlPlane.onServingChange(listener);
  }

  /** A client for a user outside of the cluster, such as kubectl; `api` may stand before this one's. */
  userClient(api: ApiHandler = this.api, user: UserInfo = ADMIN): Client {
    return new Client(api, user, new Link(this.simulation, { latencyMs: 0 }));
  }

  /** Whether the cloud replaces workers that stay NotReady. */
  get repairsNodes(): boolean {
    return this.#workers.repairs;
  }

  get machines(): ReadonlyMap<string, Machine> {
    return this.#machines.byName;
  }

  /** What the cluster holds for the authority that vouches for its API server, in PEM. */
  get rootCertificate(): string {
    return this.#root.pem;
  }

  /** Where the run stands; with the journal and the configuration, all there is to save. */
  get position(): RunPosition {
    return { executedEvents: this.simulation.executedEvents, nowMs: this.simulation.nowMs };
  }

  /** All that is served now: the kinds of Kubernetes and custom ones. */
  get resources(): readonly ServedResource[] {
    return this.#controlPlane.core.kinds.resources();
  }

  /** The revision of the last write that etcd took. */
  get revision(): number {
    return this.#controlPlane.core.etcd.revision;
  }

  /** One API request of a user outside of the cluster. Throws ApiStatusError where it is refused. */
  request(request: ApiRequest): ApiResponse {
    if (request.verb === 'get' || request.verb === 'list') return this.#api.handle(request);
    const sent = sentRequest(request);
    this.journal.append(this.simulation, { type: 'request', request: sent });
    return this.#userRequest(sent);
  }

  /** Lays a hand on the cluster from outside. Throws where the input makes no sense (no such node). */
  input(input: ClusterInput): void {
    if (input.type === 'request') {
      this.request(input.request);
      return;
    }
    this.journal.append(this.simulation, input);
    this.#apply(input);
  }

  /** Applies an input without journaling it: for replay. Refused requests stay refused, silently. */
  replayInput(input: ClusterInput): void {
    this.journal.append(this.simulation, input);
    try {
      this.#apply(input);
    } catch {
      // It failed the first time too, and whoever made it was told then.
    }
  }

  #apply(input: ClusterInput): void {
    switch (input.type) {
      case 'request':
        this.#userRequest(input.request);
        return;
      case 'rootCertificate':
        this.#underCause('publish', 'root certificate', () => {
          this.#root.replace(input.certificate);
        });
        return;
      case 'addWorker':
        this.#underCause('join', input.node, () => {
          this.#workers.join(input.node);
        });
        return;
      case 'removeWorker':
        this.#underCause('remove', input.node, () => {
          this.#workers.remove(input.node);
        });
        return;
      case 'crashNode':
        this.#underCause('power off', input.node, () => {
          this.faults.crashNode(input.node);
        });
        return;
      case 'restartNode':
        this.#underCause('power on', input.node, () => {
          this.faults.restartNode(input.node);
        });
        return;
      case 'fault':
      case 'liftFault':
      case 'liftAllFaults':
        this.#underCause(...faultCause(input), () => {
          this.faults.take(input);
        });
        return;
      case 'nodeAutoRepair':
        this.#underCause('node auto-repair', input.isOn ? 'on' : 'off', () => {
          this.#workers.setAutoRepair(input.isOn);
        });
        return;
      case 'crashContainer':
        this.#underCause('kill', `${input.namespace}/${input.pod}`, () => {
          this.#crashContainer(input.namespace, input.pod, input.container);
        });
        return;
      case 'startTraffic':
        this.#underCause('start traffic', targetText(input.traffic.target), () => {
          this.traffic.start(input.traffic);
        });
        return;
      case 'stopTraffic':
        this.#underCause('stop traffic', input.id, () => {
          this.traffic.stop(input.id);
        });
        return;
      default:
        this.#underCause(...streamCause(input), () => {
          this.#streams.apply(input);
        });
    }
  }

  #underCause(label: string, subject: string, action: () => void): void {
    this.simulation.withCause(this.#recordInput(label, subject), action);
  }

  #recordInput(label: string, subject: string): number {
    const { simulation } = this;
    const traceId = simulation.record(label, subject);
    this.history.noteInput({ traceId, atMs: simulation.nowMs, label, subject });
    return traceId;
  }

  /** What it sets off, and how it was answered, has the request as its cause. */
  #userRequest(request: ApiRequest): ApiResponse {
    const { simulation } = this;
    return simulation.withCause(this.#recordInput('request', requestText(request)), () => {
      try {
        const response = this.#api.handle(request);
        simulation.record('answer', String(response.code));
        return response;
      } catch (error) {
        simulation.record('refusal', refusalText(error));
        throw error;
      }
    });
  }

  #crashContainer(namespace: string, name: string, container: string | undefined): void {
    const pod = this.#pod(namespace, name);
    const node = pod.spec.nodeName;
    if (node === undefined)
      throw new Error(`Pod "${name}" is not on any node yet: nothing of it runs that could crash.`);
    this.#machines.get(node).crashContainer(pod.metadata.uid, container);
  }

  /** From etcd itself. */
  #pod(namespace: string, name: string): Pod {
    const get = { verb: 'get', user: ADMIN, resource: PODS, namespace, name } as const;
    // A get of pods answers with a pod.
    return this.observerApi.handle(get).body as Pod;
  }

  /** A connection to the API server, from the machine `from`. */
  #connect(user: UserInfo, from: string): Client {
    return this.#controlPlane.connect(user, from);
  }

  #powerOnAll(): void {
    const { simulation } = this;
    const { servers, address } = this.#controlPlane;
    bootstrap({
      simulation,
      admin: this.#connect(ADMIN, 'kubeadm'),
      endpoint: address,
      authority: this.#root,
      timings: this.config.timings,
      nodes: servers,
      powerOn: (server) => {
        this.#addControlPlane(server).powerOn();
      },
      joinEtcd: (node) => this.#controlPlane.joinEtcd(node),
      ready: () => {
        this.#workers.joinInitial();
      },
    });
  }

  #addControlPlane(server: ControlPlaneServer): Machine {
    const { simulation, clock, schema } = this;
    const { name, address } = server;
    const processes = controlPlaneProcesses({
      server,
      simulation,
      schema,
      timings: this.config.timings,
      verdicts: this.verdicts,
      rootCertificate: this.#root,
      contextOf: (user): ComponentContext => ({
        simulation,
        clock,
        client: this.#connect({ name: user, groups: ['system:authenticated'] }, name),
      }),
    });
    const earlier = this.#controlPlane.earlierThan(server);
    const staticPods = controlPlaneStaticPods(address, name, earlier, this.config.timings);
    return this.#machines.add(name, { staticPods, processes });
  }
}
