// An application that says that it is not ready, and goes on working.
import type { Fault } from './fault';
import { notRunning, targetContainer, type TargetContainer } from './targetContainer';

export const containerNotReady: Fault = {
  id: 'container-not-ready',
  title: 'Let the container not be ready',
  group: 'Containers',
  target: 'container',
  badge: 'not ready',
  does: 'The application answers its readiness probe with 503, as one does that has lost its database.',
  expect: () => [
    'After 3 failures (30 seconds by default) the pod is Running but 0/1 ready, with events Unhealthy, and it leaves the endpoints of its Services.',
    'It is not restarted: readiness decides about requests, liveness about restarts.',
    'When all pods of a Service are not ready, its requests are refused. A rolling update waits for ready pods.',
  ],
  undo: 'Let it answer 200 again: after one success it is ready, and gets requests.',
  refusal: (world, target) => {
    const probe = targetContainer(world, target)?.spec.readinessProbe;
    if (probe !== undefined) return notRunning(world, target);
    return 'The container has no readiness probe: while it runs, Kubernetes takes it to be ready.';
  },
  apply: (world, target) => {
    setUnready(targetContainer(world, target), true);
  },
  lift: (world, target) => {
    setUnready(targetContainer(world, target), false);
  },
  isOver: (world, target) => {
    const found = targetContainer(world, target);
    if (found === undefined) return true;
    const { knownTroubles } = found.machine.runtime;
    return knownTroubles?.isUnready(found.podUid, found.spec.name) !== true;
  },
};

function setUnready(found: TargetContainer | undefined, isUnready: boolean): void {
  if (found === undefined) return;
  const { machine, podUid, spec } = found;
  machine.runtime.troubles.setUnready(podUid, spec.name, isUnready);
  machine.runtime.recheckProbes(podUid);
}
