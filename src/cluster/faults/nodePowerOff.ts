// The computer is gone for good: it can only be replaced.
import { nodeOf, type Fault } from './fault';

export const nodePowerOff: Fault = {
  id: 'node-power-off',
  title: 'Lose the node for good',
  group: 'Nodes',
  target: 'worker',
  badge: 'lost for good',
  does: 'The computer is broken and will never come back. Its Node object stays: Kubernetes does not know the difference to a crash.',
  expect: () => [
    'As with a crash: NotReady after about 50 seconds, pods replaced 300 seconds later.',
    'Old pods stay Terminating, and a StatefulSet does not replace its pods: it cannot know that they have ended. Only when the Node object is gone are they removed.',
    'With node auto-repair on, the cloud replaces a node that was NotReady for 10 minutes.',
  ],
  undo: 'Replace it: its Node object is deleted, its pods are removed, and a new computer joins under a new name.',
  isDestructive: true,
  refusal: ({ machines }, target) =>
    machines.get(nodeOf(target)).isControlPlane
      ? `${nodeOf(target)} holds a part of the control plane: crash it instead.`
      : undefined,
  apply: ({ machines }, target) => {
    machines.powerOff(nodeOf(target));
  },
  lift: (world, target) => {
    world.replaceWorker(nodeOf(target));
  },
};
