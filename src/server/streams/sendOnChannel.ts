// A message of the websocket protocols: the number of its channel, and what goes over it.
import type { WebSocket } from 'ws';

/** Nothing is sent where the other side has gone. */
export function sendOnChannel(socket: WebSocket, channel: number, bytes: Buffer): void {
  if (socket.readyState === socket.OPEN) socket.send(Buffer.concat([Buffer.of(channel), bytes]));
}
