// The control plane loses all its workers at once.
import type { Fault } from './fault';

export const controlPlanePartition: Fault = {
  id: 'control-plane-partition',
  title: 'Cut the control plane off the workers',
  group: 'Network',
  target: 'cluster',
  badge: 'cut off from workers',
  does: 'No packet passes between the control plane nodes and the workers. Workers still reach each other, and users outside reach both sides: kubectl the API server, browsers the workers.',
  expect: () => [
    'Requests are served as before: pods, Services and DNS need no control plane.',
    'After about 50 seconds all workers are NotReady. When every node of a zone is lost, evictions are slowed; when the whole cluster is, they stop: the control plane takes it that the fault is its own.',
    'kubectl get and apply work; logs, exec, port-forward and top, for which the API server asks the kubelet, end with "i/o timeout".',
    'Nothing that you change reaches a worker: new pods may be bound, and stay Pending.',
  ],
  undo: 'Mend the cable: kubelets report within seconds, and catch up.',
  apply: ({ machines }, _, key) => {
    // Who is outside of the cluster is on neither side.
    const side = (node: string): boolean | undefined => machines.byName.get(node)?.isControlPlane;
    machines.wires.setRule(key, { cuts: (from, to) => isOther(side(from), side(to)) });
  },
  lift: ({ machines }, _, key) => {
    machines.wires.removeRule(key);
  },
};

function isOther(a: boolean | undefined, b: boolean | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}
