// The cluster of the present and what is laid around it: its time, what is seen of it, and the doors
// through which it is changed.
import type { Cluster } from '../cluster/cluster';
import type { ApiHandler } from '../cluster/client/apiHandler';
import type { Client } from '../cluster/client/client';
import { ClusterState } from '../views/clusterState';
import type { TimelineLog } from '../views/timeline/timelineLog';
import type { Doorkeeper } from './doorkeeper';
import { pacedApi } from './pacedApi';
import { Pacer, type HostTime } from './pacer';
import type { Shown } from './shown';

export interface Running extends Shown, Doorkeeper {
  /** What has been noted of it since its start. */
  readonly timeline: TimelineLog;
  /** The API as users outside see it; every call is journaled at its right virtual time. */
  readonly api: ApiHandler;
  /** kubectl's identity; every call is journaled at its right virtual time. */
  readonly admin: Client;
}

export interface RunningOptions {
  readonly cluster: Cluster;
  readonly timeline: TimelineLog;
  /** A new one by default. */
  readonly state?: ClusterState | undefined;
  readonly host: HostTime;
  readonly onError: (error: unknown) => void;
  readonly doorkeeper: Doorkeeper;
}

export function openRunning(options: RunningOptions): Running {
  const { cluster, host, onError, doorkeeper } = options;
  const pacer = new Pacer(cluster.simulation, host, onError);
  const api = pacedApi(cluster, pacer, doorkeeper);
  return {
    ...doorkeeper,
    cluster,
    timeline: options.timeline,
    state: options.state ?? new ClusterState(cluster),
    pacer,
    api,
    admin: cluster.userClient(api),
  };
}
