// The table of what still works while a part is down: its rows as faults, its columns as things that
// are tried, and the sentences that say why.
import { isNodeReady } from '../../../src/apis/core/nodeState';
import type { Pod } from '../../../src/apis/generated/core/v1';
import { CONFIG_MAPS, DEPLOYMENTS, PODS } from '../../../src/apis/resources';
import type { FaultTarget } from '../../../src/cluster/faults/fault';
import { isRolledOut, type ClusterLab } from '../clusterLab';
import { request } from './faultLab';

/** `elsewhere`: not on the node that is concerned. */
export type Cell = 'yes' | 'no' | 'elsewhere';

export interface Row {
  readonly id: string;
  readonly title: string;
  readonly fault: string;
  readonly target: FaultTarget;
  /** The node that is concerned, where not all are. */
  readonly node?: string;
}

export interface Column {
  readonly id: string;
  readonly title: string;
  /** It makes a difference where it is tried. */
  readonly isLocal?: true;
  /** Whether it works, on the node `place` where that makes a difference. */
  works(lab: ClusterLab, place: string): boolean;
  /** Why it works whatever is down. */
  readonly yes: string;
  /** Why it does not, by row; `node`: for rows about one node. */
  readonly no: Readonly<Record<string, string>>;
}

const CONTROL_PLANE = 'control-plane';
const NODE = 'worker-1';
const OTHER = 'worker-2';

export const ROWS: readonly Row[] = [
  ...(['kube-apiserver', 'etcd', 'kube-scheduler', 'kube-controller-manager'] as const).map(
    (component): Row => ({
      id: component,
      title: component,
      fault: 'component-stop',
      target: { node: CONTROL_PLANE, component },
    }),
  ),
  row('kubelet', 'kubelet of a node', 'kubelet-stop'),
  row('container-runtime', 'container runtime of a node', 'runtime-stop'),
  row('kube-proxy', 'kube-proxy of a node', 'kube-proxy-stop'),
  { id: 'coredns', title: 'CoreDNS', fault: 'dns-down', target: {} },
  {
    id: 'control-plane-node',
    title: 'whole control plane node',
    fault: 'node-crash',
    target: { node: CONTROL_PLANE },
  },
  row('worker-node', 'whole worker node', 'node-crash'),
];

function row(id: string, title: string, fault: string): Row {
  return { id, title, fault, target: { node: NODE }, node: NODE };
}

/** The value of a cell: it is tried on the node that is concerned, and on another. */
export function cellOf(lab: ClusterLab, { node }: Row, column: Column): Cell {
  const onNode = column.works(lab, node ?? NODE);
  if (node === undefined || column.isLocal !== true) return onNode ? 'yes' : 'no';
  const elsewhere = column.works(lab, OTHER);
  if (onNode && elsewhere) return 'yes';
  return elsewhere ? 'elsewhere' : 'no';
}

const NO_API = 'Every request goes through the API server, and it does not answer.';
const NO_ETCD = 'The API server reads and writes everything in etcd.';
const NO_CONTROL_PLANE = 'The API server is gone with its only node.';

/** In the order in which they are tried: what changes more comes later. */
export const COLUMNS: readonly Column[] = [
  {
    id: 'running-pods-serve',
    title: 'running pods serve',
    isLocal: true,
    works: (lab, place) => {
      const address = podOn(lab, place)?.status.podIP ?? '';
      return connects(lab, 'worker-3', address);
    },
    yes: 'Containers are processes of the node’s kernel: they need no part of Kubernetes to go on, and packets between nodes need none either.',
    no: { 'worker-node': 'The node has no power: its containers are gone.' },
  },
  {
    id: 'services-route',
    title: 'Services route to known endpoints',
    isLocal: true,
    works: (lab, place) => {
      const address = lab.state.services.get('default', 'web')?.spec?.clusterIP ?? '';
      return Array.from({ length: 12 }).every(() => connects(lab, place, address));
    },
    yes: 'The rules for Services are in the kernel of each node: kube-proxy only writes them.',
    no: {
      'worker-node':
        'Nothing runs on the node that could ask. Other nodes route past it as soon as it is found NotReady.',
    },
  },
  {
    id: 'names-resolve',
    title: 'DNS names resolve',
    isLocal: true,
    works: (lab, place) => {
      const machine = lab.cluster.machines.get(place);
      return machine?.isOn === true && machine.network.lookup('web', 'default').kind === 'found';
    },
    yes: 'CoreDNS is a Deployment of two pods: one that runs is enough, and it answers from what it last heard.',
    no: {
      coredns: 'Nobody answers questions for names. Addresses still work.',
      'worker-node': 'Nothing runs on the node that could ask.',
    },
  },
  {
    id: 'kubectl-get',
    title: 'kubectl get',
    works: (lab) => succeeds(() => lab.admin.list(PODS, 'default')),
    yes: 'It needs the API server and etcd, and both run.',
    no: { 'kube-apiserver': NO_API, etcd: NO_ETCD, 'control-plane-node': NO_CONTROL_PLANE },
  },
  {
    id: 'kubectl-apply',
    title: 'kubectl apply',
    works: (lab) =>
      succeeds(() =>
        lab.admin.create(CONFIG_MAPS, 'default', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { generateName: 'probe-' },
        }),
      ),
    yes: 'It needs the API server and etcd, and both run. What is made of the object is another matter.',
    no: { 'kube-apiserver': NO_API, etcd: NO_ETCD, 'control-plane-node': NO_CONTROL_PLANE },
  },
  {
    id: 'crashed-containers-restart',
    title: 'crashed containers restart',
    isLocal: true,
    works: (lab, place) => {
      const machine = lab.cluster.machines.get(place);
      const uid = podOn(lab, place)?.metadata.uid ?? '';
      const attempt = (): number =>
        machine?.sandboxOf(uid)?.containers.get('nginx')?.current.attempt ?? -1;
      const before = attempt();
      if (machine?.crashContainer(uid, 'nginx') !== true) return false;
      return within(lab, 30_000, () => attempt() > before);
    },
    yes: 'The kubelet of the node restarts containers by itself: it asks nobody.',
    no: {
      kubelet: 'It is the kubelet that restarts containers.',
      'container-runtime': 'The kubelet has nobody to start a container with.',
      'worker-node': 'Nothing runs there.',
    },
  },
  {
    id: 'new-pods-are-scheduled',
    title: 'new pods are scheduled',
    works: (lab) => {
      const name = createPod(lab);
      return (
        name !== undefined && within(lab, 30_000, () => lab.pod(name)?.spec.nodeName !== undefined)
      );
    },
    yes: 'It needs the API server, etcd and the scheduler, and they run. NotReady nodes are passed over.',
    no: {
      'kube-apiserver': NO_API,
      etcd: NO_ETCD,
      'control-plane-node': NO_CONTROL_PLANE,
      'kube-scheduler': 'Nobody else chooses nodes: the pod stays Pending, without an event.',
    },
  },
  {
    id: 'scheduled-pods-start',
    title: 'scheduled pods start',
    isLocal: true,
    works: (lab, place) => {
      const name = createPod(lab, place);
      return (
        name !== undefined && within(lab, 30_000, () => lab.pod(name)?.status.phase === 'Running')
      );
    },
    yes: 'The node’s kubelet hears of the pod from the API server, and starts it.',
    no: {
      'kube-apiserver': 'No pod can be made or bound, and the kubelet would not hear of it.',
      etcd: NO_ETCD,
      'control-plane-node': NO_CONTROL_PLANE,
      kubelet: 'Its kubelet would have to start it.',
      'container-runtime': 'The kubelet has nobody to start it with.',
      'worker-node': 'Nobody on the node hears of it.',
    },
  },
  {
    id: 'services-notice-changed-endpoints',
    title: 'Services notice changed endpoints',
    isLocal: true,
    works: (lab, place) => {
      lab.runFor(10_000);
      const gone = podOn(lab, 'worker-3');
      if (gone === undefined) return false;
      const address = gone.status.podIP;
      const deletes = (): unknown =>
        lab.admin.delete(PODS, 'default', gone.metadata.name, { gracePeriodSeconds: 0 });
      if (!succeeds(deletes)) return false;
      const machine = lab.cluster.machines.get(place);
      return (
        machine?.isOn === true &&
        within(lab, 30_000, () =>
          machine.kubeProxy
            .endpointsAt('default', 'web', '')
            .every((each) => each.address !== address),
        )
      );
    },
    yes: 'The controller manager writes EndpointSlices, and kube-proxy makes rules of them.',
    no: {
      'kube-apiserver': 'kube-proxy hears of endpoints from the API server.',
      etcd: 'Nothing can be written: the endpoints stay as they are.',
      'control-plane-node': NO_CONTROL_PLANE,
      'kube-controller-manager':
        'Nobody writes EndpointSlices: requests still go to pods that are gone.',
      'kube-proxy': 'Its rules on this node are stale.',
      'worker-node': 'Nothing runs on the node.',
    },
  },
  {
    id: 'lost-pods-are-replaced',
    title: 'lost pods are replaced',
    works: (lab) => {
      lab.runFor(10_000);
      const lost = podOn(lab, OTHER);
      const others = new Set(lab.pods('web').map(({ metadata }) => metadata.uid));
      if (lost === undefined) return false;
      if (
        !succeeds(() => {
          lab.admin.delete(PODS, 'default', lost.metadata.name, { gracePeriodSeconds: 0 });
        })
      )
        return false;
      return within(lab, 60_000, () =>
        lab
          .pods('web')
          .some(({ metadata, status }) => !others.has(metadata.uid) && status.phase === 'Running'),
      );
    },
    yes: 'The ReplicaSet controller makes a new pod, the scheduler places it, a kubelet starts it.',
    no: {
      'kube-apiserver': NO_API,
      etcd: NO_ETCD,
      'control-plane-node': NO_CONTROL_PLANE,
      'kube-scheduler': 'A new pod is made, and stays Pending.',
      'kube-controller-manager':
        'It is the ReplicaSet controller, a part of it, that makes new pods.',
    },
  },
  {
    id: 'rolling-updates-proceed',
    title: 'rolling updates proceed',
    works: (lab) => {
      const containers = [{ name: 'nginx', image: 'nginx:1.28' }];
      const body = { spec: { template: { spec: { containers } } } };
      const generation = lab.deployment('web')?.metadata.generation ?? 0;
      const update = (): unknown =>
        lab.admin.patch(DEPLOYMENTS, 'default', 'web', { type: 'strategic', body });
      if (!succeeds(update)) return false;
      return within(lab, 120_000, () => {
        const deployment = lab.deployment('web');
        return (deployment?.metadata.generation ?? 0) > generation && isRolledOut(deployment);
      });
    },
    yes: 'The Deployment controller goes on as new pods become ready, on nodes that are Ready.',
    no: {
      'kube-apiserver': NO_API,
      etcd: NO_ETCD,
      'control-plane-node': NO_CONTROL_PLANE,
      'kube-scheduler':
        'The first new pod stays Pending, and the update waits for it. Old pods go on serving.',
      'kube-controller-manager':
        'It is the Deployment controller, a part of it, that does the update.',
    },
  },
  {
    id: 'node-failures-are-noticed',
    title: 'node failures are noticed',
    works: (lab) => {
      lab.crash('worker-3');
      return within(lab, 70_000, () => {
        const node = lab.node('worker-3');
        return node !== undefined && !isNodeReady(node);
      });
    },
    yes: 'The node controller misses the heartbeats for 50 seconds, and says NotReady.',
    no: {
      'kube-apiserver': 'Heartbeats arrive nowhere, and nobody could write that they are missed.',
      etcd: NO_ETCD,
      'control-plane-node': NO_CONTROL_PLANE,
      'kube-controller-manager':
        'It is the node controller, a part of it, that notices: the node stays Ready.',
    },
  },
];

function podOn(lab: ClusterLab, node: string): Pod | undefined {
  return lab
    .pods('web')
    .find(
      ({ spec, metadata }) => spec.nodeName === node && metadata.deletionTimestamp === undefined,
    );
}

function connects(lab: ClusterLab, from: string, address: string): boolean {
  const isOn = lab.cluster.machines.get(from)?.isOn === true;
  return isOn && request(lab, from, address) === 'connected';
}

function succeeds(action: () => unknown): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}

function within(lab: ClusterLab, limitMs: number, done: () => boolean): boolean {
  return lab.cluster.simulation.runUntilTrue(done, limitMs);
}

/** Its name; undefined where the API server takes none. */
function createPod(lab: ClusterLab, nodeName?: string): string | undefined {
  try {
    return lab.admin.create(PODS, 'default', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { generateName: 'probe-' },
      spec: {
        containers: [{ name: 'main', image: 'nginx:1.29' }],
        ...(nodeName === undefined ? {} : { nodeName }),
      },
    }).metadata.name;
  } catch {
    return undefined;
  }
}
