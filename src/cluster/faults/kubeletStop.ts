// systemctl stop kubelet: the node's agent is gone, what it has started goes on.
import { nodeOf, type Fault } from './fault';

export const kubeletStop: Fault = {
  id: 'kubelet-stop',
  title: 'Stop the kubelet',
  group: 'Parts of a node',
  target: 'node',
  badge: 'kubelet stopped',
  does: 'The kubelet’s process ends. Containers go on under the container runtime, and kube-proxy with them.',
  expect: () => [
    'Heartbeats stop: NotReady after about 50 seconds, and the pods leave their Services, although they still serve.',
    'A container that crashes is not started again, probes are not made, and new pods for the node stay Pending.',
    '300 seconds after NotReady its pods are replaced elsewhere; the old ones stay Terminating and go on running.',
  ],
  undo: 'Start it: it takes over the containers that run, ends those whose pods were deleted, and the node is Ready within seconds.',
  endsWithReboot: true,
  refusal: ({ machines }, target) =>
    machines.get(nodeOf(target)).isKubeletRunning
      ? undefined
      : `No kubelet runs on ${nodeOf(target)}.`,
  apply: ({ machines }, target) => {
    machines.get(nodeOf(target)).stopKubelet();
  },
  lift: ({ machines }, target) => {
    machines.get(nodeOf(target)).startKubelet();
  },
};
