// Reads a growing log again and again. Reading is no event of the simulation, since it must leave no
// mark on the run: so it is real time that passes between two readings.
import type { PodLog } from '../../cluster/client/clusterStreams';

const INTERVAL_MS = 100;

/** Returns how to stop. */
export function followLog(
  log: PodLog,
  write: (bytes: Buffer) => void,
  ended: () => void,
): () => void {
  const timer = setInterval(() => {
    const text = log.read();
    if (text !== '') write(Buffer.from(text, 'latin1'));
    if (!log.isAtEnd) return;
    clearInterval(timer);
    ended();
  }, INTERVAL_MS);
  return () => {
    clearInterval(timer);
  };
}
