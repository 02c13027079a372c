// SchedulingGates: a pod with gates does not enter the queue before all are removed.
// Source: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-scheduling-readiness/
import type { PreEnqueuePlugin } from '../framework/plugin';
import { StatusTable, type Status } from '../framework/status';
import type { PodInfo } from '../podInfo';

export class SchedulingGates implements PreEnqueuePlugin {
  readonly name = 'SchedulingGates';
  readonly #statuses = new StatusTable(this.name);

  preEnqueue({ pod }: PodInfo): Status | undefined {
    const gates = pod.spec.schedulingGates ?? [];
    if (gates.length === 0) return undefined;
    const names = gates.map((gate) => gate.name).join(' ');
    const reason = `waiting for scheduling gates: [${names}]`;
    return this.#statuses.status('UnschedulableAndUnresolvable', reason);
  }
}
