// systemctl stop containerd: containers go on under their shims, and nothing can be done with them.
import { nodeOf, refusedWhileOff, type Fault } from './fault';

export const runtimeStop: Fault = {
  id: 'runtime-stop',
  title: 'Stop the container runtime',
  group: 'Parts of a node',
  target: 'node',
  badge: 'containerd stopped',
  does: 'containerd’s process ends. Containers go on under their shims, but nothing can be started, stopped or looked into.',
  expect: () => [
    'After 30 to 40 seconds the node is NotReady: "container runtime is down"; after 3 minutes "PLEG is not healthy" joins it. The kubelet itself says so: the status is False, not Unknown.',
    'The pods still serve, but leave their Services. One that is bound to the node stays Pending, a crashed container stays down, a deleted pod stays Terminating.',
    '300 seconds after NotReady the pods are replaced elsewhere (taint not-ready:NoExecute).',
  ],
  undo: 'Start it: the kubelet does what has waited, and the node is Ready with its next heartbeat, within 10 seconds.',
  endsWithReboot: true,
  refusal: refusedWhileOff,
  apply: ({ machines }, target) => {
    machines.get(nodeOf(target)).stopRuntime();
  },
  lift: ({ machines }, target) => {
    machines.get(nodeOf(target)).startRuntime();
  },
};
