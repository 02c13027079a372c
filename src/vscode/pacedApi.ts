// The door to a cluster whose time is paced: what comes from outside comes at its right virtual time,
// and what goes out is on disk before it does.
import type { Cluster } from '../cluster/cluster';
import type { ApiHandler } from '../cluster/client/apiHandler';
import type { Pacer } from './pacer';

/** `beforeShown` saves where the run stands: called before every answer and event. */
export function pacedApi(cluster: Cluster, pacer: Pacer, beforeShown: () => void): ApiHandler {
  return {
    handle: (request) => {
      pacer.catchUp();
      try {
        return cluster.request(request);
      } finally {
        beforeShown();
        if (request.verb !== 'get' && request.verb !== 'list') pacer.wake();
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
