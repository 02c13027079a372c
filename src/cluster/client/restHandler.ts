// The API server as HTTP clients see it, without a socket: a request with path, headers and body in, a
// response, a watch or a stream out. `cluster/apiserver/rest` implements it; src/server puts HTTPS before it.
import type { UserInfo } from '../../apimachinery/userInfo';
import type { Watch } from './apiHandler';

export interface RestRequest {
  /** Upper case: `GET`. */
  readonly method: string;
  /** Path and query as they came, percent-encoded: `/api/v1/pods?limit=500`. */
  readonly target: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body's text; empty without one. */
  readonly body: string;
  /** Whom the connection's certificate or token names, before any impersonation. */
  readonly user: UserInfo;
}

/** `body` comes in pieces, so that a large list need not be made at once; each piece is made when asked for. */
export interface RestResponse {
  readonly type: 'response';
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Texts of `Warning` headers. */
  readonly warnings: readonly string[];
  readonly body: string | Iterable<string | Uint8Array>;
  /** Set where a bug of ours stopped the request (500), for the log. */
  readonly bug?: Error;
}

/** The events of a watch, each one JSON text with a line break, written as they happen. */
export interface RestWatchSink {
  write(text: string): void;
  /** The server ended the watch; nothing follows. */
  end(): void;
}

export interface RestWatch {
  readonly type: 'watch';
  readonly headers: Readonly<Record<string, string>>;
  /** The longest that the watch may take, in seconds of the client's time; the listener ends it then. */
  readonly timeoutSeconds: number | undefined;
  /** Events that the watch begins with are written before it returns. Throws ApiStatusError. */
  start(sink: RestWatchSink): Watch;
}

/** A connection to a container or to its network, which the listener serves by other means than JSON. */
export interface RestConnect {
  readonly type: 'connect';
  /** `log`, `exec`, `attach`, `portforward`, `proxy`. */
  readonly subresource: string;
  /** Plural of what it is a subresource of: `pods`, `services`, `nodes`. */
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string;
  /** What follows `proxy/`, with a leading slash. */
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly user: UserInfo;
}

export type RestResult = RestResponse | RestWatch | RestConnect;

/** Why a request is not handed over yet: etcd has no majority, and may get one. */
export interface RestPatience {
  /** After so much virtual time it is handed over all the same, and refused. */
  readonly limitMs: number;
  readonly isOver: () => boolean;
}

export interface RestHandler {
  /**
   * Undefined where the request can be handed over at once. Whoever cannot wait need not ask: what is handed over
   * is answered with what would come of it in the end.
   */
  patience(request: RestRequest): RestPatience | undefined;
  /** Never throws: what is refused is a response with a Status. */
  handle(request: RestRequest): RestResult;
}
