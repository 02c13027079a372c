// What a message on a websocket sets off: a failure of ours ends this connection, and no other.
import type { WebSocket } from 'ws';
import { asError } from '../../apimachinery/asError';

/** A websocket's code for an end that was not the other side's doing. */
export const GOING_AWAY = 1001;

/** Runs an action; the socket is closed where it throws. */
export function guardedBy(
  socket: WebSocket,
  onBug: (error: Error) => void,
): (action: () => void) => void {
  return (action) => {
    try {
      action();
    } catch (error) {
      onBug(asError(error));
      socket.close(GOING_AWAY);
    }
  };
}
