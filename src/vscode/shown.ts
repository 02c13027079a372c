// What the views look at: the cluster of the present, or that of a moment in the past.
import type { Cluster } from '../cluster/cluster';
import type { ClusterState } from '../views/clusterState';
import type { Pacer } from './pacer';

export interface Shown {
  readonly cluster: Cluster;
  readonly state: ClusterState;
  /** Moves its time: of the past along what was recorded. */
  readonly pacer: Pacer;
}
