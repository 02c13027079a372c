// What can be chosen about a scheduler.
import type { Client } from '../client/client';
import type { InformerFactory } from '../client/informerFactory';
import type { Profile } from './framework/plugin';
import type { SchedulingBackoff } from './schedulingBackoff';
import type { Verdicts } from './verdicts';

export interface SchedulerOptions {
  /** Pods with this `spec.schedulerName` are this scheduler's. */
  readonly schedulerName: string;
  /** Where its process runs: its events tell. */
  readonly host: string;
  /** Virtual ms that one scheduling cycle takes. */
  readonly cycleMs: number;
  /** Where its verdicts are kept: schedulers that take turns share one record. */
  readonly verdicts: Verdicts;
  readonly backoff: SchedulingBackoff;
  /** Makes the plugins, anew at every start. */
  readonly profile: (informers: InformerFactory, client: Client) => Profile;
}
