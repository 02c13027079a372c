// The kubelet as its pod workers see it.
import type { Rejection } from './podAdmission';
import type { PodStatusWriter } from './podStatusWriter';
import type { PodWorker } from './podWorker';

/** What a worker needs of its kubelet. */
export interface PodWorkerHost {
  readonly statusWriter: PodStatusWriter;
  /** Why the node does not take the pod, if so. */
  admit(worker: PodWorker): Rejection | undefined;
  /** The pod is over and forgotten. */
  finished(worker: PodWorker): void;
}
