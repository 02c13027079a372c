// The form of a lab file, `*.clusterlab.yaml`, with a description of every field.
import { INPUT_FIELDS, INPUT_TYPES } from './inputShapes';
import {
  DURATION,
  field,
  list,
  object,
  oneOfWords,
  QUANTITY,
  required,
  STRING_MAP,
  TEXT,
  whole,
  type ObjectShape,
} from './shape';
import { latencyFields, MAX_LATENCY_MS } from './latencyFields';
import { timingFields } from './timingFields';

export const LAB_API_VERSION = 'clusterlab/v1';
export const LAB_KIND = 'Lab';
/** More nodes than this hold up the editor. */
export const MAX_NODES = 1000;

const DNS_LABEL = '^[a-z0-9](?:[-a-z0-9]{0,50}[a-z0-9])?$';
const NAME = {
  kind: 'string',
  pattern: DNS_LABEL,
  what: 'lower case letters, digits and `-`',
} as const;

const NODE_GROUP = object({
  count: required(whole(1, MAX_NODES), 'How many nodes.'),
  name: field(NAME, 'Their names begin with this: `worker` makes worker-1, worker-2 ...'),
  cpu: field(QUANTITY, 'CPU of each node: `4`, `500m`.'),
  memory: field(QUANTITY, 'Memory of each node: `8Gi`.'),
  maxPods: field(whole(1, 1000), 'How many pods fit on a node. Kubernetes: 110.'),
  zones: field(
    list(NAME),
    'The nodes are put into these zones by turns (topology.kubernetes.io/zone).',
  ),
  region: field(NAME, 'The region of the nodes (topology.kubernetes.io/region).'),
  labels: field(STRING_MAP, 'Labels of the nodes.'),
  taints: field(
    list(
      object({
        key: required(TEXT, 'The key of the taint.'),
        value: field(TEXT, 'The value of the taint.'),
        effect: required(
          oneOfWords('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
          'What happens to pods that do not tolerate it.',
        ),
      }),
    ),
    'Taints of the nodes.',
  ),
});

const IMAGE = object(
  {
    name: required(TEXT, 'The repository, without a tag: `registry.example.com/shop`.'),
    tags: field(list(TEXT), 'The tags that there are; any by default.'),
    size: field(QUANTITY, 'How much is pulled: `72M`.'),
    tools: field(
      oneOfWords('busybox', 'gnu', 'none'),
      'Which shell and small tools the image holds; `busybox` by default.',
    ),
    program: field(
      TEXT,
      'What the entry point runs; `nginx`, `redis-server` and others answer as such.',
    ),
    server: field(
      object({
        ports: required(list(whole(1, 65_535)), 'On which ports it listens.'),
        startup: field(DURATION, 'How long until it listens.'),
        shutdown: field(DURATION, 'How long it takes to end after SIGTERM.'),
        ignoresTermination: field(
          { kind: 'boolean' },
          'It ignores SIGTERM, and is killed in the end.',
        ),
        paths: field(
          list(TEXT),
          'Paths that are answered with 200, others with 404; all are by default.',
        ),
      }),
      'A server that runs until it is stopped.',
    ),
    task: field(
      object({
        duration: required(DURATION, 'How long it runs.'),
        exitCode: field(whole(0, 255), 'How it ends; 0 by default.'),
        output: field(list(TEXT), 'The lines that it prints.'),
      }),
      'A program that ends by itself.',
    ),
    shell: field(object({}), 'A shell, which ends at once where nobody types to it.'),
  },
  ['server', 'task', 'shell'],
);

const CLUSTER = object({
  seed: field(whole(0, 2 ** 53 - 1), 'Chance of this run: the same seed gives the same run.'),
  startTime: field(
    {
      kind: 'string',
      pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?Z$',
      what: 'a time such as 2026-09-21T14:13:20Z',
    },
    'What the clocks of the cluster show at its start; now by default.',
  ),
  controlPlaneNodes: field(
    { kind: 'number', values: [1, 3, 5] },
    'How many control plane nodes ("master nodes"): 1, 3 or 5, so that there is a majority.',
  ),
  nodeDefaults: field(
    object({
      cpu: field(QUANTITY, 'CPU: `4`.'),
      memory: field(QUANTITY, 'Memory: `8Gi`.'),
    }),
    'The size of control plane nodes and of nodes that join later.',
  ),
  nodes: field(list(NODE_GROUP), 'Groups of worker nodes; three workers by default.'),
  latencies: field(
    object(
      Object.fromEntries(
        latencyFields().map(([, { name, description }]) => [
          name,
          field({ kind: 'duration', maxMs: MAX_LATENCY_MS }, description),
        ]),
      ),
    ),
    'How long messages are on their way. How fast images come is among the `timings`.',
  ),
  timings: field(
    object(
      Object.fromEntries(
        timingFields().map(([, { name, unit, description }]) => [
          name,
          field(unit === 'bytesPerMs' ? QUANTITY : DURATION, description),
        ]),
      ),
    ),
    'Waiting times; those of Kubernetes by default.',
  ),
  autoRepair: field(
    { kind: 'boolean' },
    'Whether a cloud replaces workers that were NotReady for 10 minutes; a journal can switch it (nodeAutoRepair). false by default.',
  ),
  images: field(list(IMAGE), 'Images beside those that every cluster knows.'),
});

const ENTRY = object(
  {
    time: required(
      {
        kind: 'string',
        pattern: '^(?:\\d+:[0-5]\\d:[0-5]\\d(?:\\.\\d+)?|(?:\\d+(?:\\.\\d+)?(?:ms|s|m|h))+)$',
        what: 'a time such as 0:01:30 or 90s',
      },
      'When it comes in, since the start of the cluster: `0:01:30`.',
    ),
    place: field(
      object({
        afterEvents: required(whole(0, 2 ** 53 - 1), 'After so many events of the simulation.'),
        atMs: required({ kind: 'number', min: 0 }, 'At this virtual time, in milliseconds.'),
      }),
      'The exact place in a recorded run. Leave it out in what you write by hand: `time` is enough.',
    ),
    ...INPUT_FIELDS,
  },
  INPUT_TYPES,
);

export const LAB_SHAPE: ObjectShape = object({
  apiVersion: required(oneOfWords(LAB_API_VERSION), 'The version of this format.'),
  kind: required(oneOfWords(LAB_KIND), 'What this file is.'),
  metadata: field(
    object({
      name: field(TEXT, 'What the lab is called.'),
      description: field(TEXT, 'What there is to see.'),
      savedBy: field(TEXT, 'The version of Cluster Lab that recorded it.'),
      inputs: field(
        whole(0, 1e9),
        'How many inputs the journal holds: tells where a file was cut short.',
      ),
    }),
    'About the lab.',
  ),
  cluster: required(CLUSTER, 'The cluster before anything was done to it.'),
  journal: field(
    list(ENTRY),
    'What was done to the cluster, in the order of time. Without it the lab is a start configuration.',
  ),
  end: field(
    object({
      executedEvents: required(whole(0, 2 ** 53 - 1), 'How many events had run.'),
      nowMs: required({ kind: 'number', min: 0 }, 'The virtual time, in milliseconds.'),
      traceHash: required(
        { kind: 'string', pattern: '^[0-9a-f]{16}$', what: '16 hex digits' },
        'Of everything that happened: the same on every machine.',
      ),
    }),
    'Where the run stood when it was saved.',
  ),
});
