// port-forward as client libraries do it: a websocket for the ports that the query names. Each port has two channels, one
// for data, one for what goes wrong; what comes on them begins with the number of the port.
// Source: k8s.io/kubelet/pkg/cri/streaming/portforward (websocket.go).
//
// Differs from Kubernetes: no text in base64 (`v4.base64.channel.k8s.io`).
import type { RawData, WebSocket } from 'ws';
import { badRequest } from '../../apimachinery/apiStatus';
import type { ClusterStreams, OpenStream } from '../../cluster/client/clusterStreams';
import type { RestConnect } from '../../cluster/client/restHandler';
import { guardedBy } from './guardedBy';
import { bytesOf } from './messageBytes';
import { sendOnChannel } from './sendOnChannel';

export const CHANNEL_FORWARD_PROTOCOL = 'v4.channel.k8s.io';

const NORMAL_CLOSURE = 1000;
const MAX_PORT = 65_535;

/** Throws BadRequest where none is named. */
export function portsOf({ query }: RestConnect): readonly number[] {
  const named = query.filter(([name]) => name === 'ports').flatMap(([, value]) => value.split(','));
  if (named.length === 0) throw badRequest('query parameter "port" is required');
  return named.map((text) => {
    const port = Number(text);
    if (!/^\d+$/.test(text) || port > MAX_PORT) {
      throw badRequest(`unable to parse "${text}" as a port`);
    }
    if (port === 0) throw badRequest(`port "${text}" must be > 0`);
    return port;
  });
}

/** Connects to every port at once; the socket is closed when all connections have ended. */
export function forwardChannels(
  streams: ClusterStreams,
  pod: { readonly namespace: string; readonly name: string; readonly ports: readonly number[] },
  socket: WebSocket,
  onBug: (error: Error) => void,
): void {
  const connections = new Map<number, OpenStream>();
  const send = (channel: number, bytes: Buffer): void => {
    sendOnChannel(socket, channel, bytes);
  };
  const guarded = guardedBy(socket, onBug);
  const ended = (channel: number): void => {
    connections.delete(channel);
    if (connections.size === 0) socket.close(NORMAL_CLOSURE);
  };
  for (const [index, port] of pod.ports.entries()) {
    const channel = index * 2;
    send(channel, littleEndian(port));
    send(channel + 1, littleEndian(port));
    try {
      const connection = streams.connect(pod.namespace, pod.name, port, {
        output: (_, bytes) => {
          send(channel, Buffer.from(bytes, 'latin1'));
        },
        ended: () => {
          ended(channel);
        },
      });
      connections.set(channel, connection);
    } catch (failure) {
      send(channel + 1, Buffer.from(failure instanceof Error ? failure.message : String(failure)));
    }
  }
  if (connections.size === 0) socket.close(NORMAL_CLOSURE);
  socket.on('message', (message: RawData) => {
    const bytes = bytesOf(message);
    guarded(() => {
      connections.get(bytes[0] ?? 0)?.send(bytes.subarray(1).toString('latin1'));
    });
  });
  socket.once('close', () => {
    const open = [...connections.values()];
    connections.clear();
    for (const connection of open) {
      guarded(() => {
        connection.close();
      });
    }
  });
}

function littleEndian(port: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(port);
  return bytes;
}
