// The control plane loses all its workers at once.
import type { Fault } from './fault';

export const controlPlanePartition: Fault = {
  id: 'control-plane-partition',
  title: 'Cut the control plane off the workers',
  group: 'Network',
  target: 'cluster',
  badge: 'cut off from workers',
  does: 'No packet passes between the control plane nodes and the workers. Workers still reach each other.',
  expect: () => [
    'Requests are served as before: pods, Services and DNS need no control plane.',
    'After about 50 seconds all workers are NotReady. When every node of a zone is lost, evictions are slowed; when the whole cluster is, they stop: the control plane takes it that the fault is its own.',
    'Nothing that you change reaches a worker: new pods may be bound, and stay Pending.',
  ],
  undo: 'Mend the cable: kubelets report within seconds, and catch up.',
  apply: ({ machines }, _, key) => {
    // Who is outside of the cluster is on the side of the control plane.
    const isWorker = (node: string): boolean => machines.byName.get(node)?.isControlPlane === false;
    machines.wires.setRule(key, { cuts: (from, to) => isWorker(from) !== isWorker(to) });
  },
  lift: ({ machines }, _, key) => {
    machines.wires.removeRule(key);
  },
};
