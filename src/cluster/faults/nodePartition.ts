// The node's cable is pulled: it goes on alone, and neither nodes nor users outside reach it.
// Differs from Kubernetes: who is outside is refused at once by the only API server, instead of waiting for it.
import { nodeOf, type Fault } from './fault';

export const nodePartition: Fault = {
  id: 'node-partition',
  title: 'Cut the node off the network',
  group: 'Network',
  target: 'node',
  badge: 'cut off',
  does: 'No packet reaches the node or leaves it, from other nodes or from users outside. Its containers go on, and on the node itself they reach each other.',
  expect: () => [
    'Seen from the control plane it is a crash: NotReady after about 50 seconds, its pods leave the endpoints and are replaced 300 seconds later.',
    'But they still run: for a while there are two of each. Pods of a StatefulSet are not replaced for this very reason.',
    'Users who come through a port of this node (NodePort) wait in vain: through other nodes they are served. kubectl logs and exec into its pods end with "i/o timeout". On the only control plane node, kubectl reaches nobody.',
    'Names are not resolved on the node unless a DNS pod runs on it. Requests from other nodes to its pods time out until they have left the endpoints.',
  ],
  undo: 'Plug it in again: the kubelet reports within seconds, learns that its pods were deleted, and ends them.',
  apply: ({ machines }, target, key) => {
    const node = machines.get(nodeOf(target)).name;
    machines.wires.setRule(key, { cuts: (from, to) => from === node || to === node });
  },
  lift: ({ machines }, _, key) => {
    machines.wires.removeRule(key);
  },
};
