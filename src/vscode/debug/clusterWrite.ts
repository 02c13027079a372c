// A change of the history with the states before and after it, as breakpoints look at it.
import type { Cluster } from '../../cluster/cluster';
import type { HistoryChange } from '../../cluster/history/clusterHistory';
import type { ClusterWrite } from '../../views/breakpoints/breakpointHit';

/** The states are looked up when a breakpoint asks for them: most ask for neither. */
export function clusterWrite({ history }: Cluster, change: HistoryChange): ClusterWrite {
  const { writer, resource, namespace, name, revision, type } = change;
  return {
    writer,
    resource,
    namespace,
    name,
    get object() {
      return type === 'deleted' ? undefined : history.objectAt(resource, namespace, name, revision);
    },
    get previous() {
      return type === 'created'
        ? undefined
        : history.objectAt(resource, namespace, name, revision - 1);
    },
  };
}
