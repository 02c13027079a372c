// The one door to the API server, as its clients see it: a pure request to response, and watches.
// `cluster/apiserver` implements ApiHandler; an HTTPS listener stands before the same door.
import type { ApiList, ApiObject, StringMap } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import type { JsonPath } from '../../apimachinery/strictJson';
import type { UserInfo } from '../../apimachinery/userInfo';

export type PropagationPolicy = 'Orphan' | 'Background' | 'Foreground';

export interface Preconditions {
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
}

/** Whether the request is to have no effect. */
interface DryRunOptions {
  readonly dryRun?: boolean | undefined;
  /** What else than `All` was wanted; to be refused. */
  readonly unknownDryRun?: readonly string[] | undefined;
}

export interface WriteOptions extends DryRunOptions {
  /** What happens to unknown or duplicate fields; internal components need no check. */
  readonly fieldValidation?: 'Ignore' | 'Warn' | 'Strict' | undefined;
  readonly fieldManager?: string | undefined;
  /** Of an apply: takes fields from other managers. */
  readonly force?: boolean | undefined;
  /** Keys that stood twice in the text of the body: whoever parsed it knows. */
  readonly duplicateFields?: readonly JsonPath[] | undefined;
}

export interface DeleteOptions extends DryRunOptions {
  readonly gracePeriodSeconds?: number | undefined;
  readonly propagationPolicy?: PropagationPolicy | undefined;
  /** The older way to say `Orphan` (true) or `Background` (false). */
  readonly orphanDependents?: boolean | undefined;
  readonly preconditions?: Preconditions | undefined;
}

export interface GetOptions {
  /** Not older than this one; what is newest satisfies every version that exists. */
  readonly resourceVersion?: string | undefined;
}

export interface ListOptions {
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly limit?: number | undefined;
  readonly continue?: string | undefined;
  readonly resourceVersion?: string | undefined;
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan' | undefined;
  /** For watches only, and refused here. */
  readonly sendInitialEvents?: boolean | undefined;
}

export interface WatchOptions {
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Events after this revision; without it the present state comes first as ADDED events. */
  readonly resourceVersion?: string | undefined;
  readonly allowWatchBookmarks?: boolean | undefined;
  /** True: the present state first, and a bookmark that marks its end. False: only what is to come. */
  readonly sendInitialEvents?: boolean | undefined;
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan' | undefined;
  /**
   * For the listener, which counts the client's seconds: virtual time may stand still, and a watch
   * from outside must leave no mark on the run.
   */
  readonly timeoutSeconds?: number | undefined;
}

/**
 * `type` says how `body` is read; strategic merge is for built-in kinds only, `apply` is a whole
 * configuration for server-side apply.
 */
export type Patch =
  | { readonly type: 'json'; readonly body: readonly JsonPatchOperation[] }
  | { readonly type: 'merge'; readonly body: unknown }
  | { readonly type: 'strategic'; readonly body: unknown }
  | { readonly type: 'apply'; readonly body: unknown };

/** RFC 6902. */
export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  readonly path: string;
  readonly from?: string | undefined;
  readonly value?: unknown;
}

interface RequestBase {
  readonly user: UserInfo;
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name?: string | undefined;
  /** E.g. `status`, `scale`, `binding`, `eviction`. */
  readonly subresource?: string | undefined;
}

/** One request. */
export type ApiRequest =
  | (RequestBase & {
      readonly verb: 'get';
      readonly name: string;
      readonly options?: GetOptions | undefined;
    })
  | (RequestBase & { readonly verb: 'list'; readonly options: ListOptions })
  | (RequestBase & {
      readonly verb: 'create';
      /** The object's name where a subresource is created (`binding`, `eviction`). */
      readonly name?: string | undefined;
      readonly body: unknown;
      readonly options: WriteOptions;
    })
  | (RequestBase & {
      readonly verb: 'update';
      readonly name: string;
      readonly body: unknown;
      readonly options: WriteOptions;
    })
  | (RequestBase & {
      readonly verb: 'patch';
      readonly name: string;
      readonly patch: Patch;
      readonly options: WriteOptions;
    })
  | (RequestBase & {
      readonly verb: 'delete';
      readonly name: string;
      readonly options: DeleteOptions;
    })
  | (RequestBase & {
      readonly verb: 'deletecollection';
      readonly options: DeleteOptions;
      readonly listOptions: ListOptions;
    });

export type GetRequest = Extract<ApiRequest, { verb: 'get' }>;

/** The answer. `warnings` are the texts of HTTP `Warning` headers. */
export interface ApiResponse {
  readonly code: 200 | 201 | 202;
  /** The object, list, or the Status of a finished delete. */
  readonly body: ApiObject | ApiList<ApiObject> | { readonly kind: 'Status' };
  readonly warnings?: readonly string[] | undefined;
}

export type WatchEvent<T extends ApiObject = ApiObject> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T; readonly cause: number }
  | {
      readonly type: 'BOOKMARK';
      readonly resourceVersion: string;
      /** Of the bookmark's object: the end of the initial events is marked so. */
      readonly annotations?: StringMap | undefined;
      readonly cause: number;
    };

/** Where the API server writes a watch's events, at once and in order; the client adds the link. */
export interface WatchSink {
  event(event: WatchEvent): void;
  /**
   * The server ended the watch (stopped, or fell out of the history). An ApiStatusError goes over the
   * wire as an event of type ERROR.
   */
  closed(error: Error | undefined): void;
}

export interface Watch {
  /** As those of an ApiResponse. */
  readonly warnings?: readonly string[] | undefined;
  stop(): void;
}

export interface ApiHandler {
  /** Throws ApiStatusError where the API server refuses. */
  handle(request: ApiRequest): ApiResponse;
  watch(request: RequestBase & { readonly options: WatchOptions }, sink: WatchSink): Watch;
}
