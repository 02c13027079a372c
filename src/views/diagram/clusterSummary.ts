// The picture of the cluster in a few sentences.
import { UNSCHEDULED, compareNames, isControlPlane, type ClusterState } from '../clusterState';
import { plural } from '../plural';
import { isNodeReady } from '../../apis/core/nodeState';

/** Names of nodes in trouble that are said before it becomes a count. */
const MAX_NAMES = 3;

export function clusterSummary(state: ClusterState): string {
  const nodes = state.nodes.list();
  const controlPlane = nodes.filter(isControlPlane).length;
  const notReady = nodes.filter((node) => !isNodeReady(node)).map((node) => node.metadata.name);
  notReady.sort(compareNames);
  const waiting = state.podsOnNode(UNSCHEDULED).length;
  return [
    `${plural(controlPlane, 'control plane node')} and ${plural(nodes.length - controlPlane, 'worker node')}`,
    nodes.length === 0 ? '' : readiness(notReady),
    `${plural(state.pods.size, 'pod')}${waiting === 0 ? '' : `, ${String(waiting)} not on any node`}`,
  ]
    .filter((text) => text !== '')
    .map((text) => `${text}.`)
    .join(' ');
}

function readiness(notReady: readonly string[]): string {
  if (notReady.length === 0) return 'All nodes are Ready';
  if (notReady.length > MAX_NAMES) return `${String(notReady.length)} nodes are NotReady`;
  return `${notReady.join(', ')} ${notReady.length === 1 ? 'is' : 'are'} NotReady`;
}
