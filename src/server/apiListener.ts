// HTTPS on 127.0.0.1 in front of the cluster's REST API: who may come in, how much they may send, and how
// answers and watches go out. What is asked and answered is the business of the API server.
// Source: https://kubernetes.io/docs/concepts/security/controlling-access/
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { asError } from '../apimachinery/asError';
import { ApiStatusError } from '../apimachinery/apiStatus';
import type { UserInfo } from '../apimachinery/userInfo';
import type {
  RestConnect,
  RestHandler,
  RestRequest,
  RestResponse,
} from '../cluster/client/restHandler';
import { refusalOf } from './browserGuard';
import { authenticate, type TokenAuthenticator } from './httpAuthentication';
import type { Pki } from './pki';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { encodeOpenApiV2, OPENAPI_V2_TYPE, wantsOpenApiProtobuf } from './protobuf/encodeOpenApi';
import { isProtobuf, type ProtobufDecoder } from './protobuf/decodeProtobuf';
import { readBody } from './requestBytes';
import { sendResponse } from './responseBody';
import { WatchResponse, WatchWriter } from './watchResponse';

/** Serves connections to containers and their networks: logs, exec, port-forward, proxy. */
export interface StreamHandler {
  /** A plain HTTP request, such as `log`; answers it. Throws ApiStatusError where it is refused. */
  serve(
    connect: RestConnect,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): void;
  /** A request to speak another protocol on the connection. Throws ApiStatusError where it is refused. */
  upgrade(connect: RestConnect, request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** One request and how it was answered, for a log. */
export interface AnsweredRequest {
  readonly user: string;
  /** What the client calls itself: `kubectl/v1.35.2 (linux/amd64) kubernetes/...`. */
  readonly userAgent: string;
  readonly method: string;
  readonly target: string;
  /** The status code; 200 for a watch or a stream that has begun, 101 where it speaks another protocol. */
  readonly code: number;
}

/** Resolves when the wait is over, or so much of the cluster's time has passed. */
export type VirtualWait = (limitMs: number, isOver: () => boolean) => Promise<void>;

export interface ApiListenerOptions {
  readonly rest: RestHandler;
  readonly pki: Pki;
  /** Tried first; a free one is taken where it is 0 or in use. */
  readonly port: number;
  readonly authenticateToken: TokenAuthenticator;
  readonly protobuf: ProtobufDecoder;
  readonly streams?: StreamHandler;
  /** Where requests wait for etcd as they would before a real server; without, none waits. */
  readonly wait?: VirtualWait | undefined;
  /** Told of bugs of ours that a request has met. */
  readonly onBug: (error: Error) => void;
  readonly onAnswer?: (answered: AnsweredRequest) => void;
  readonly limits?: Partial<ListenerLimits>;
}

/** How much of the machine clients may take. */
export interface ListenerLimits {
  /** One HTTP/1.1 connection a watch: a thousand of them and what else a desktop has. */
  readonly connections: number;
  /** For the TLS handshake, and again for the request's head, in ms. */
  readonly headMs: number;
  /** For the whole request, its body too, in ms. */
  readonly requestMs: number;
  /** How often slow requests are looked for, in ms. */
  readonly checkMs: number;
}

const LIMITS: ListenerLimits = {
  connections: 2048,
  headMs: 10_000,
  requestMs: 60_000,
  checkMs: 5_000,
};
const KEEP_ALIVE_MS = 90_000;
/** Tools like to send large tokens and long selectors. */
const MAX_HEADER_BYTES = 32 * 1024;

export class ApiListener {
  readonly #options: ApiListenerOptions;
  readonly #server: https.Server;
  readonly #writer = new WatchWriter();
  #port: number;

  constructor(options: ApiListenerOptions) {
    const { pki } = options;
    const limits = { ...LIMITS, ...options.limits };
    this.#options = options;
    this.#port = options.port;
    this.#server = https.createServer(
      {
        cert: pki.serverCertificate,
        key: pki.serverKey,
        ca: pki.ca,
        requestCert: true,
        // Tokens and anonymous requests come without; bad certificates are answered with 401.
        rejectUnauthorized: false,
        minVersion: 'TLSv1.2',
        ALPNProtocols: ['http/1.1'],
        handshakeTimeout: limits.headMs,
        maxHeaderSize: MAX_HEADER_BYTES,
        headersTimeout: limits.headMs,
        requestTimeout: limits.requestMs,
        keepAliveTimeout: KEEP_ALIVE_MS,
        connectionsCheckingInterval: limits.checkMs,
        noDelay: true,
      },
      (request, response) => {
        void this.#answer(request, response);
      },
    );
    this.#server.maxConnections = limits.connections;
    this.#server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#upgrade(request, socket, head);
    });
    // Broken handshakes and requests end their own connection and nothing else.
    this.#server.on('tlsClientError', () => undefined);
    this.#server.on('clientError', (error, socket) => {
      const { code } = error as NodeJS.ErrnoException;
      const answer =
        code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';
      if (socket.writable) socket.end(`HTTP/1.1 ${answer}\r\nconnection: close\r\n\r\n`);
      else socket.destroy();
    });
  }

  /** `https://127.0.0.1:6443`; the port is known once it listens. */
  get url(): string {
    return `https://127.0.0.1:${String(this.#port)}`;
  }

  /** Resolves when connections are accepted. Rejects where no port at all can be had. */
  async listen(): Promise<void> {
    try {
      await this.#listenOn(this.#port);
    } catch (error) {
      if (this.#port === 0 || !isPortTaken(error)) throw error;
      await this.#listenOn(0);
    }
    // A server that listens on TCP has an address with a port.
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Ends all connections; `listen` takes the same port again. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    this.#server.closeAllConnections();
    await closed;
  }

  #listenOn(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const user = this.#admit(request);
      const body = await readBody(request);
      const asked = this.#restRequest(request, body, user);
      await this.#untilAnswerable(asked, response);
      if (response.destroyed) return;
      const result = this.#options.rest.handle(asked);
      response.once('finish', () => {
        if (result.type === 'response') this.#tell(request, user, response.statusCode);
      });
      if (result.type !== 'response') this.#tell(request, user, 200);
      switch (result.type) {
        case 'response':
          if (result.bug !== undefined) this.#options.onBug(result.bug);
          sendResponse(request, response, await inWantedForm(request, result));
          return;
        case 'watch':
          new WatchResponse(response, this.#writer).start(result);
          return;
        case 'connect':
          this.#streams().serve(result, request, body, response);
      }
    } catch (error) {
      this.#refuse(request, response, error);
    }
  }

  /** The cluster notices nothing of those that wait: a request comes to it when the waiting is over. */
  async #untilAnswerable(asked: RestRequest, response: ServerResponse): Promise<void> {
    const { rest, wait } = this.#options;
    const patience = wait && rest.patience(asked);
    if (wait === undefined || patience === undefined) return;
    await wait(patience.limitMs, () => response.destroyed || patience.isOver());
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => undefined);
    try {
      const user = this.#admit(request);
      const result = this.#options.rest.handle(this.#restRequest(request, Buffer.alloc(0), user));
      if (result.type === 'connect') {
        this.#streams().upgrade(result, request, socket, head);
        this.#tell(request, user, 101);
        return;
      }
      const refused = new ApiStatusError('BadRequest', 'the connection cannot be upgraded here');
      const text = result.type === 'response' ? result.body : JSON.stringify(refused.toStatus());
      endRaw(socket, result.type === 'response' ? result.code : refused.code, [...text].join(''));
    } catch (error) {
      const { status } = this.#statusOf(error);
      endRaw(socket, status.code ?? 500, JSON.stringify(status));
    }
  }

  /** Who asks. Throws ApiStatusError where the request may not come in. */
  #admit(request: IncomingMessage): UserInfo {
    const refusal = refusalOf(request);
    if (refusal !== undefined) throw new ApiStatusError('Forbidden', refusal);
    const user = authenticate(request, this.#options.authenticateToken);
    if (user === undefined) throw new ApiStatusError('Unauthorized', 'Unauthorized');
    return user;
  }

  #tell({ headers, method = '', url = '' }: IncomingMessage, user: UserInfo, code: number): void {
    const userAgent = headers['user-agent'] ?? '';
    this.#options.onAnswer?.({ user: user.name, userAgent, method, target: url, code });
  }

  /** Protobuf becomes the JSON that it stands for: what comes after knows one form alone. */
  #restRequest(request: IncomingMessage, bytes: Buffer, user: UserInfo): RestRequest {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(',') : value,
      ]),
    );
    const { method = 'GET', url = '/' } = request;
    const base = { method, target: url, user };
    if (bytes.length === 0 || !isProtobuf(headers['content-type'])) {
      return { ...base, headers, body: bytes.toString('utf8') };
    }
    const body = JSON.stringify(this.#options.protobuf.decode(bytes));
    return { ...base, headers: { ...headers, 'content-type': 'application/json' }, body };
  }

  #streams(): StreamHandler {
    const { streams } = this.#options;
    if (streams !== undefined) return streams;
    throw new ApiStatusError('ServiceUnavailable', 'connections to containers are not served here');
  }

  #refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const { status, closes } = this.#statusOf(error);
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    // What is left of a body that nobody will read must not keep the connection.
    if (closes) response.setHeader('connection', 'close');
    sendResponse(request, response, {
      type: 'response',
      code: status.code ?? 500,
      headers: { 'content-type': 'application/json' },
      warnings: [],
      body: `${JSON.stringify(status)}\n`,
    });
  }

  #statusOf(error: unknown): {
    readonly status: ReturnType<ApiStatusError['toStatus']>;
    readonly closes: boolean;
  } {
    if (error instanceof ApiStatusError) {
      return { status: error.toStatus(), closes: error.reason === 'RequestEntityTooLarge' };
    }
    const bug = asError(error);
    this.#options.onBug(bug);
    const message = `Internal error occurred: ${bug.message}`;
    return { status: new ApiStatusError('InternalError', message).toStatus(), closes: true };
  }
}

/** OpenAPI v2 is asked for as protobuf; everything else goes as it is. */
async function inWantedForm(
  { url, headers }: IncomingMessage,
  answer: RestResponse,
): Promise<RestResponse> {
  const isOpenApiV2 = url?.split('?')[0] === '/openapi/v2' && answer.code === 200;
  if (!isOpenApiV2 || !wantsOpenApiProtobuf(headers.accept) || typeof answer.body !== 'string') {
    return answer;
  }
  await othersTurn();
  // The document is an object.
  const document = JSON.parse(answer.body) as Readonly<Record<string, unknown>>;
  await othersTurn();
  const body = await encodeOpenApiV2(document, othersTurn);
  return { ...answer, headers: { 'content-type': OPENAPI_V2_TYPE }, body: [body] };
}

function isPortTaken(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EADDRINUSE' || code === 'EACCES';
}

/** For a connection that has no response object any more. */
function endRaw(socket: Duplex, code: number, body: string): void {
  const head = [
    `HTTP/1.1 ${String(code)} ${code === 403 ? 'Forbidden' : 'Error'}`,
    'content-type: application/json',
    `content-length: ${String(Buffer.byteLength(body))}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
