// How each latency of a cluster is called in a lab file. A new one needs a line here: the compiler says so.
import type { ClusterConfig } from '../cluster/clusterConfig';

/** One way. More would be no cluster: whoever waits gives up sooner. */
export const MAX_LATENCY_MS = 10_000;

type LatencyKey = Extract<keyof ClusterConfig, `${string}LatencyMs`>;

export type Latencies = Pick<ClusterConfig, LatencyKey>;

export interface LatencyField {
  readonly name: string;
  readonly description: string;
}

const LATENCY_FIELDS: Readonly<Record<LatencyKey, LatencyField>> = {
  apiLatencyMs: {
    name: 'api',
    description:
      'Of every connection to the API server, one way: so late come its changes. 2ms by default.',
  },
  etcdLatencyMs: {
    name: 'etcd',
    description:
      'Between the etcd members of several control plane nodes, one way: counts for elections and for followers that lag. As `api` by default.',
  },
  nodeLatencyMs: {
    name: 'nodes',
    description:
      'What every message between two nodes takes longer than in one rack, one way: requests between pods, and all that goes to another node’s API server or etcd. 0ms by default.',
  },
  zoneLatencyMs: {
    name: 'zones',
    description:
      'What messages between nodes of different zones take on top of that, one way. 0ms by default.',
  },
  userLatencyMs: {
    name: 'users',
    description:
      'Between the simulated users outside (NodePort, Ingress) and the nodes, one way. 10ms by default.',
  },
};

/** The table as pairs, in its order. */
export function latencyFields(): readonly (readonly [LatencyKey, LatencyField])[] {
  // Object.entries forgets that the keys are those of the table.
  return Object.entries(LATENCY_FIELDS) as [LatencyKey, LatencyField][];
}
