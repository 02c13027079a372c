// Everything that the node sends or is sent takes longer.
// Differs from Kubernetes: bandwidth does not count, and no packet is lost; the requests of the node's components
// and logs take no longer, which the learner reads in what to expect.
import { nodeOf, type Fault } from './fault';

const DELAY_MS = 500;

export const slowNetwork: Fault = {
  id: 'slow-network',
  title: 'Slow the node’s network down',
  group: 'Network',
  target: 'node',
  badge: 'slow network',
  does: 'What the node is told takes half a second longer, and so does each message of connections from or to it: of pods, of users outside, of kubectl exec and port-forward.',
  expect: () => [
    'The node stays Ready: a heartbeat every 10 seconds has time enough.',
    'Its kubelet hears of new pods, and its kube-proxy of changed endpoints, half a second late. On the control plane node, everybody else does.',
    'Connections that cross the node’s cable take half a second longer each way.',
    'Not simulated: what its kubelet and kube-proxy ask the API server is answered at once, and logs come at once. In a real cluster each such request would take a second here, which is still far from its timeout of 10 seconds.',
  ],
  undo: 'Mend the network: what is sent from then on arrives as usual.',
  apply: ({ machines }, target, key) => {
    const node = machines.get(nodeOf(target)).name;
    machines.wires.setRule(key, {
      delayMs: (from, to) => (from !== to && (from === node || to === node) ? DELAY_MS : 0),
    });
  },
  lift: ({ machines }, _, key) => {
    machines.wires.removeRule(key);
  },
};
