// What each part of a cluster is for, in words for a beginner, with the name that tutorials used to
// give it. Used by the tree's tooltips and by the diagram when a component is clicked.

export type ComponentId =
  | 'kubectl'
  | 'kube-apiserver'
  | 'etcd'
  | 'kube-scheduler'
  | 'kube-controller-manager'
  | 'kubelet'
  | 'container-runtime'
  | 'kube-proxy'
  | 'coredns';

export interface Role {
  readonly id: ComponentId;
  readonly title: string;
  /** One line: what it is. */
  readonly summary: string;
  /** A few sentences: what it does, and what is lost without it. */
  readonly explanation: string;
  /** What older tutorials call it, where that differs. */
  readonly oldName?: string;
  /** The page of the Kubernetes documentation. */
  readonly link: string;
}

const DOCS = 'https://kubernetes.io/docs';

export const ROLES: Readonly<Record<ComponentId, Role>> = {
  kubectl: {
    id: 'kubectl',
    title: 'kubectl',
    summary: 'Your tool: it sends your manifests and questions to the API server.',
    explanation:
      'kubectl runs on your computer, not in the cluster. It turns a command or a manifest into a request to the API server and prints the answer. It never talks to a node or to etcd.',
    link: `${DOCS}/reference/kubectl/`,
  },
  'kube-apiserver': {
    id: 'kube-apiserver',
    title: 'API server',
    summary: 'The front door: everybody talks to it, and nobody talks past it.',
    explanation:
      'It checks who asks and whether the request makes sense, stores objects in etcd, and tells everyone who watches what has changed. Without it nothing can be changed or seen, but pods that run keep running.',
    link: `${DOCS}/concepts/architecture/#kube-apiserver`,
  },
  etcd: {
    id: 'etcd',
    title: 'etcd',
    summary: "The cluster's memory: every object is stored here, and only here.",
    explanation:
      'A key-value store that keeps each object with a revision number. Only the API server reads and writes it. Lose it without a backup and the cluster forgets everything that you told it.',
    link: `${DOCS}/concepts/architecture/#etcd`,
  },
  'kube-scheduler': {
    id: 'kube-scheduler',
    title: 'Scheduler',
    summary: 'Chooses a node for every new pod.',
    explanation:
      'It watches for pods without a node, rules out the nodes where the pod does not fit, ranks the rest and writes its choice into the pod. It starts nothing itself. Without it new pods stay Pending.',
    link: `${DOCS}/concepts/architecture/#kube-scheduler`,
  },
  'kube-controller-manager': {
    id: 'kube-controller-manager',
    title: 'Controller manager',
    summary: 'Keeps what is in step with what you asked for.',
    explanation:
      'Many controllers in one process, each a loop: compare the wish (spec) with what there is (status) and do the next small thing to bring them together. The ReplicaSet controller replaces lost pods; the node controller notices lost nodes. Without it nothing is replaced any more.',
    oldName: 'Older tutorials just say "controller".',
    link: `${DOCS}/concepts/architecture/#kube-controller-manager`,
  },
  kubelet: {
    id: 'kubelet',
    title: 'kubelet',
    summary: "The node's caretaker: starts the pods that are assigned to its node.",
    explanation:
      'It runs on every node, watches the API server for pods with its node in their spec, has the container runtime start and stop their containers, and reports how they are. Every 10 seconds it renews a lease: "I am alive".',
    link: `${DOCS}/concepts/architecture/#kubelet`,
  },
  'container-runtime': {
    id: 'container-runtime',
    title: 'Container runtime',
    summary: 'Pulls images and runs containers, on the orders of the kubelet.',
    explanation:
      'containerd here. It fetches an image from a registry, unpacks it, and runs it as isolated processes that share the kernel of the node.',
    oldName:
      'Older tutorials say "Docker": since Kubernetes 1.24 the kubelet talks to containerd directly. Images built with Docker run as before.',
    link: `${DOCS}/setup/production-environment/container-runtimes/`,
  },
  'kube-proxy': {
    id: 'kube-proxy',
    title: 'kube-proxy',
    summary: 'Makes the address of a Service lead to one of its pods.',
    explanation:
      'It runs on every node, watches Services and their endpoints, and keeps the packet rules of its node in step with them. Traffic does not pass through it; without it the rules go stale.',
    link: `${DOCS}/concepts/architecture/#kube-proxy`,
  },
  coredns: {
    id: 'coredns',
    title: 'Cluster DNS (CoreDNS)',
    summary: 'Turns the name of a Service into its address.',
    explanation:
      'An add-on that runs as ordinary pods. A container that asks for "redis-master" is given the address of the Service of that name.',
    link: `${DOCS}/concepts/services-networking/dns-pod-service/`,
  },
};

/** What a node is, by what it does in the cluster. */
export const NODE_ROLES = {
  controlPlane: {
    title: 'Control plane node',
    summary: 'Runs the components that decide: API server, etcd, scheduler, controller manager.',
    oldName: 'Older tutorials call it the "master" node.',
    link: `${DOCS}/concepts/architecture/#control-plane-components`,
  },
  worker: {
    title: 'Worker node',
    summary: 'A computer that runs your pods. When it fails, its pods fail with it.',
    oldName: 'Just "node" in the Kubernetes documentation.',
    link: `${DOCS}/concepts/architecture/nodes/`,
  },
} as const;
