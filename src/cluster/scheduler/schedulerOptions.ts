// What can be chosen about a scheduler.
import type { Client } from '../client/client';
import type { InformerFactory } from '../client/informerFactory';
import type { Profile } from './framework/plugin';
import type { SchedulingBackoff } from './schedulingBackoff';

export interface SchedulerOptions {
  /** Pods with this `spec.schedulerName` are this scheduler's. */
  readonly schedulerName: string;
  /** Where its process runs: its events tell. */
  readonly host: string;
  /** Virtual ms that one scheduling cycle takes. */
  readonly cycleMs: number;
  /** Of how many pods the last cycle is kept; of fewer in a cluster of hundreds of nodes. */
  readonly keptVerdicts: number;
  readonly backoff: SchedulingBackoff;
  /** Makes the plugins, anew at every start. */
  readonly profile: (informers: InformerFactory, client: Client) => Profile;
}
