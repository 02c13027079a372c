// The door to a cluster whose time is paced: what comes from outside comes at its right virtual time.
import type { Cluster } from '../cluster/cluster';
import type { ApiHandler } from '../cluster/client/apiHandler';
import type { Pacer } from './pacer';

export function pacedApi(cluster: Cluster, pacer: Pacer): ApiHandler {
  return {
    handle: (request) => {
      pacer.catchUp();
      const response = cluster.request(request);
      if (request.verb !== 'get' && request.verb !== 'list') pacer.wake();
      return response;
    },
    watch: (request, sink) => cluster.api.watch(request, sink),
  };
}
