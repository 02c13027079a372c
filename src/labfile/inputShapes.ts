// What a lab file says of each input. A new kind of input needs a line here: the compiler says so.
import type { ClusterInput } from '../cluster/clusterInput';
import {
  ANY,
  field,
  list,
  object,
  oneOfWords,
  required,
  STRING_MAP,
  TEXT,
  whole,
  type Field,
} from './shape';

const SESSION = required(whole(0, 1e9), 'The number of the session or connection.');
const NODE = required(TEXT, 'The name of the node.');
const NAMESPACE = required(TEXT, 'The namespace of the pod.');
const POD = required(TEXT, 'The name of the pod.');
const FAULT = {
  fault: required(TEXT, 'What breaks: the id of a fault.'),
  target: required(ANY, 'Where it breaks.'),
};

const REQUEST = object({
  verb: required(
    oneOfWords('create', 'update', 'patch', 'delete', 'deletecollection'),
    'What is asked for.',
  ),
  apiVersion: required(TEXT, 'Group and version of the resource: `apps/v1`.'),
  kind: required(TEXT, 'The kind of the object: `Deployment`.'),
  resource: required(TEXT, 'The resource, as in the path of the request: `deployments`.'),
  scope: field(
    oneOfWords('Namespaced', 'Cluster'),
    'Whether its objects live in namespaces; they do by default.',
  ),
  namespace: field(TEXT, 'The namespace of the request.'),
  name: field(TEXT, 'The name of the object.'),
  subresource: field(TEXT, '`status`, `scale`, `eviction` and the like.'),
  user: field(
    object({
      name: required(TEXT, 'The name of the user.'),
      groups: required(list(TEXT), 'The groups of the user.'),
      uid: field(TEXT, 'The UID of the user.'),
      extra: field({ kind: 'map', values: list(TEXT) }, 'What else is known of the user.'),
    }),
    'Who asks; by default kubernetes-admin of group system:masters.',
  ),
  manifest: field(ANY, 'The object that is created or takes the place of the one before.'),
  patch: field(
    object({
      type: required(oneOfWords('json', 'merge', 'strategic', 'apply'), 'How the body is read.'),
      body: required(ANY, 'The patch.'),
    }),
    'What a patch changes.',
  ),
  options: field(ANY, 'Options of the request: fieldManager, gracePeriodSeconds and the like.'),
  listOptions: field(ANY, 'Which objects a deletecollection is for: labelSelector, fieldSelector.'),
});

export const INPUT_FIELDS: Readonly<Record<ClusterInput['type'], Field>> = {
  request: field(REQUEST, 'A request to the API server, as kubectl or the editor sends it.'),
  crashNode: field(object({ node: NODE }), 'Power cut: every process on the node is gone at once.'),
  restartNode: field(object({ node: NODE }), 'Power back on.'),
  addWorker: field(object({ node: NODE }), 'A new computer joins as a worker (kubeadm join).'),
  removeWorker: field(
    object({ node: NODE }),
    'The computer is taken away and its Node deleted; a control plane node leaves etcd.',
  ),
  crashContainer: field(
    object({
      namespace: NAMESPACE,
      pod: POD,
      container: field(TEXT, 'One of its containers; all of them by default.'),
    }),
    'The main process of a container dies with SIGKILL.',
  ),
  fault: field(object(FAULT), 'Something breaks.'),
  liftFault: field(object(FAULT), 'It is whole again.'),
  liftAllFaults: field(object({}), 'Everything is whole again.'),
  nodeAutoRepair: field(
    object({ isOn: required({ kind: 'boolean' }, 'Whether it is on from now on.') }),
    'Whether the cloud replaces workers that stay NotReady.',
  ),
  startTraffic: field(
    object({ traffic: required(ANY, 'Who calls what, and how often.') }),
    'Simulated users begin to send requests.',
  ),
  stopTraffic: field(object({ id: required(TEXT, 'Which of them.') }), 'Simulated users stop.'),
  rootCertificate: field(
    object({ certificate: required(TEXT, 'In PEM.') }),
    'The authority that vouches for the API server comes to the control plane.',
  ),
  openSession: field(
    object({
      session: SESSION,
      container: required(TEXT, 'The name of the container.'),
      namespace: NAMESPACE,
      pod: POD,
      command: required(list(TEXT), 'What is run; empty to attach to the main process.'),
      tty: required({ kind: 'boolean' }, 'Whether a terminal is asked for.'),
      stdin: required({ kind: 'boolean' }, 'Whether something will be typed.'),
    }),
    'A command in a container (kubectl exec), or a look at its main process (kubectl attach).',
  ),
  forwardPort: field(
    object({
      session: SESSION,
      namespace: NAMESPACE,
      pod: POD,
      port: required(whole(1, 65_535), 'The port of the pod.'),
    }),
    'A connection to a port of a pod (kubectl port-forward).',
  ),
  streamInput: field(
    object({ session: SESSION, bytes: required(TEXT, 'One a character.') }),
    'Bytes that were typed or sent.',
  ),
  streamInputEnd: field(object({ session: SESSION }), 'The end of what was typed or sent.'),
  streamClose: field(object({ session: SESSION }), 'The session or connection was closed.'),
  proxyRequest: field(
    object({
      target: required(
        object({
          resource: required(oneOfWords('pods', 'services', 'nodes'), 'What is called.'),
          namespace: field(TEXT, 'Its namespace.'),
          name: required(TEXT, 'Its name, with a port: `web:80`.'),
        }),
        'What is called.',
      ),
      request: required(
        object({
          method: required(TEXT, 'GET, POST ...'),
          target: required(TEXT, 'Path with query.'),
          headers: required(STRING_MAP, 'Names in lower case.'),
          body: required(TEXT, 'One byte a character.'),
        }),
        'The HTTP request.',
      ),
    }),
    'A request through the proxy of the API server.',
  ),
};

// Object.keys forgets that the keys are those of the table.
export const INPUT_TYPES = Object.keys(INPUT_FIELDS) as readonly ClusterInput['type'][];
