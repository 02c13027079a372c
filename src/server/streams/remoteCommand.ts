// exec and attach over a websocket: each message begins with the number of its channel.
// Source: https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/4006-transition-spdy-to-websockets
import type { RawData, WebSocket } from 'ws';
import { asError } from '../../apimachinery/asError';
import { ApiStatusError } from '../../apimachinery/apiStatus';
import type {
  ClusterStreams,
  OpenStream,
  SessionTarget,
} from '../../cluster/client/clusterStreams';
import { followLog } from './followLog';
import { bytesOf } from './messageBytes';
import { sendOnChannel } from './sendOnChannel';

/** It has a message that closes one channel: the end of stdin. */
export const TRANSLATED_PROTOCOL = 'v5.channel.k8s.io';
export const REMOTE_COMMAND_PROTOCOLS: readonly string[] = [
  TRANSLATED_PROTOCOL,
  'v4.channel.k8s.io',
];

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const ERROR = 3;
const CLOSE = 255;
const NORMAL_CLOSURE = 1000;

export function runRemoteCommand(
  streams: ClusterStreams,
  target: SessionTarget,
  socket: WebSocket,
  onBug: (error: Error) => void,
): void {
  let stream: OpenStream | undefined;
  let stopFollowing: (() => void) | undefined;
  const send = (channel: number, bytes: Buffer): void => {
    sendOnChannel(socket, channel, bytes);
  };
  const end = (status: object): void => {
    stopFollowing?.();
    send(ERROR, Buffer.from(JSON.stringify(status)));
    socket.close(NORMAL_CLOSURE);
  };
  try {
    stream = streams.open(target, {
      output: (name, bytes) => {
        send(name === 'stdout' ? STDOUT : STDERR, Buffer.from(bytes, 'latin1'));
      },
      ended: (exitCode) => {
        // An attached process' exit code is told by the pod's status.
        end(target.command.length === 0 ? exitStatus(0) : exitStatus(exitCode ?? LOST));
      },
    });
  } catch (error) {
    end(failureOf(error, onBug));
    return;
  }
  const opened = stream;
  if (opened.log !== undefined)
    stopFollowing = followLog(
      opened.log,
      (bytes) => {
        send(STDOUT, bytes);
      },
      () => undefined,
    );
  socket.on('message', (message: RawData) => {
    try {
      receive(opened, bytesOf(message));
    } catch (error) {
      end(failureOf(error, onBug));
    }
  });
  socket.once('close', () => {
    stopFollowing?.();
    try {
      opened.close();
    } catch (error) {
      failureOf(error, onBug);
    }
  });
}

/** SIGKILL: the container was taken away under the command. */
const LOST = 137;

function receive(stream: OpenStream, bytes: Buffer): void {
  const rest = bytes.subarray(1);
  switch (bytes[0]) {
    case STDIN:
      // An empty message only opens the channel.
      if (rest.length > 0) stream.send(rest.toString('latin1'));
      return;
    case CLOSE:
      if (rest[0] === STDIN) stream.endInput();
      return;
    default:
    // New sizes of the window: nothing in the containers draws on a whole screen.
  }
}

function exitStatus(exitCode: number): object {
  if (exitCode === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${String(exitCode)}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  };
}

function failureOf(error: unknown, onBug: (error: Error) => void): object {
  if (error instanceof ApiStatusError) return error.toStatus();
  const bug = asError(error);
  onBug(bug);
  return new ApiStatusError('InternalError', `Internal error occurred: ${bug.message}`).toStatus();
}
