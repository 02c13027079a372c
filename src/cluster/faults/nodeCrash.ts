// A power cut: every process of the node is gone at once, and nobody is told.
import { nodeOf, type Fault } from './fault';

export const nodeCrash: Fault = {
  id: 'node-crash',
  title: 'Crash the node',
  group: 'Nodes',
  target: 'node',
  badge: 'no power',
  does: 'The power is cut: kubelet, kube-proxy and all containers of the node end at once, and nobody is told.',
  expect: () => [
    'For about 50 seconds everything still claims to be well: the node is Ready until no heartbeat has come for the grace period of the node controller.',
    'Then the node is NotReady (status Unknown), and its pods leave the endpoints of their Services.',
    '300 seconds later its pods are deleted (taint unreachable:NoExecute), and their controllers make new ones elsewhere. The old ones stay Terminating: nobody is there to confirm their end.',
  ],
  undo: 'Switch it on again: it boots in 10 seconds, its kubelet reports, and what is still bound to it is started anew.',
  refusal: ({ machines }, target) =>
    machines.hasPower(nodeOf(target)) ? undefined : `${nodeOf(target)} is off already.`,
  apply: ({ machines }, target) => {
    machines.powerOff(nodeOf(target));
  },
  lift: ({ machines }, target) => {
    machines.boot(nodeOf(target));
  },
};
