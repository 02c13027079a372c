// A node runs short of memory: what its kubelet makes of it.
import { nodeOf, type Fault } from './fault';

export const memoryPressure: Fault = {
  id: 'memory-pressure',
  title: 'Fill the memory',
  group: 'Shortage on a node',
  target: 'node',
  badge: 'memory full',
  does: 'A process of the system takes the node’s memory: 60 MiB are left, where the kubelet wants 100 MiB.',
  expect: () => [
    'Within 10 seconds MemoryPressure is True, and the node gets the taint memory-pressure:NoSchedule.',
    'Every 10 seconds the kubelet evicts one pod until 100 MiB are free: first those that use more than they requested (BestEffort pods always do), then by priority, then by how much more.',
    'A pod whose use stays below its requests is evicted last: that is what requests are for.',
  ],
  undo: 'End the process: MemoryPressure ends 5 minutes later (evictionPressureTransitionPeriod). Evicted pods do not come back.',
  isDestructive: true,
  endsWithReboot: true,
  refusal: ({ machines }, target) =>
    machines.get(nodeOf(target)).isOn ? undefined : `${nodeOf(target)} is off.`,
  apply: ({ machines }, target) => {
    machines.get(nodeOf(target)).setShort('memory', true);
  },
  lift: ({ machines }, target) => {
    machines.get(nodeOf(target)).setShort('memory', false);
  },
};
