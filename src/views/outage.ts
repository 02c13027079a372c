// What the tree, the status bar and the diagram say while the API server does not answer: what they
// show is then the last that it knew.
import type { Cluster } from '../cluster/cluster';
import type { FaultRecord } from '../cluster/faults/clusterFaults';
import { targetText } from '../cluster/faults/fault';
import { isControlPlane, type ClusterState } from './clusterState';
import { hasQuorum, quorumText } from './etcdQuorum';

export interface OutageWorld {
  readonly cluster: Pick<Cluster, 'isServing' | 'machines' | 'etcdQuorum'>;
  readonly state: ClusterState;
}

export interface Outage {
  /** Two or three words. */
  readonly title: string;
  readonly text: string;
}

/** For people; undefined while the API server answers, and before it ever did. */
export function outage({ cluster, state }: OutageWorld): Outage | undefined {
  const { etcdQuorum } = cluster;
  if (state.nodes.size === 0) return undefined;
  if (etcdQuorum !== undefined && !hasQuorum(etcdQuorum)) {
    const text = `etcd has lost its quorum: ${quorumText(etcdQuorum)} ${OLD}`;
    return { title: 'etcd has no quorum', text };
  }
  if (cluster.isServing) return undefined;
  return { title: 'API server down', text: `${reason({ cluster, state })} ${OLD}` };
}

const OLD = 'What you see is the last that it knew.';

function reason({ cluster, state }: OutageWorld): string {
  const nodes = state.nodes.list().filter(isControlPlane);
  const isOff = (name: string): boolean => cluster.machines.get(name)?.isOn === false;
  const off = nodes.find(({ metadata: { name } }) => isOff(name));
  if (off !== undefined)
    return `${off.metadata.name} has no power, so the API server does not answer. Restart it to go on.`;
  const names = new Set(nodes.map(({ metadata: { name } }) => name));
  const fault = state.faults().find((each) => names.has(each.target.node ?? '') && silences(each));
  if (fault === undefined) return 'The API server does not answer: it is being started again.';
  const { target } = fault;
  return `“${fault.fault.title}” is in effect on ${targetText(target)}, so the API server does not answer. Undo it to go on.`;
}

/** Whether it can be why. */
function silences({ fault, target }: FaultRecord): boolean {
  if (fault.id === 'component-stop')
    return target.component === 'kube-apiserver' || target.component === 'etcd';
  return ['node-partition', 'runtime-stop'].includes(fault.id);
}
