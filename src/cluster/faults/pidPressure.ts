// A node runs short of process ids: what its kubelet makes of it.
import type { Fault } from './fault';
import { shortageOf } from './shortage';

export const pidPressure: Fault = {
  id: 'pid-pressure',
  title: 'Use up the process ids',
  ...shortageOf('pid'),
  badge: 'out of process ids',
  does: 'Something forks without end: 5 % of the process ids are left, where this kubelet wants 10 % (a setting that clouds make; by default there is none).',
  expect: () => [
    'Within 10 seconds PIDPressure is True, and the node gets the taint pid-pressure:NoSchedule.',
    'It does not help, so the kubelet evicts a pod every 10 seconds, those of low priority first.',
  ],
  undo: 'End the fork bomb: PIDPressure ends 5 minutes later (evictionPressureTransitionPeriod). Evicted pods do not come back.',
  endsWithReboot: true,
};
