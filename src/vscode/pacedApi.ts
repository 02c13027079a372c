// The door to a cluster whose time is paced: what comes from outside comes at its right virtual time,
// and what goes out is on disk before it does. While the learner looks back the present stands: it can
// be read, and is not changed.
import type { Cluster } from '../cluster/cluster';
import type { ApiHandler } from '../cluster/client/apiHandler';
import type { Doorkeeper } from './doorkeeper';
import type { Pacer } from './pacer';

export function pacedApi(
  cluster: Cluster,
  pacer: Pacer,
  { beforeShown, assertPresent }: Doorkeeper,
): ApiHandler {
  return {
    handle: (request) => {
      const reads = request.verb === 'get' || request.verb === 'list';
      if (!reads) assertPresent();
      pacer.catchUp();
      try {
        return cluster.request(request);
      } finally {
        beforeShown();
        if (!reads) pacer.wake();
      }
    },
    watch: (request, sink) =>
      cluster.api.watch(request, {
        event: (event) => {
          beforeShown();
          sink.event(event);
        },
        closed: (error) => {
          beforeShown();
          sink.closed(error);
        },
      }),
  };
}
