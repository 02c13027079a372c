// The node starts anew: power off and on again, without a drain.
import { nodeOf, type Fault } from './fault';

export const nodeReboot: Fault = {
  id: 'node-reboot',
  title: 'Reboot the node',
  group: 'Nodes',
  target: 'node',
  badge: 'rebooting',
  does: 'The computer restarts without being drained: all containers end, and it is up again after 10 seconds.',
  expect: () => [
    'The node stays Ready: it is back before its 50 seconds are over.',
    'Event Rebooted on the node, and SandboxChanged on its pods: they keep their names, get new addresses, and count a restart.',
    'Until their containers run again, requests to them fail: nobody has taken them out of the endpoints.',
  ],
  undo: 'Nothing to undo: it comes back by itself.',
  refusal: ({ machines }, target) =>
    machines.hasPower(nodeOf(target)) ? undefined : `${nodeOf(target)} is off.`,
  apply: ({ machines }, target) => {
    machines.powerOff(nodeOf(target));
    machines.boot(nodeOf(target));
  },
};
