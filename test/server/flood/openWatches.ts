// Opens as many watches as it is told, from a process of its own, and keeps those that it gets until it is told to go.
// Each is a TLS connection with the administrator's certificate, as a client that means harm would make them.
import tls from 'node:tls';
import type { FloodOrder, FloodReport } from './floodProtocol';

/** Connections that are being made at a time: fewer than wait in the queue of a listening socket. */
const AT_A_TIME = 256;
const REQUEST = 'GET /api/v1/pods?watch=1 HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n';

type Outcome = keyof FloodReport;

async function flood({ port, attempts, cert, key }: FloodOrder): Promise<FloodReport> {
  const secureContext = tls.createSecureContext({ cert, key });
  const report: Record<Outcome, number> = { open: 0, refused: 0 };
  let begun = 0;
  const openOneAfterTheOther = async (): Promise<void> => {
    while (begun++ < attempts) report[await openWatch(port, secureContext)]++;
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, openOneAfterTheOther));
  return report;
}

/** A watch that is open stays so. */
function openWatch(port: number, secureContext: tls.SecureContext): Promise<Outcome> {
  return new Promise((resolve) => {
    // Who means harm does not ask who the server is, which takes most of the time.
    const options = { host: '127.0.0.1', port, secureContext, rejectUnauthorized: false };
    const socket = tls.connect(options, () => {
      socket.write(REQUEST);
    });
    socket.once('data', (data: Buffer) => {
      resolve(data.toString('latin1').startsWith('HTTP/1.1 200 ') ? 'open' : 'refused');
    });
    // A connection that is refused is closed before it has begun.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      resolve('refused');
    });
  });
}

process.once('message', (order: FloodOrder) => {
  void flood(order).then((report) => process.send?.(report));
});
