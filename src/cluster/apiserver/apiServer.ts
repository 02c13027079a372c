// The API server: the only part of the cluster that touches etcd, and the only door for all others.
// A request is routed, decoded, admitted, completed with defaults, validated, stored, answered.
// Source: https://kubernetes.io/docs/concepts/overview/components/#kube-apiserver
//
// Differs from Kubernetes: who a client is, it is believed: authentication is done before this door;
// admission webhooks are #3.
import { ApiConnectionError } from '../../apimachinery/apiStatus';
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { WallClock } from '../../apimachinery/wallClock';
import type { Resource } from '../../apimachinery/resource';
import type { KindRules } from '../../apis/kindRules';
import type { KubernetesSchema } from '../../apis/schema/schemaBundle';
import type { UserInfo } from '../../apimachinery/userInfo';
import type { Simulation } from '../../simulation/simulation';
import type { ApiHandler, ApiRequest, ApiResponse, Watch, WatchSink } from '../client/apiHandler';
import type { RestHandler } from '../client/restHandler';
import type { EtcdClient } from '../etcd/etcdClient';
import type { KeyRevision } from '../etcd/keyRevision';
import { AdmissionChain } from './admission/admissionChain';
import { admissionPlugins } from './admission/admissionPlugins';
import { EVICTION_TOLERATIONS, type EvictionTolerations } from './admission/evictionTolerations';
import { NodePortRange } from './allocation/nodePortRange';
import { ServiceAllocator } from './allocation/serviceAllocator';
import { ServiceAccountTokens } from './authentication/serviceAccountTokens';
import { Authorizer } from './authorization/authorizer';
import { requestAttributes } from './authorization/requestAttributes';
import { BodyDecoder } from './bodyDecoder';
import { assertAnswerable, assertCached, refusedByEtcd } from './consistency';
import { computedKinds, type ComputedResource } from './computedKind';
import { CustomKinds } from './customresources/customKinds';
import { EventForms } from './eventForms';
import { FieldManager } from './fieldmanager/fieldManager';
import { ObjectStorage } from './objectStorage';
import { newObjectStore } from './objectStore';
import { pastObject } from './pastObject';
import { StrategicMerger } from './patch/strategicMergePatch';
import { PostStartHooks, type ServerPlace } from './postStartHooks';
import { observe, route } from './route';
import { RequestAccess } from './rest/requestAccess';
import { RestServer } from './rest/restServer';
import { RequestWarnings } from './requestWarnings';
import { ServedKinds } from './servedKinds';
import type { ServerContext } from './serverContext';
import { StoredObjects } from './storedObjects';
import { WatchDispatcher } from './watch/watchDispatcher';

export interface ApiServerOptions {
  readonly simulation: Simulation;
  readonly clock: WallClock;
  readonly schema: KubernetesSchema;
  /** Defaults and validation, one per kind; kinds without have the schema alone. */
  readonly rules: readonly KindRules<ApiObject>[];
  /** Default `10.96.0.0/12`, as kubeadm has it. */
  readonly serviceCidr?: string;
  /** Default 30000 to 32767. */
  readonly nodePorts?: { readonly first: number; readonly last: number };
  /** Where clients reach it, for the message when they cannot; default `172.18.0.2:6443`. */
  readonly address?: string;
  /** Kinds that are worked out when they are read, by the name of their API service. */
  readonly computed?: ReadonlyMap<string, readonly ComputedResource[]>;
  /** What signs service account tokens, where it is known already or several servers share it. */
  readonly tokens?: ServerContext['tokens'];
  /** --default-unreachable-toleration-seconds and its like; Kubernetes' by default. */
  readonly evictionTolerations?: EvictionTolerations;
  /** Told of every write, before all watches are, under the cause of the write. */
  readonly committed?: ((state: KeyRevision<ApiObject>) => void) | undefined;
  /** One of its own by default. */
  readonly etcd?: EtcdClient<ApiObject>;
  /** Where it runs, for those who want to know which servers there are; unknown by default. */
  readonly place?: ServerPlace;
  /** What its health endpoints say of etcd; by default whether that takes writes. */
  readonly isHealthy?: () => boolean;
}

type WatchRequest = Parameters<ApiHandler['watch']>[0];

/** kube-apiserver compacts etcd to where it was one interval ago. */
const COMPACTION_INTERVAL_MS = 5 * 60_000;
const BOOKMARK_INTERVAL_MS = 60_000;
const MAINTENANCE_INTERVAL_MS = 60_000;

export class ApiServer implements ApiHandler {
  readonly etcd: EtcdClient<ApiObject>;
  /** Reads and watches that work also while the server is down, for views: they leave no mark. */
  readonly observerView: ApiHandler;
  readonly tokens: ServiceAccountTokens;
  readonly #server: ServerContext;
  readonly #watches: WatchDispatcher;
  readonly #hooks: PostStartHooks;
  readonly #address: string;
  readonly #isHealthy: () => boolean;
  readonly #servingListeners = new Set<(serving: boolean) => void>();
  #serving = true;
  #compactTo = 0;

  constructor(options: ApiServerOptions) {
    const { simulation, clock, schema, rules } = options;
    const { first, last } = options.nodePorts ?? { first: 30_000, last: 32_767 };
    this.etcd = options.etcd ?? newObjectStore(simulation);
    if (options.committed !== undefined) this.etcd.watch({ prefix: '' }, options.committed);
    this.#address = options.address ?? '172.18.0.2:6443';
    this.#isHealthy = options.isHealthy ?? ((): boolean => this.etcd.isWritable);
    const kinds = new ServedKinds(schema, rules);
    for (const [name, resources] of options.computed ?? [])
      kinds.define(name, computedKinds(resources));
    const storage = new ObjectStorage(simulation, this.etcd);
    const objects = new StoredObjects(kinds, storage);
    const authorizer = new Authorizer(kinds, storage);
    const fields = new FieldManager(kinds.schemas, clock);
    const nodePorts = new NodePortRange(first, last);
    const cidr = options.serviceCidr ?? '10.96.0.0/12';
    const services = new ServiceAllocator({ kinds, storage, fields, clock, cidr, nodePorts });
    const warnings = new RequestWarnings();
    const tolerations = options.evictionTolerations ?? EVICTION_TOLERATIONS;
    this.#server = {
      simulation,
      clock,
      schema,
      kinds,
      storage,
      decoder: new BodyDecoder(schema),
      merger: new StrategicMerger(schema),
      authorizer,
      admission: new AdmissionChain(admissionPlugins(objects, authorizer, tolerations), warnings),
      warnings,
      fields,
      eventForms: new EventForms(),
      services,
      tokens: options.tokens ?? { signer: undefined },
    };
    this.tokens = new ServiceAccountTokens(this.#server);
    this.#watches = new WatchDispatcher(this.etcd);
    new CustomKinds(kinds, this.etcd, (kind) => {
      this.#watches.closeKind(kind);
    });
    this.#hooks = new PostStartHooks(this.#server, this, options.place);
    this.observerView = {
      handle: (request) => observe(this.#server, request),
      watch: (request, sink) => this.#openWatch(request, sink, true),
    };
    this.etcd.onFollowingChange((isFollowing) => {
      // The server's cache is filled by watches of etcd: without them, there is nothing to watch here either.
      if (!isFollowing) this.#watches.closeAll(undefined);
    });
    this.#repeat(COMPACTION_INTERVAL_MS, 'compact', () => {
      this.#compact();
    });
    this.#repeat(MAINTENANCE_INTERVAL_MS, 'maintain own objects', () => {
      this.#hooks.maintain();
    });
    this.#repeat(BOOKMARK_INTERVAL_MS, 'send bookmarks', () => {
      this.#watches.sendBookmarks(simulation.cause);
    });
  }

  /** What is served: Kubernetes' own kinds and those of CustomResourceDefinitions. */
  get kinds(): ServedKinds {
    return this.#server.kinds;
  }

  get isServing(): boolean {
    return this.#serving;
  }

  /** How many watches are open. */
  get openWatches(): number {
    return this.#watches.size;
  }

  /**
   * Starts the server, which sees to its own roles first, or stops it and ends its watches. etcd keeps
   * what it has.
   */
  setServing(serving: boolean): void {
    if (serving === this.#serving) return;
    this.#serving = serving;
    if (serving) {
      this.#hooks.start();
    } else {
      this.#hooks.stop();
      this.#watches.closeAll(this.#refused());
    }
    for (const listener of this.#servingListeners) listener(serving);
  }

  /** For what stands before the server; returns how to stop. Listeners must not write to the cluster. */
  onServingChange(listener: (serving: boolean) => void): () => void {
    this.#servingListeners.add(listener);
    return () => this.#servingListeners.delete(listener);
  }

  /** Throws ApiStatusError for what it refuses, ApiConnectionError while it does not serve. */
  handle(request: ApiRequest): ApiResponse {
    if (!this.#serving) throw this.#refused();
    this.#server.authorizer.check(requestAttributes(request));
    assertAnswerable(this.etcd, request);
    try {
      return route(this.#server, request);
    } catch (error) {
      // A majority that was there when it was asked may not take the write all the same.
      throw refusedByEtcd(request, error);
    }
  }

  /** Throws Forbidden where the user may not ask for a path that is no resource, such as `/metrics`. */
  authorizePath(user: UserInfo, verb: string, path: string): void {
    this.#server.authorizer.check({ user, verb, path });
  }

  /** Events that the watch begins with are sent before it returns. */
  watch(request: WatchRequest, sink: WatchSink): Watch {
    if (!this.#serving) throw this.#refused();
    const { user, resource, namespace, options } = request;
    this.#server.authorizer.check(
      requestAttributes({
        verb: 'watch',
        user,
        resource,
        namespace,
        name: undefined,
        subresource: undefined,
        options,
      }),
    );
    assertCached(this.etcd);
    return this.#openWatch(request, sink, false);
  }

  /** As far as etcd still has it; for views, also while the server is down. */
  pastObject(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    revision: number,
  ): ApiObject | undefined {
    return pastObject(this.#server, resource, namespace, name, revision);
  }

  /** The REST API; `api` is the door that its requests go through, which may keep a journal. */
  rest(api: ApiHandler, gitVersion: string): RestHandler {
    const { schema, clock, kinds } = this.#server;
    const isHealthy = this.#isHealthy;
    const served = { schema, kinds, gitVersion, address: this.#address, isHealthy };
    return new RestServer(api, served, clock, new RequestAccess(this.#server));
  }

  #openWatch(request: WatchRequest, sink: WatchSink, outlivesServer: boolean): Watch {
    const kind = this.#server.kinds.get(request.resource);
    const namespace = kind.resource.namespaced ? request.namespace : undefined;
    return this.#watches.open({ kind, namespace, options: request.options, outlivesServer }, sink);
  }

  #refused(): ApiConnectionError {
    const what = `The connection to the server ${this.#address} was refused`;
    return new ApiConnectionError(`${what} - did you specify the right host or port?`);
  }

  #compact(): void {
    if (this.#compactTo > this.etcd.compactRevision) this.etcd.compact(this.#compactTo);
    this.#compactTo = this.etcd.revision;
  }

  /** For ever, in the background, while the server serves. */
  #repeat(intervalMs: number, label: string, action: () => void): void {
    const { simulation } = this.#server;
    const run = (): void => {
      if (this.#serving && this.etcd.isWritable) action();
      simulation.withCause(0, next);
    };
    const next = (): void => {
      simulation.schedule(intervalMs, label, 'kube-apiserver', run, { background: true });
    };
    next();
  }
}
