// Serves connections to containers and their network: logs and proxies as plain HTTP, the others over
// websockets.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { ApiStatusError, badRequest } from '../../apimachinery/apiStatus';
import type { ClusterStreams } from '../../cluster/client/clusterStreams';
import type { RestConnect } from '../../cluster/client/restHandler';
import type { StreamHandler } from '../apiListener';
import { CHANNEL_FORWARD_PROTOCOL, forwardChannels, portsOf } from './channelForward';
import { sendLog } from './logResponse';
import { forwardPorts, PORT_FORWARD_PROTOCOLS } from './portForward';
import { sendProxied } from './proxyResponse';
import { REMOTE_COMMAND_PROTOCOLS, runRemoteCommand, TRANSLATED_PROTOCOL } from './remoteCommand';
import { logOptions, sessionTarget } from './streamTarget';

const FORWARD_PROTOCOLS: readonly string[] = [...PORT_FORWARD_PROTOCOLS, CHANNEL_FORWARD_PROTOCOL];

/** kubectl sends stdin in pieces of 32 KiB. */
const MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

export class ContainerStreams implements StreamHandler {
  readonly #streams: ClusterStreams;
  readonly #onBug: (error: Error) => void;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  /**
   * The protocol that a request was answered with. Chosen here, since `ws` takes names with a slash,
   * as kubectl's `SPDY/3.1+portforward.k8s.io`, for malformed.
   */
  readonly #chosen = new WeakMap<IncomingMessage, string>();

  constructor(streams: ClusterStreams, onBug: (error: Error) => void) {
    this.#streams = streams;
    this.#onBug = onBug;
    this.#sockets.on('headers', (headers, request) => {
      const protocol = this.#chosen.get(request);
      if (protocol !== undefined) headers.push(`Sec-WebSocket-Protocol: ${protocol}`);
    });
  }

  serve(
    connect: RestConnect,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): void {
    switch (connect.subresource) {
      case 'log':
        if (request.method !== 'GET' && request.method !== 'HEAD') throw notAllowed();
        sendLog(
          this.#streams.log(namespaceOf(connect), connect.name, logOptions(connect)),
          response,
        );
        return;
      case 'proxy':
        sendProxied(this.#streams, connect, request, body, response);
        return;
      default:
        // Why it would be refused says more than that it is no websocket.
        if (connect.subresource === 'portforward')
          this.#streams.checkForward(namespaceOf(connect), connect.name);
        else this.#streams.check(sessionTarget(connect), 'kubelet');
        throw badRequest('Upgrade request required');
    }
  }

  upgrade(connect: RestConnect, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const isForward = connect.subresource === 'portforward';
    if (!isForward && connect.subresource !== 'exec' && connect.subresource !== 'attach')
      throw badRequest(`websockets are not served for ${connect.subresource}`);
    const target = isForward ? undefined : sessionTarget(connect);
    // Why it would be refused says more than that a protocol is not served. With v5 the API server takes
    // the websocket on first; with others it hands the connection on to the kubelet as it is.
    const takesOn = offeredProtocols(request).includes(TRANSLATED_PROTOCOL);
    if (target === undefined) this.#streams.checkForward(namespaceOf(connect), connect.name);
    else this.#streams.check(target, takesOn ? 'apiserver' : 'kubelet');
    const served = isForward ? FORWARD_PROTOCOLS : REMOTE_COMMAND_PROTOCOLS;
    const protocol = chosenProtocol(request, served);
    const byChannels = isForward && protocol === CHANNEL_FORWARD_PROTOCOL;
    const ports = byChannels ? portsOf(connect) : [];
    this.#chosen.set(request, protocol);
    delete request.headers['sec-websocket-protocol'];
    this.#sockets.handleUpgrade(request, socket, head, (webSocket: WebSocket) => {
      webSocket.on('error', () => undefined);
      const namespace = namespaceOf(connect);
      const { name } = connect;
      if (target !== undefined) runRemoteCommand(this.#streams, target, webSocket, this.#onBug);
      else if (byChannels) {
        forwardChannels(this.#streams, { namespace, name, ports }, webSocket, this.#onBug);
      } else forwardPorts(this.#streams, namespace, name, webSocket, this.#onBug);
    });
  }
}

function offeredProtocols({ headers }: IncomingMessage): readonly string[] {
  return (headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
}

/** Throws BadRequest where none is served. */
function chosenProtocol(request: IncomingMessage, served: readonly string[]): string {
  const offered = offeredProtocols(request);
  const chosen = served.find((each) => offered.includes(each));
  if (chosen !== undefined) return chosen;
  throw badRequest(
    `unable to upgrade: none of the protocols [${offered.join(' ')}] is one of [${served.join(' ')}]`,
  );
}

function namespaceOf({ namespace }: RestConnect): string {
  return namespace ?? 'default';
}

function notAllowed(): ApiStatusError {
  const message = 'the server does not allow this method on the requested resource';
  return new ApiStatusError('MethodNotAllowed', message);
}
