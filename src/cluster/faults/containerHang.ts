// A process that does nothing any more, as in a deadlock.
import type { Fault } from './fault';
import { notRunning, targetContainer } from './targetContainer';

export const containerHang: Fault = {
  id: 'container-hang',
  title: 'Hang the container',
  group: 'Containers',
  target: 'container',
  badge: 'hangs',
  does: 'The container’s process stands still, as in a deadlock: connections are accepted, and nothing is answered.',
  expect: () => [
    'With a liveness probe: after 3 failures (30 seconds by default) the kubelet kills it, waits the grace period in vain (30 seconds; it does not hear SIGTERM), and starts a new one, which is well.',
    'With a readiness probe: the pod leaves its Services after 3 failures.',
    'Without probes: it stays Running and Ready for ever, and requests to it time out. That is what probes are for.',
  ],
  undo: 'Let it go on; or restart the container or its pod.',
  refusal: notRunning,
  apply: (world, target) => {
    const found = targetContainer(world, target);
    if (found?.running !== undefined) found.machine.freeze(found.running);
  },
  lift: (world, target) => {
    const found = targetContainer(world, target);
    if (found?.running !== undefined) found.machine.thaw(found.running);
  },
  isOver: (world, target) => {
    const found = targetContainer(world, target);
    return found?.running === undefined || !found.machine.runtime.isFrozen(found.running);
  },
};
