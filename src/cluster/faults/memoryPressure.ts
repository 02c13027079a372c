// A node runs short of memory: what its kubelet makes of it.
import type { Fault } from './fault';
import { shortageOf } from './shortage';

export const memoryPressure: Fault = {
  id: 'memory-pressure',
  title: 'Fill the memory',
  ...shortageOf('memory'),
  badge: 'memory full',
  does: 'A process of the system takes the node’s memory: 60 MiB are left, where the kubelet wants 100 MiB.',
  expect: () => [
    'Within 10 seconds MemoryPressure is True, and the node gets the taint memory-pressure:NoSchedule.',
    'Every 10 seconds the kubelet evicts one pod until 100 MiB are free: first those that use more than they requested (BestEffort pods always do), then by priority, then by how much more.',
    'A pod whose use stays below its requests is evicted last: that is what requests are for.',
  ],
  undo: 'End the process: MemoryPressure ends 5 minutes later (evictionPressureTransitionPeriod). Evicted pods do not come back.',
  endsWithReboot: true,
};
