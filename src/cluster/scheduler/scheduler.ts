// kube-scheduler: finds a node for each pod that has none, and binds it there.
// Source: https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
//
// Differs from Kubernetes: one pod after the other with no binding cycle beside it; a cycle takes a
// fixed virtual time; see defaultProfile.ts for missing plugins.
import type { Component, ComponentContext } from '../client/component';
import { defaultProfile } from './defaultProfile';
import type { SchedulerOptions } from './schedulerOptions';
import { SchedulerRun } from './schedulerRun';
import { SCHEDULING_BACKOFF } from './schedulingBackoff';
import { Verdicts } from './verdicts';

const DEFAULTS: Omit<SchedulerOptions, 'verdicts'> = {
  schedulerName: 'default-scheduler',
  host: 'control-plane',
  cycleMs: 1,
  backoff: SCHEDULING_BACKOFF,
  profile: defaultProfile,
};

export class Scheduler implements Component {
  /** Why pods are where they are, or pending. Outlives a restart: it is a record, not knowledge. */
  readonly verdicts: Verdicts;
  readonly #context: ComponentContext;
  readonly #options: SchedulerOptions;
  #run: SchedulerRun | undefined;

  constructor(context: ComponentContext, options: Partial<SchedulerOptions> = {}) {
    this.#context = context;
    this.verdicts = options.verdicts ?? new Verdicts();
    this.#options = { ...DEFAULTS, ...options, verdicts: this.verdicts };
  }

  start(): void {
    if (this.#run !== undefined) return;
    this.#run = new SchedulerRun(this.#context, this.#options);
    this.#run.start();
  }

  stop(): void {
    this.#run?.stop();
    this.#run = undefined;
  }
}
