// What an entry of the trace says, in words: the labels that the cluster's parts give their events,
// each with who it was and what they did.
import type { CauseEntry } from '../../cluster/history/clusterHistory';
import { faultTitle } from '../../cluster/faults/faults';
import type { CauseComponent, CauseStep } from './causeStep';
import { writerOf } from './writer';

type Words = Pick<CauseStep, 'component' | 'instance' | 'text'>;

/** The controller that works through a queue, by the label of its syncs. */
const CONTROLLERS: Readonly<Record<string, string>> = {
  'sync deployment': 'deployment-controller',
  'sync replicaset': 'replicaset-controller',
  'sync replicationcontroller': 'replication-controller',
  'sync daemonset': 'daemon-set-controller',
  'sync statefulset': 'statefulset-controller',
  'sync job': 'job-controller',
  'sync cronjob': 'cronjob-controller',
  'sync endpointslices': 'endpointslice-controller',
  'sync endpoints': 'endpoint-controller',
  'sync namespace': 'namespace-controller',
  'sync taint eviction': 'taint-eviction-controller',
  'sync node taints': 'node-controller',
  'sync pod readiness': 'node-controller',
  'taint node': 'node-controller',
  'monitor nodes': 'node-controller',
  'collect garbage': 'generic-garbage-collector',
  'collect pods': 'pod-garbage-collector',
  'attach volumes': 'attachdetach-controller',
  'sync claim': 'persistent-volume-binder',
  'sync volume': 'persistent-volume-binder',
  'sync volumes and claims': 'persistent-volume-binder',
};

const manager = (instance: string, text: string): Words => ({
  component: 'kube-controller-manager',
  instance,
  text,
});

/** Entries of a node begin with its name: `worker-1 default/web-1 nginx`. */
function onNode(component: CauseComponent, subject: string, says: (rest: string) => string): Words {
  const space = subject.indexOf(' ');
  const instance = space < 0 ? subject : subject.slice(0, space);
  return { component, instance, text: says(space < 0 ? '' : subject.slice(space + 1)) };
}

/** `default/web-1 nginx` as `container nginx of Pod default/web-1`. */
function containerName(rest: string): string {
  const [pod = '', container = ''] = splitLast(rest);
  return `container ${container} of Pod ${pod}`;
}

function probed(kind: string, subject: string): Words {
  return onNode('kubelet', subject, (rest) => `probed ${containerName(rest)} (${kind} probe)`);
}

const WORDS: Readonly<Record<string, (subject: string) => Words>> = {
  'watch event': (subject) => {
    const [user = '', what = ''] = splitLast(subject);
    return { ...writerOf(user), text: `was told of the change: it watches ${what}` };
  },
  'watch closed': (subject) => {
    const [user = '', what = ''] = splitLast(subject);
    return { ...writerOf(user), text: `lost its watch on ${what}` };
  },
  'reflector retry': (subject) => {
    const [user = '', what = ''] = splitLast(subject);
    return { ...writerOf(user), text: `tried again to watch ${what}` };
  },
  schedule: (subject) => ({
    component: 'kube-scheduler',
    text: `looked for a node for Pod ${subject}`,
  }),
  'scheduling cycle': () => ({
    component: 'kube-scheduler',
    text: 'took the next pod of its queue',
  }),
  'flush unschedulable pods': () => ({
    component: 'kube-scheduler',
    text: 'tries those again that have waited for long, every 30 s',
  }),
  'sync pod': (subject) =>
    onNode(
      'kubelet',
      subject,
      (pod) => `compared what Pod ${pod} asks for with what runs, and took the next step`,
    ),
  'sandbox ready': (subject) =>
    onNode(
      'container-runtime',
      subject,
      (pod) => `made the sandbox of Pod ${pod}: its network and address`,
    ),
  'image pulled': (subject) =>
    onNode('container-runtime', subject, (image) => `has the image ${image}`),
  'container started': (subject) =>
    onNode('container-runtime', subject, (rest) => `started ${containerName(rest)}`),
  'process ended': (subject) =>
    onNode('container-runtime', subject, (rest) => `saw the process of ${containerName(rest)} end`),
  'container exited': (subject) => {
    const [start = '', code = ''] = splitLast(subject);
    const says = (rest: string): string =>
      `reported ${containerName(rest)} as ended, exit code ${code}`;
    return onNode('container-runtime', start, says);
  },
  SIGKILL: (subject) =>
    onNode(
      'container-runtime',
      subject,
      (rest) => `killed ${containerName(rest)}: its grace period was over`,
    ),
  'node heartbeat': (subject) => ({
    component: 'kubelet',
    instance: subject,
    text: 'renews its lease every 10 s: "I am alive"',
  }),
  'eviction manager': (node) => ({
    component: 'kubelet',
    instance: node,
    text: 'looks every 10 s how much memory, disk space and process ids are left',
  }),
  'liveness probe': (subject) => probed('liveness', subject),
  'readiness probe': (subject) => probed('readiness', subject),
  'startup probe': (subject) => probed('startup', subject),
  'active deadline': (subject) =>
    onNode(
      'kubelet',
      subject,
      (pod) => `saw the time of Pod ${pod} (activeDeadlineSeconds) run out`,
    ),
  'register node': (subject) => ({
    component: 'kubelet',
    instance: subject,
    text: 'registered its node',
  }),
  'lease expired': () => ({ component: 'etcd', text: 'let what was kept for a time go' }),
  'monitor nodes': () =>
    manager('node-controller', 'looks every 5 s when each node was last heard of'),
  'taint node': () => manager('node-controller', 'taints nodes that are not heard of'),
  'collect pods': () =>
    manager('pod-garbage-collector', 'looks every 20 s for pods that nobody else will remove'),
  'collect garbage': () =>
    manager('generic-garbage-collector', 'looked who owns the object, and who it owns'),
  'wait for caches': (subject) => ({
    component: 'kube-controller-manager',
    instance: subject,
    text: 'began its work once it had read the cluster',
  }),
  request: (subject) => ({ component: 'outside', text: requestWords(subject) }),
  'power off': (subject) => ({ component: 'hardware', text: `${subject} was switched off` }),
  'power on': (subject) => ({ component: 'hardware', text: `${subject} was switched on` }),
  boot: (subject) => ({ component: 'hardware', text: `${subject} has started` }),
  join: (subject) => ({ component: 'hardware', text: `${subject} was added to the cluster` }),
  remove: (subject) => ({ component: 'hardware', text: `${subject} was taken away` }),
  kill: (subject) => ({
    component: 'hardware',
    text: `a container of Pod ${subject} was killed by hand`,
  }),
  'wait for API': (subject) => ({
    component: 'outside',
    instance: subject,
    text: `${subject} waited for the API server to serve`,
  }),
  fault: (subject) => ({ component: 'hardware', text: faultWords(subject) }),
  'lift fault': (subject) => ({ component: 'hardware', text: `the fault was undone: ${subject}` }),
  init: () => ({ component: 'outside', text: 'kubeadm set the cluster up' }),
};

/** Words for an entry that is no write; the label and the subject as they are where none are known. */
export function entryWords({ label, subject }: CauseEntry): Words {
  if (label === 'enqueue later') return waited(subject);
  const known = WORDS[label];
  if (known !== undefined) return known(subject);
  const controller = CONTROLLERS[label];
  if (controller !== undefined)
    return manager(controller, `compared the wish with what there is, for ${subject}`);
  if (label.startsWith('sync '))
    return {
      component: 'kube-controller-manager',
      text: `compared the wish with what there is, for ${subject}`,
    };
  return { component: 'kube-controller-manager', text: `${label} ${subject}`.trim() };
}

/** Of an input that is no request and has no words of its own. */
export function inputWords({ label, subject }: Pick<CauseEntry, 'label' | 'subject'>): string {
  return WORDS[label]?.(subject).text ?? `${label} ${subject}`.trim();
}

/** `node-crash worker-1` */
function faultWords(subject: string): string {
  const [id = '', ...target] = subject.split(' ');
  return `this was done to ${target.join(' ')}: ${faultTitle(id)}`;
}

function waited(subject: string): Words {
  const [label = '', key = ''] = splitLast(subject);
  const text = `had waited, and looked at ${key} again`;
  return manager(CONTROLLERS[label] ?? '', text);
}

/** `kubernetes-admin (kubectl-client-side-apply) create deployments.apps default/web` */
function requestWords(subject: string): string {
  const match = /^(.+?)(?: \(([^)]+)\))? (\S+) (\S+)(?: (\S+))?$/.exec(subject);
  if (match === null) return `asked: ${subject}`;
  const [, user = '', tool, verb = '', resource = '', key = ''] = match;
  const command = TOOLS.find(([start]) => tool?.startsWith(start))?.[1];
  const by = command === undefined ? '' : ` with ${command}`;
  return `${user} asked the API server${by}: ${verb} ${resource} ${key}`.trimEnd();
}

/** What a field manager's name tells of the command. */
const TOOLS: readonly (readonly [start: string, command: string])[] = [
  ['kubectl-client-side-apply', 'kubectl apply'],
  ['kubectl-last-applied', 'kubectl apply'],
  ['kubectl-create', 'kubectl create'],
  ['kubectl-edit', 'kubectl edit'],
  ['kubectl-scale', 'kubectl scale'],
  ['kubectl-rollout', 'kubectl rollout'],
  ['kubectl-set', 'kubectl set'],
  ['kubectl-patch', 'kubectl patch'],
  ['kubectl-label', 'kubectl label'],
  ['kubectl-annotate', 'kubectl annotate'],
  ['kubectl', 'kubectl'],
  ['helm', 'Helm'],
];

function splitLast(text: string): readonly [string, string] {
  const space = text.lastIndexOf(' ');
  return space < 0 ? ['', text] : [text.slice(0, space), text.slice(space + 1)];
}
