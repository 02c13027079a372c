// port-forward as kubectl 1.31 and later does it: SPDY within a websocket. Each connection to a local
// port of kubectl's is two streams: one for data, one for what goes wrong.
// Source: k8s.io/cri-streaming/pkg/streaming/portforward (httpstream.go).
import type { RawData, WebSocket } from 'ws';
import type { ClusterStreams, OpenStream } from '../../cluster/client/clusterStreams';
import { GOING_AWAY, guardedBy } from './guardedBy';
import { bytesOf } from './messageBytes';
import { SpdyConnection, type SpdyStream } from './spdyConnection';

export const PORT_FORWARD_PROTOCOLS: readonly string[] = [
  'SPDY/3.1+portforward.k8s.io',
  'v2.portforward.k8s.io',
];

/** One connection to a port, by the client's number for it. */
interface Forwarded {
  data: SpdyStream | undefined;
  error: SpdyStream | undefined;
  connection: OpenStream | undefined;
}

export function forwardPorts(
  streams: ClusterStreams,
  namespace: string,
  pod: string,
  socket: WebSocket,
  onBug: (error: Error) => void,
): void {
  const forwarded = new Map<string, Forwarded>();
  const of = ({ headers }: SpdyStream): Forwarded => {
    const id = headers.get('requestid') ?? '';
    const known = forwarded.get(id) ?? { data: undefined, error: undefined, connection: undefined };
    forwarded.set(id, known);
    return known;
  };
  const guarded = guardedBy(socket, onBug);
  const close = (stream: SpdyStream): void => {
    const id = stream.headers.get('requestid') ?? '';
    const { connection } = of(stream);
    forwarded.delete(id);
    guarded(() => {
      connection?.close();
    });
  };
  const spdy = new SpdyConnection(
    (bytes) => {
      if (socket.readyState === socket.OPEN) socket.send(bytes);
    },
    {
      opened: (stream) => {
        const pair = of(stream);
        if (stream.headers.get('streamtype') === 'error') pair.error = stream;
        else pair.data = stream;
        if (pair.data !== undefined && pair.error !== undefined)
          begin(streams, namespace, pod, pair);
      },
      data: (stream, bytes) => {
        guarded(() => {
          of(stream).connection?.send(bytes.toString('latin1'));
        });
      },
      ended: (stream) => {
        // kubectl closes its side of the error stream at once.
        if (stream.headers.get('streamtype') !== 'error') close(stream);
      },
      reset: close,
      failed: (error) => {
        socket.close(GOING_AWAY, error.message.slice(0, 100));
      },
    },
  );
  socket.on('message', (message: RawData) => {
    spdy.receive(bytesOf(message));
  });
  socket.once('close', () => {
    spdy.close();
    for (const { connection } of forwarded.values())
      guarded(() => {
        connection?.close();
      });
    forwarded.clear();
  });
}

/** Connects; what goes wrong is told on the error stream, which kubectl shows. */
function begin(streams: ClusterStreams, namespace: string, pod: string, pair: Forwarded): void {
  const { data, error } = pair;
  const port = Number(data?.headers.get('port'));
  try {
    pair.connection = streams.connect(namespace, pod, port, {
      output: (_, bytes) => {
        data?.write(Buffer.from(bytes, 'latin1'));
      },
      ended: () => {
        error?.end();
        data?.end();
      },
    });
  } catch (failure) {
    error?.write(Buffer.from(failure instanceof Error ? failure.message : String(failure)));
    error?.end();
    data?.end();
  }
}
