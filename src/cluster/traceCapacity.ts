// How far the trace of a cluster goes back.
import { initialWorkers, type ClusterConfig } from './clusterConfig';

/** A cluster that starts with more workers than these is large: memory is for the objects, not for their past. */
const LARGE_WORKERS = 250;
const CAPACITY = 32_768;
const CAPACITY_IN_LARGE = 8_192;

/** In entries. What led to the changes that the history keeps outlives them anyway. */
export function traceCapacity(config: ClusterConfig): number {
  return [...initialWorkers(config)].length > LARGE_WORKERS ? CAPACITY_IN_LARGE : CAPACITY;
}
