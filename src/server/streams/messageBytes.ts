// The bytes of a websocket message, in whatever form `ws` has them.
import type { RawData } from 'ws';

export function bytesOf(message: RawData): Buffer {
  if (Array.isArray(message)) return Buffer.concat(message);
  return Buffer.isBuffer(message) ? message : Buffer.from(message);
}
