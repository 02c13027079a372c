// The REST API: routes an HTTP request to discovery, OpenAPI, health or a resource, and encodes the answer.
// Pure: no socket, no time of its own; src/server listens in front of it.
// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/
import { ApiConnectionError, ApiStatusError, type Status } from '../../../apimachinery/apiStatus';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import { apiVersionOf, parseApiVersion } from '../../../apimachinery/resource';
import type { WallClock } from '../../../apimachinery/wallClock';
import { tableOf } from '../../../apis/printerColumns';
import type { ServedResource } from '../../../apis/schema/schemaBundle';
import type { ApiHandler, ApiRequest, WatchEvent } from '../../client/apiHandler';
import type {
  RestConnect,
  RestHandler,
  RestPatience,
  RestRequest,
  RestResponse,
  RestResult,
  RestWatch,
  RestWatchSink,
} from '../../client/restHandler';
import { etcdPatienceMs } from '../consistency';
import { routeNotFound } from '../routeErrors';
import type { ServedKind } from '../servedKinds';
import { parseAccept, representationFor } from './mediaType';
import {
  encodeList,
  encodeObject,
  encodeWatched,
  parseIncludeObject,
  type Encoding,
} from './objectEncoding';
import { isWatch } from './requestOptions';
import type { RequestAccess } from './requestAccess';
import { parseTarget, queryValue, type RequestTarget } from './requestTarget';
import { parseResourcePath, type ResourcePath } from './resourcePath';
import { resourceRequest, type ResourceHttpRequest, type WatchRequest } from './resourceRequest';
import { ServerPaths, type ServedApi } from './serverPaths';
import { wireObject } from './wireObject';

const JSON_TYPE = 'application/json';
/** Subresources that connect to a container or its network instead of reading or writing an object. */
const CONNECTIONS: readonly string[] = ['log', 'exec', 'attach', 'portforward', 'proxy'];

export class RestServer implements RestHandler {
  readonly #api: ApiHandler;
  readonly #served: ServedApi;
  readonly #clock: WallClock;
  readonly #paths: ServerPaths;
  readonly #access: RequestAccess;

  /** `api` is the door that the requests go through, journal and all. */
  constructor(api: ApiHandler, served: ServedApi, clock: WallClock, access: RequestAccess) {
    this.#api = api;
    this.#access = access;
    this.#served = served;
    this.#clock = clock;
    this.#paths = new ServerPaths(served);
  }

  handle(request: RestRequest): RestResult {
    try {
      return this.#route({ ...request, user: this.#access.userOf(request) });
    } catch (error) {
      return failure(error);
    }
  }

  patience(request: RestRequest): RestPatience | undefined {
    const { isHealthy } = this.#served;
    if (isHealthy()) return undefined;
    const limitMs = this.#patienceMs(request);
    return limitMs === 0 ? undefined : { limitMs, isOver: isHealthy };
  }

  /** What is no request of an object, or a wrong one, waits for nothing. */
  #patienceMs(request: RestRequest): number {
    try {
      const { segments, query } = parseTarget(request.target);
      const path = parseResourcePath(segments);
      if (path === undefined || isConnection(path)) return 0;
      const asked = resourceRequest(this.#kindAt(path).resource, { ...request, path, query });
      return asked.verb === 'watch' ? 0 : etcdPatienceMs(asked);
    } catch (error) {
      if (error instanceof ApiStatusError) return 0;
      throw error;
    }
  }

  #route(request: RestRequest): RestResult {
    const target = parseTarget(request.target);
    const path = parseResourcePath(target.segments);
    if (path === undefined) {
      this.#access.checkPath(request, target.path);
      const answer = this.#paths.answer(request, target);
      if (answer === undefined) throw routeNotFound();
      return answer;
    }
    const kind = this.#kindAt(path);
    const { resource } = kind;
    if (isConnection(path)) {
      const connect = connection(request, target, path, resource);
      this.#access.checkConnection(connect, request.method, kind);
      return connect;
    }
    const http: ResourceHttpRequest = { ...request, path, query: target.query };
    const apiRequest = resourceRequest(resource, http);
    const encoding = this.#encoding(request, target, kind);
    if (apiRequest.verb === 'watch') return this.#watch(apiRequest, encoding);
    return this.#answer(apiRequest, encoding);
  }

  #kindAt({ group, version, plural }: ResourcePath): ServedKind {
    const { kinds } = this.#served;
    const apiVersion = apiVersionOf({ group, version });
    const resource =
      this.#served.schema.resource(apiVersion, plural) ??
      kinds.resources().find((each) => each.plural === plural && apiVersionOf(each) === apiVersion);
    if (resource === undefined) throw routeNotFound();
    return kinds.get(resource);
  }

  #encoding(
    request: RestRequest,
    { query }: RequestTarget,
    { resource, table }: ServedKind,
  ): Encoding {
    return {
      representation: isWatch(query)
        ? watchedRepresentation(request.headers.accept)
        : representationFor(request.headers.accept),
      includeObject: parseIncludeObject(queryValue(query, 'includeObject')),
      table,
      resource,
      nowMs: this.#clock.epochMs,
    };
  }

  #answer(request: ApiRequest, encoding: Encoding): RestResponse {
    const { code, body, warnings = [] } = this.#api.handle(request);
    if ('items' in body) return response(code, encodeList(body, encoding), warnings);
    if (body.kind === 'Status') return response(code, text(body), warnings);
    // What is neither a list nor a Status is an object.
    const encoded = encodeObject(body as ApiObject, ownTable(body as ApiObject, encoding));
    return response(code, text(encoded), warnings);
  }

  #watch(request: WatchRequest, encoding: Encoding): RestWatch {
    return {
      type: 'watch',
      headers: { 'content-type': JSON_TYPE },
      timeoutSeconds: request.options.timeoutSeconds,
      start: (sink) => this.#startWatch(request, encoding, sink),
    };
  }

  #startWatch(request: WatchRequest, encoding: Encoding, sink: RestWatchSink): { stop(): void } {
    const writer = new WatchWriter(sink, encoding, this.#clock);
    try {
      return this.#api.watch(request, writer);
    } catch (error) {
      // A history that is gone is told as an event; all else is refused before the watch begins.
      if (!(error instanceof ApiStatusError && error.code === 410)) throw error;
      writer.closed(error);
      return { stop: () => undefined };
    }
  }
}

/** One watch's events as lines of JSON. */
class WatchWriter {
  readonly #sink: RestWatchSink;
  readonly #encoding: Encoding;
  readonly #clock: WallClock;
  #isFirst = true;

  constructor(sink: RestWatchSink, encoding: Encoding, clock: WallClock) {
    this.#sink = sink;
    this.#encoding = encoding;
    this.#clock = clock;
  }

  event(event: WatchEvent): void {
    this.#sink.write(event.type === 'BOOKMARK' ? this.#bookmark(event) : this.#change(event));
  }

  closed(error: Error | undefined): void {
    if (error instanceof ApiStatusError) this.#sink.write(line('ERROR', error.toStatus()));
    this.#sink.end();
  }

  #change(event: Exclude<WatchEvent, { type: 'BOOKMARK' }>): string {
    if (this.#encoding.representation === 'object') return sharedLine(event);
    const encoding = { ...this.#encoding, nowMs: this.#clock.epochMs };
    const encoded = encodeWatched(event.object, encoding, this.#isFirst);
    this.#isFirst = false;
    return line(event.type, encoded);
  }

  #bookmark({ resourceVersion, annotations }: Extract<WatchEvent, { type: 'BOOKMARK' }>): string {
    const { resource } = this.#encoding;
    return line('BOOKMARK', {
      kind: resource.kind,
      apiVersion: apiVersionOf(resource),
      metadata: { resourceVersion, ...(annotations === undefined ? {} : { annotations }) },
    });
  }
}

/** An event goes to many watches: its text is made once, and kept as long as the event. */
const LINES = new WeakMap<WatchEvent, string>();

function sharedLine(event: Exclude<WatchEvent, { type: 'BOOKMARK' }>): string {
  let made = LINES.get(event);
  if (made === undefined) {
    made = line(event.type, wireObject(event.object));
    LINES.set(event, made);
  }
  return made;
}

function line(type: string, object: unknown): string {
  return `${JSON.stringify({ type, object })}\n`;
}

/** `application/json;stream=watch` asks for JSON, too. */
function watchedRepresentation(accept: string | undefined): Encoding['representation'] {
  const asks = parseAccept(accept).some(({ parameters }) => parameters.stream === 'watch');
  return asks ? 'object' : representationFor(accept);
}

function isConnection({ subresource }: ResourcePath): boolean {
  return subresource !== undefined && CONNECTIONS.includes(subresource);
}

function connection(
  request: RestRequest,
  target: RequestTarget,
  path: ResourcePath,
  resource: ServedResource,
): RestConnect {
  const { subresource = '', name, namespace, plural, rest } = path;
  if (name === undefined || !resource.subresources.has(subresource)) throw routeNotFound();
  if (resource.namespaced && namespace === undefined) throw routeNotFound();
  return {
    type: 'connect',
    subresource,
    resource: plural,
    namespace,
    name,
    path: `/${rest.join('/')}`,
    query: target.query,
    user: request.user,
  };
}

function response(
  code: number,
  body: string | Iterable<string>,
  warnings: readonly string[] = [],
): RestResponse {
  return { type: 'response', code, headers: { 'content-type': JSON_TYPE }, warnings, body };
}

/** Every refusal is a Status; what nobody expected is our own bug, and answered as Kubernetes answers panics. */
function failure(error: unknown): RestResponse {
  if (error instanceof ApiStatusError) {
    const retryAfter = error.details?.retryAfterSeconds;
    const answer = response(error.code, text(error.toStatus()));
    if (retryAfter === undefined) return answer;
    return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfter) } };
  }
  if (error instanceof ApiConnectionError) {
    return failure(new ApiStatusError('ServiceUnavailable', error.message));
  }
  const why = error instanceof Error ? error.message : String(error);
  const status: Status = new ApiStatusError(
    'InternalError',
    `Internal error occurred: ${why}`,
  ).toStatus();
  return { ...response(500, text(status)), ...(error instanceof Error ? { bug: error } : {}) };
}

function text(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** Some subresources are of a kind of their own: a Scale. */
function ownTable({ apiVersion, kind }: ApiObject, encoding: Encoding): Encoding {
  if (kind === encoding.resource.kind) return encoding;
  return { ...encoding, table: tableOf({ group: parseApiVersion(apiVersion).group, kind }) };
}
