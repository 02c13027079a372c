// A part of the control plane is starved of processor or disk.
// Differs from Kubernetes: what is slow is the news that it gets or gives. A request is answered at once (see
// client.ts), so that none times out and no lease is lost; the learner reads it in what to expect.
import type { ControlPlaneComponent } from '../controlPlaneManifests';
import type { WireRule } from '../network/wires';
import { componentOf, refusedOnWorker } from './componentStop';
import { nodeOf, type Fault } from './fault';

const DELAY_MS = 3_000;

const ONLY_NEWS =
  'Simulated is only that news (watches) is late. Requests, those of kubectl too, are answered at once: nothing times out, and no lease is lost. A real API server that is this slow answers kubectl after seconds, and one that takes 5 seconds or more costs scheduler and controller manager their leadership.';

const EXPECT: Readonly<Record<ControlPlaneComponent, readonly string[]>> = {
  'kube-apiserver': [
    'Everybody hears of every change three seconds late: a Deployment takes a chain of such delays (controller, scheduler, kubelet) until its pods run.',
    'More conflicts: components act on what they last heard of, and have to try again.',
    ONLY_NEWS,
  ],
  etcd: [
    'The API server waits for etcd: everybody hears of every change three seconds late, as with a slow disk.',
    'Of several control plane nodes only the one with this etcd is concerned.',
    ONLY_NEWS,
  ],
  'kube-scheduler': ['A new pod is Pending for three seconds before it is bound to a node.'],
  'kube-controller-manager': [
    'Each step of a controller comes three seconds late: Deployment, ReplicaSet and endpoints follow one another slowly.',
    'The node controller is late too: a failed node is noticed a few seconds later.',
  ],
};

const USERS: Readonly<Partial<Record<ControlPlaneComponent, string>>> = {
  'kube-scheduler': 'system:kube-scheduler',
  'kube-controller-manager': 'system:kube-controller-manager',
};

export const componentSlow: Fault = {
  id: 'component-slow',
  title: 'Slow a part of the control plane down',
  group: 'Control plane',
  target: 'component',
  badge: 'slow',
  does: 'It lacks processor time (etcd: a fast disk): what it is told, or tells others, comes three seconds late.',
  expect: ({ component }) => (component === undefined ? [] : EXPECT[component]),
  undo: 'Give it back its speed: what is sent from then on is in time.',
  refusal: refusedOnWorker,
  apply: ({ machines }, target, key) => {
    machines.wires.setRule(key, ruleFor(nodeOf(target), componentOf(target)));
  },
  lift: ({ machines }, _, key) => {
    machines.wires.removeRule(key);
  },
};

function ruleFor(node: string, component: ControlPlaneComponent): WireRule {
  const ofUser = USERS[component];
  return {
    delayMs: (from, to, user) =>
      (ofUser === undefined ? to === node && user !== '' : from === node && user === ofUser)
        ? DELAY_MS
        : 0,
  };
}
