// Finds a port of the loopback address that nobody listens on.
import { createServer } from 'node:net';

const TRIES = 100;

/** `first` or the next one that is free. Throws where the hundred from `first` on are all taken. */
export async function firstFreePort(first: number): Promise<number> {
  for (let port = first; port < first + TRIES; port += 1) {
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port from ${first} to ${first + TRIES - 1}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
