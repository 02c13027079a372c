// A component's way to the API server: typed requests under its own identity, over its own link.
import type { ApiList, ApiObject, Draft } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import type { UserInfo } from '../../apimachinery/userInfo';
import { ApiConnectionError, isNotFound, traced } from '../../apimachinery/apiStatus';
import type { Link } from '../../simulation/link';
import type {
  ApiHandler,
  ApiRequest,
  ApiResponse,
  DeleteOptions,
  GetRequest,
  ListOptions,
  Patch,
  Watch,
  WatchEvent,
  WatchOptions,
  WatchSink,
  WriteOptions,
} from './apiHandler';

/** Receives a watch's events after they travelled the link. */
export interface WatchHandler<T extends ApiObject> {
  event(event: WatchEvent<T>): void;
  /** The watch is over: the server ended it, or the link was cut. */
  closed(error: Error | undefined): void;
}

/** The way to one API server. */
export interface Connection {
  readonly api: ApiHandler;
  readonly link: Link;
}

/**
 * All calls return at once (a request takes no virtual time) and throw ApiStatusError where the
 * API server refuses, ApiConnectionError where the link is cut.
 *
 * Differs from Kubernetes: only watch events have latency; a request's own round trip has none, also where a cable
 * or a server is slow, so that no request times out.
 *
 * Requests have their fields in one order, those that they have in common first and all of them there: what looks at
 * requests of all kinds then meets few layouts of objects.
 */
export class Client implements Connection {
  readonly user: UserInfo;
  readonly api: ApiHandler;
  readonly link: Link;
  readonly #choose: (() => Connection) | undefined;

  /** `choose`: where there are several servers, the connection to the one that a request goes to. */
  constructor(api: ApiHandler, user: UserInfo, link: Link, choose?: () => Connection) {
    this.api = api;
    this.user = user;
    this.link = link;
    this.#choose = choose;
  }

  /** Another identity of the same process: its requests take the same way. */
  as(user: UserInfo): Client {
    return new Client(this.api, user, this.link, this.#choose);
  }

  get<T extends ApiObject>(resource: Resource<T>, namespace: string | undefined, name: string): T {
    return this.#object<T>(this.#getRequest(resource, namespace, name));
  }

  /** Undefined where it is not there. */
  find<T extends ApiObject>(
    resource: Resource<T>,
    namespace: string | undefined,
    name: string,
  ): T | undefined {
    const request = this.#getRequest(resource, namespace, name);
    try {
      // The registry answers with an object of the requested resource's type.
      return this.#connect().api.handle(request).body as T;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw traced(error);
    }
  }

  /** `namespace` undefined lists all namespaces. */
  list<T extends ApiObject>(
    resource: Resource<T>,
    namespace?: string,
    options: ListOptions = {},
  ): ApiList<T> {
    const { body } = this.request({
      verb: 'list',
      user: this.user,
      resource,
      namespace,
      name: undefined,
      subresource: undefined,
      options,
    });
    // The registry answers a list request with a list of the resource's own type.
    return body as ApiList<T>;
  }

  create<T extends ApiObject>(
    resource: Resource<T>,
    namespace: string | undefined,
    draft: Draft<T>,
    options: WriteOptions = {},
  ): T {
    return this.#object<T>({
      verb: 'create',
      user: this.user,
      resource,
      namespace,
      name: undefined,
      subresource: undefined,
      body: draft,
      options,
    });
  }

  /** Creates a subresource of an object, e.g. `binding` or `eviction` of a pod. */
  createSubresource(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    subresource: string,
    body: unknown,
    options: WriteOptions = {},
  ): void {
    const user = this.user;
    this.request({ verb: 'create', user, resource, namespace, name, subresource, body, options });
  }

  update<T extends ApiObject>(resource: Resource<T>, object: T, options: WriteOptions = {}): T {
    return this.#update(resource, object, options);
  }

  updateStatus<T extends ApiObject>(
    resource: Resource<T>,
    object: T,
    options: WriteOptions = {},
  ): T {
    return this.#update(resource, object, options, 'status');
  }

  patch<T extends ApiObject>(
    resource: Resource<T>,
    namespace: string | undefined,
    name: string,
    patch: Patch,
    options: WriteOptions & { readonly subresource?: string } = {},
  ): T {
    const { subresource, ...writeOptions } = options;
    return this.#object<T>({
      verb: 'patch',
      user: this.user,
      resource,
      namespace,
      name,
      subresource,
      patch,
      options: writeOptions,
    });
  }

  delete(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    options: DeleteOptions = {},
  ): void {
    this.request({
      verb: 'delete',
      user: this.user,
      resource,
      namespace,
      name,
      subresource: undefined,
      options,
    });
  }

  deleteCollection(
    resource: Resource,
    namespace: string | undefined,
    options: DeleteOptions = {},
    listOptions: ListOptions = {},
  ): void {
    const user = this.user;
    this.request({ verb: 'deletecollection', user, resource, namespace, options, listOptions });
  }

  /** Any request, with the whole response. */
  request(request: ApiRequest): ApiResponse {
    try {
      return this.#connect().api.handle(request);
    } catch (error) {
      throw traced(error);
    }
  }

  /** Events arrive over the link, in order, each under the cause of the write behind it. */
  watch<T extends ApiObject>(
    resource: Resource<T>,
    namespace: string | undefined,
    options: WatchOptions,
    handler: WatchHandler<T>,
  ): Watch {
    const { user } = this;
    const { api, link } = this.#connect();
    const subject = `${user.name} ${resource.plural}`;
    const watch = new LinkedWatch(link, subject, handler);
    watch.open((sink) => api.watch({ user, resource, namespace, options }, sink));
    return watch;
  }

  #update<T extends ApiObject>(
    resource: Resource<T>,
    object: T,
    options: WriteOptions,
    subresource?: string,
  ): T {
    const { namespace, name } = object.metadata;
    return this.#object<T>({
      verb: 'update',
      user: this.user,
      resource,
      namespace,
      name,
      subresource,
      body: object,
      options,
    });
  }

  #getRequest(resource: Resource, namespace: string | undefined, name: string): GetRequest {
    const { user } = this;
    return {
      verb: 'get',
      user,
      resource,
      namespace,
      name,
      subresource: undefined,
      options: undefined,
    };
  }

  #object<T extends ApiObject>(request: ApiRequest): T {
    // The registry answers with an object of the requested resource's type.
    return this.request(request).body as T;
  }

  #connect(): Connection {
    const connection = this.#choose?.() ?? this;
    if (connection.link.isUp) return connection;
    throw new ApiConnectionError('dial tcp 10.0.0.2:6443: connect: no route to host');
  }
}

/** One watch over a link. A class, since a large cluster has thousands of them. */
class LinkedWatch<T extends ApiObject> implements Watch, WatchSink {
  readonly #link: Link;
  readonly #subject: string;
  readonly #handler: WatchHandler<T>;
  readonly #cut: () => void;
  #watch: Watch | undefined;
  #open = true;

  constructor(link: Link, subject: string, handler: WatchHandler<T>) {
    this.#link = link;
    this.#subject = subject;
    this.#handler = handler;
    this.#cut = () => {
      this.#close(new ApiConnectionError('http2: client connection lost'));
    };
  }

  /** Throws what `start` throws: the watch then never was. */
  open(start: (sink: WatchSink) => Watch): void {
    this.#watch = start(this);
    this.#link.onCut(this.#cut);
  }

  event(event: WatchEvent): void {
    this.#link.send('watch event', this.#subject, () => {
      // A watch on a resource carries that resource's objects.
      if (this.#open) this.#handler.event(event as WatchEvent<T>);
    });
  }

  closed(error: Error | undefined): void {
    this.#link.send('watch closed', this.#subject, () => {
      this.#close(error);
    });
  }

  stop(): void {
    this.#open = false;
    this.#link.offCut(this.#cut);
    this.#watch?.stop();
  }

  #close(error: Error | undefined): void {
    if (!this.#open) return;
    this.stop();
    this.#handler.closed(error);
  }
}
