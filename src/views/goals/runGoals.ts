// The goals of runs: next event, next write, next change of an object, a condition on an object, a
// duration, nothing left to do. They look at the cluster and leave no mark on it.
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { WatchEvent } from '../../cluster/client/apiHandler';
import { OBSERVER_USER } from '../../cluster/client/observer';
import type { Cluster } from '../../cluster/cluster';
import type { ObjectName } from '../objectName';
import type { RunGoal } from './runGoal';
import type { WaitCondition } from './waitCondition';

/** What is waited for comes within this much virtual time, or hardly ever, ms. */
export const DEFAULT_LIMIT_MS = 3_600_000;

export function nextEventGoal({ simulation }: Cluster): RunGoal {
  const before = simulation.executedEvents;
  return { reached: () => simulation.executedEvents > before, limitMs: DEFAULT_LIMIT_MS };
}

/** The next write that the API server takes, whoever makes it. */
export function nextWriteGoal(cluster: Cluster): RunGoal {
  const before = cluster.revision;
  return { reached: () => cluster.revision > before, limitMs: DEFAULT_LIMIT_MS };
}

/** The object is made, changed or deleted. */
export function nextChangeGoal(cluster: Cluster, object: ObjectName): RunGoal {
  let changed = false;
  const end = watchObject(cluster, object, false, () => {
    changed = true;
  });
  return { reached: () => changed, limitMs: DEFAULT_LIMIT_MS, end };
}

/** The object fulfils a condition; at once where it does already. */
export function conditionGoal(
  cluster: Cluster,
  object: ObjectName,
  condition: WaitCondition,
): RunGoal {
  let fulfilled = condition.holds(undefined);
  const end = watchObject(cluster, object, true, (event) => {
    fulfilled = condition.holds(event.type === 'DELETED' ? undefined : event.object);
  });
  return { reached: () => fulfilled, limitMs: DEFAULT_LIMIT_MS, end };
}

export function durationGoal(ms: number): RunGoal {
  return { reached: () => false, limitMs: ms };
}

/** Only periodic work is left. */
export function idleGoal({ simulation }: Cluster): RunGoal {
  return { reached: () => simulation.isIdle, limitMs: DEFAULT_LIMIT_MS };
}

type ObjectEvent = Exclude<WatchEvent<ApiObject>, { type: 'BOOKMARK' }>;

/** Tells of one object's changes, and of its present state first where that is wanted. */
function watchObject(
  cluster: Cluster,
  { resource, namespace, name }: ObjectName,
  present: boolean,
  onEvent: (event: ObjectEvent) => void,
): () => void {
  const options = {
    fieldSelector: `metadata.name=${name}`,
    ...(present ? {} : { resourceVersion: String(cluster.revision) }),
  };
  const request = { user: OBSERVER_USER, resource, namespace, options };
  const watch = cluster.observerApi.watch(request, {
    event: (event) => {
      if (event.type !== 'BOOKMARK') onEvent(event);
    },
    closed: () => undefined,
  });
  return () => {
    watch.stop();
  };
}
