// The main process of a container is killed.
import type { Fault } from './fault';
import { notRunning, targetContainer } from './targetContainer';

export const containerCrash: Fault = {
  id: 'container-crash',
  title: 'Crash the container',
  group: 'Containers',
  target: 'container',
  badge: 'crashed',
  does: 'The container’s main process gets SIGKILL: exit code 137, reason Error.',
  expect: () => [
    'The kubelet sees it within a second and, with restartPolicy Always, starts a new one at once: RESTARTS counts 1, the pod keeps its name, node and address.',
    'Crash it again and again, and the pauses grow: 10, 20, 40 seconds and so on up to 5 minutes (CrashLoopBackOff). 10 minutes without a crash reset them.',
  ],
  undo: 'Nothing to undo: the kubelet restarts it.',
  refusal: notRunning,
  apply: (world, target) => {
    const found = targetContainer(world, target);
    if (found?.running !== undefined) found.machine.runtime.kill(found.running);
  },
};
