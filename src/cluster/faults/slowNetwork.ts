// Everything that the node sends or is sent takes longer.
// Differs from Kubernetes: bandwidth does not count, and no packet is lost.
import { nodeOf, type Fault } from './fault';

const DELAY_MS = 500;

export const slowNetwork: Fault = {
  id: 'slow-network',
  title: 'Slow the node’s network down',
  group: 'Network',
  target: 'node',
  badge: 'slow network',
  does: 'Every message from or to the node takes half a second longer, those of users outside too.',
  expect: () => [
    'The node stays Ready: a heartbeat every 10 seconds has time enough.',
    'Its kubelet hears of new pods, and its kube-proxy of changed endpoints, half a second late. On the control plane node, everybody else does.',
    'Requests that cross the node’s cable take half a second longer each way.',
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
