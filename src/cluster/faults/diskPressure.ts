// A node runs short of disk space: what its kubelet makes of it.
import type { Fault } from './fault';
import { shortageOf } from './shortage';

export const diskPressure: Fault = {
  id: 'disk-pressure',
  title: 'Fill the disk',
  ...shortageOf('disk'),
  badge: 'disk full',
  does: 'Something fills the node’s disk: 5 % of it are left, where the kubelet wants 10 %.',
  expect: () => [
    'Within 10 seconds the kubelet deletes images that no container uses. That is not enough here: DiskPressure is True, the node gets the taint disk-pressure:NoSchedule, and it evicts a pod every 10 seconds.',
    'Evicted pods stay as Failed with reason Evicted; their controllers make new ones on other nodes. Pods of system-critical priority and static pods are spared.',
    'Pods that come all the same are rejected: "The node had condition: [DiskPressure]".',
  ],
  undo: 'Clear the disk: DiskPressure ends 5 minutes later (evictionPressureTransitionPeriod), and the taint with it. Evicted pods do not come back.',
};
