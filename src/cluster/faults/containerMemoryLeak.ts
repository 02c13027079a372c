// A program that takes more and more memory, until the kernel or the kubelet ends it.
import { isPodTerminal } from '../../apis/core/podState';
import type { Fault } from './fault';
import { notRunning, targetContainer } from './targetContainer';

export const containerMemoryLeak: Fault = {
  id: 'container-memory-leak',
  title: 'Leak memory',
  group: 'Containers',
  target: 'container',
  badge: 'leaks memory',
  does: 'The program takes more and more memory: as much as its limit within a minute, or without a limit 8 MiB a second.',
  expect: () => [
    'kubectl top pod shows it grow.',
    'With a limit: after about a minute the kernel kills it (exit code 137, reason OOMKilled), and the kubelet restarts it. The leak is in the program: it starts over, and the pauses grow (CrashLoopBackOff).',
    'Without a limit: the node runs short instead. Below 100 MiB the kubelet reports MemoryPressure and evicts pods, those first that use more than they requested.',
  ],
  undo: 'Mend the program: what has leaked is given back.',
  refusal: notRunning,
  apply: (world, target) => {
    const found = targetContainer(world, target);
    if (found?.running !== undefined) found.machine.memory.leak(found.running, found.spec);
  },
  lift: (world, target) => {
    const found = targetContainer(world, target);
    found?.machine.memory.stopLeak(found.podUid, found.spec.name);
  },
  isOver: (world, target) => {
    const found = targetContainer(world, target);
    if (found === undefined || isPodTerminal(found.pod)) return true;
    return !found.machine.memory.isLeaking(found.podUid, found.spec.name);
  },
};
