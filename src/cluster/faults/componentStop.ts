// A part of the control plane is stopped as administrators do it: its manifest is moved away from
// /etc/kubernetes/manifests, and the kubelet of the node ends its pod.
import type { ControlPlaneComponent } from '../controlPlaneManifests';
import { nodeOf, type Fault, type FaultTarget, type FaultWorld } from './fault';

const EXPECT: Readonly<Record<ControlPlaneComponent, readonly string[]>> = {
  'kube-apiserver': [
    'kubectl is refused: "The connection to the server ... was refused".',
    'Running pods go on serving, Services and DNS go on working, and the kubelet restarts containers that crash: it needs nobody for that.',
    'Nothing else happens: no scheduling, no replacing, no noticing. Nodes are not even found NotReady.',
  ],
  etcd: [
    'The API server has nowhere to read or write: nothing can be got or changed.',
    'Running pods go on serving, and crashed containers are restarted.',
    'When etcd is back, everything is as it was before: its data were on disk.',
  ],
  'kube-scheduler': [
    'New pods stay Pending, without any event: nobody looks at them.',
    'Everything else works: Deployments make pods, nodes that fail are noticed, crashed containers are restarted.',
  ],
  'kube-controller-manager': [
    'Nothing is replaced: a pod that you delete stays gone, a Deployment that you scale or change does nothing.',
    'Nodes that fail are not noticed, and endpoints of Services do not change any more: requests go on to pods that are gone.',
    'New bare pods are still scheduled and started, and crashed containers are restarted.',
  ],
};

/** What there is several of. */
const EXPECT_OF_ONE_OF_SEVERAL: typeof EXPECT = {
  'kube-apiserver': [
    'kubectl goes on as before: the load balancer sends it to another API server.',
    'The scheduler and the controller manager beside it have lost theirs: those of another node take over when the Leases have run out.',
  ],
  etcd: [
    'Everything goes on as long as a majority of its members is left.',
    'If this one led, the others elect another leader within seconds.',
    'The API server beside it has lost its etcd: the load balancer sends requests to another.',
    'When it is back, it catches up with what it has missed, and follows.',
  ],
  'kube-scheduler': [
    'If this one led, new pods wait until its Lease has run out, after about 15 seconds: then another takes over.',
    'If it was on standby, nothing changes.',
  ],
  'kube-controller-manager': [
    'If this one led, nothing is replaced until its Lease has run out, after about 15 seconds: then another takes over.',
    'If it was on standby, nothing changes.',
  ],
};

export const componentStop: Fault = {
  id: 'component-stop',
  title: 'Stop a part of the control plane',
  group: 'Control plane',
  target: 'component',
  badge: 'stopped',
  does: 'Its manifest is moved away from /etc/kubernetes/manifests: the kubelet ends its static pod, which stays away.',
  expect: ({ component }, controlPlaneNodes) => {
    if (component === undefined) return [];
    return (controlPlaneNodes > 1 ? EXPECT_OF_ONE_OF_SEVERAL : EXPECT)[component];
  },
  undo: 'Start it: the manifest comes back, the kubelet starts the pod, and it catches up with what it has missed.',
  refusal: refusedOnWorker,
  apply: ({ machines }, target) => {
    machines.get(nodeOf(target)).moveManifestAway(componentOf(target));
  },
  lift: ({ machines }, target) => {
    machines.get(nodeOf(target)).moveManifestBack(componentOf(target));
  },
};

export function refusedOnWorker({ machines }: FaultWorld, target: FaultTarget): string | undefined {
  const node = nodeOf(target);
  return machines.get(node).isControlPlane
    ? undefined
    : `${node} is a worker: no part of the control plane runs on it.`;
}

export function componentOf({ component }: FaultTarget): ControlPlaneComponent {
  if (component === undefined) throw new Error('This needs a part of the control plane.');
  return component;
}
