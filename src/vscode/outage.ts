// What the tree, the status bar and the diagram say while the API server does not answer: what they
// show is then the last that it knew.
import { isControlPlane } from '../views/clusterState';
import type { Shown } from './shown';

/** A sentence for people; undefined while the API server answers, and before it ever did. */
export function outage({ cluster, state }: Shown): string | undefined {
  if (cluster.isServing || state.nodes.size === 0) return undefined;
  const off = state
    .sortedNodes()
    .find(({ metadata }) => cluster.machines.get(metadata.name)?.isOn === false);
  const why =
    off !== undefined && isControlPlane(off)
      ? `${off.metadata.name} has no power, so the API server does not answer. Restart it to go on.`
      : 'The API server does not answer: it is being started again.';
  return `${why} What you see is the last that it knew.`;
}
