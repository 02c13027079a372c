// A log as the body of an HTTP response: at once, or in pieces as it grows.
import type { ServerResponse } from 'node:http';
import type { PodLog } from '../../cluster/client/clusterStreams';
import { followLog } from './followLog';

export function sendLog(log: PodLog, response: ServerResponse): void {
  const first = Buffer.from(log.read(), 'latin1');
  response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-cache, private' });
  if (log.isAtEnd) {
    response.end(first);
    return;
  }
  response.flushHeaders();
  if (first.length > 0) response.write(first);
  const stop = followLog(
    log,
    (bytes) => {
      response.write(bytes);
    },
    () => {
      response.end();
    },
  );
  response.once('close', stop);
}
