// Why the pod garbage collector removed a pod: it saw that the pod's node is gone. Who deleted the
// node is in the history.
import { NODES } from '../../apis/resources';
import type { ClusterHistory } from '../../cluster/history/clusterHistory';
import type { CauseStep } from './causeStep';
import type { Seen } from './silentNode';
import { nodeNameOf } from './writeWords';

const POD_COLLECTOR = 'system:serviceaccount:kube-system:pod-garbage-collector';

/** Undefined where the last of the steps is no write of the collector about a pod of a node that is gone. */
export function gonePodNode(
  history: ClusterHistory,
  steps: readonly CauseStep[],
): Seen | undefined {
  const change = history.changeOfCause(steps[steps.length - 1]?.traceId ?? 0);
  if (change?.writer !== POD_COLLECTOR) return undefined;
  const { resource, namespace, name, revision, atMs } = change;
  const pod = history.objectAt(resource, namespace, name, revision - 1);
  const node = nodeNameOf(pod);
  if (node === undefined) return undefined;
  const gone = history
    .changesOf(NODES, undefined, node)
    .find((each) => each.atMs <= atMs && each.type === 'deleted');
  return gone === undefined ? undefined : { steps: [], next: gone.cause };
}
