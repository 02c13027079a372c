import assert from 'node:assert/strict';
import { POD_RULES } from '../../../src/apis/core/pod';
import { complaints, defaulted, objectOf, updateComplaints } from '../complaints';

const LABEL_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

/** A pod with one good container and more of it. */
const container = (fields: string): string =>
  `spec: { containers: [{ name: web, image: nginx, ${fields} }] }`;
const pod = (fields: string): string =>
  `spec: { containers: [{ name: web, image: nginx }], ${fields} }`;

const CASES: readonly [string, string, readonly string[]][] = [
  ['good', pod(''), []],
  ['no containers', 'spec: {}', ['spec.containers: Required value']],
  ['no spec', '{}', ['spec.containers: Required value']],
  [
    'a container without image',
    'spec: { containers: [{ name: a }] }',
    ['spec.containers[0].image: Required value'],
  ],
  [
    'an image in blanks',
    'spec: { containers: [{ name: a, image: " nginx" }] }',
    [
      'spec.containers[0].image: Invalid value: " nginx": must not have leading or trailing whitespace',
    ],
  ],
  [
    'a container without name',
    'spec: { containers: [{ image: a }] }',
    ['spec.containers[0].name: Required value'],
  ],
  [
    'a bad container name',
    'spec: { containers: [{ name: My_App, image: a }] }',
    [`spec.containers[0].name: Invalid value: "My_App": ${LABEL_RULE}`],
  ],
  [
    'containers of the same name',
    'spec: { containers: [{ name: a, image: a }, { name: a, image: b }] }',
    ['spec.containers[1].name: Duplicate value: "a"'],
  ],
  [
    'an unknown restart policy',
    pod('restartPolicy: Sometimes'),
    [
      'spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
    ],
  ],
  [
    'an unknown DNS policy',
    pod('dnsPolicy: Cluster'),
    [
      'spec.dnsPolicy: Unsupported value: "Cluster": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
    ],
  ],
  [
    'an unknown pull policy',
    container('imagePullPolicy: always'),
    [
      'spec.containers[0].imagePullPolicy: Unsupported value: "always": supported values: "Always", "IfNotPresent", "Never"',
    ],
  ],
  [
    'a port out of range',
    container('ports: [{ containerPort: 80800 }]'),
    [
      'spec.containers[0].ports[0].containerPort: Invalid value: 80800: must be between 1 and 65535, inclusive',
    ],
  ],
  [
    'a port without number',
    container('ports: [{ name: http }]'),
    ['spec.containers[0].ports[0].containerPort: Required value'],
  ],
  [
    'an unknown protocol',
    container('ports: [{ containerPort: 80, protocol: HTTP }]'),
    [
      'spec.containers[0].ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"',
    ],
  ],
  [
    'ports of the same name',
    container('ports: [{ name: a, containerPort: 1 }, { name: a, containerPort: 2 }]'),
    ['spec.containers[0].ports[1].name: Duplicate value: "a"'],
  ],
  [
    'host ports twice',
    container('ports: [{ containerPort: 1, hostPort: 9 }, { containerPort: 2, hostPort: 9 }]'),
    ['spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//9"'],
  ],
  [
    'a host port beside the host network',
    pod('hostNetwork: true').replace(
      'image: nginx',
      'image: nginx, ports: [{ containerPort: 80, hostPort: 81 }]',
    ),
    [
      'spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true',
    ],
  ],
  [
    'requests over limits',
    container('resources: { requests: { cpu: 2 }, limits: { cpu: 500m } }'),
    [
      'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 500m',
    ],
  ],
  [
    'a negative request',
    container('resources: { requests: { memory: -1Mi } }'),
    [
      'spec.containers[0].resources.requests[memory]: Invalid value: "-1Mi": must be greater than or equal to 0',
    ],
  ],
  [
    'an unknown resource',
    container('resources: { requests: { ram: 1Gi } }'),
    [
      'spec.containers[0].resources.requests[ram]: Invalid value: "ram": must be a standard resource type or fully qualified',
      'spec.containers[0].resources.requests[ram]: Invalid value: "ram": must be a standard resource for containers',
    ],
  ],
  [
    'a device without limit',
    container('resources: { requests: { nvidia.com/gpu: 1 } }'),
    [
      'spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources',
    ],
  ],
  [
    'an environment variable without name',
    container('env: [{ value: a }]'),
    ['spec.containers[0].env[0].name: Required value'],
  ],
  [
    'a variable with value and source',
    container(
      'env: [{ name: A, value: a, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]',
    ),
    [
      'spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
    ],
  ],
  [
    'an unknown field path',
    container('env: [{ name: A, valueFrom: { fieldRef: { fieldPath: spec.image } } }]'),
    [
      'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.image": error converting fieldPath: field label not supported: spec.image',
    ],
  ],
  [
    'an empty envFrom',
    container('envFrom: [{ prefix: A_ }]'),
    [
      'spec.containers[0].envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`',
    ],
  ],
  [
    'a mount without volume',
    container('volumeMounts: [{ name: data, mountPath: /data }]'),
    ['spec.containers[0].volumeMounts[0].name: Not found: "data"'],
  ],
  [
    'two mounts at one path',
    pod('volumes: [{ name: a }, { name: b }]').replace(
      'image: nginx',
      'image: nginx, volumeMounts: [{ name: a, mountPath: /x }, { name: b, mountPath: /x }]',
    ),
    ['spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/x": must be unique'],
  ],
  [
    'volumes of the same name',
    pod('volumes: [{ name: a }, { name: a }]'),
    ['spec.volumes[1].name: Duplicate value: "a"'],
  ],
  [
    'a volume of two kinds',
    pod('volumes: [{ name: a, emptyDir: {}, configMap: { name: b } }]'),
    ['spec.volumes[0].configMap: Forbidden: may not specify more than 1 volume type'],
  ],
  [
    'a claim without name',
    pod('volumes: [{ name: a, persistentVolumeClaim: {} }]'),
    ['spec.volumes[0].persistentVolumeClaim.claimName: Required value'],
  ],
  [
    'a file mode in decimal',
    pod('volumes: [{ name: a, secret: { secretName: b, defaultMode: 644 } }]'),
    [
      'spec.volumes[0].secret.defaultMode: Invalid value: 644: must be a number between 0 and 0777 (octal), both inclusive',
    ],
  ],
  [
    'a probe without action',
    container('livenessProbe: { periodSeconds: 5 }'),
    ['spec.containers[0].livenessProbe: Required value: must specify a handler type'],
  ],
  [
    'a probe with two actions',
    container('readinessProbe: { exec: { command: [a] }, tcpSocket: { port: 80 } }'),
    [
      'spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type',
    ],
  ],
  [
    'a liveness probe that wants two successes',
    container('livenessProbe: { tcpSocket: { port: 80 }, successThreshold: 2 }'),
    ['spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1'],
  ],
  [
    'a probe of a port that is none',
    container('livenessProbe: { httpGet: { port: 0 } }'),
    [
      'spec.containers[0].livenessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive',
    ],
  ],
  [
    'an init container with a probe',
    pod('initContainers: [{ name: i, image: a, livenessProbe: { tcpSocket: { port: 80 } } }]'),
    [
      'spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
    ],
  ],
  [
    'a sidecar with a probe',
    pod(
      'initContainers: [{ name: i, image: a, restartPolicy: Always, livenessProbe: { tcpSocket: { port: 80 } } }]',
    ),
    [],
  ],
  [
    'an init container named as a container',
    pod('initContainers: [{ name: web, image: a }]'),
    ['spec.initContainers[0].name: Duplicate value: "web"'],
  ],
  [
    'a toleration of everything with Equal',
    pod('tolerations: [{ effect: NoSchedule }]'),
    [
      'spec.tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"',
    ],
  ],
  [
    'a toleration with a value for Exists',
    pod('tolerations: [{ key: a, operator: Exists, value: b }]'),
    [
      'spec.tolerations[0].operator: Invalid value: "b": value must be empty when `operator` is \'Exists\'',
    ],
  ],
  [
    'toleration seconds without NoExecute',
    pod('tolerations: [{ key: a, operator: Exists, effect: NoSchedule, tolerationSeconds: 3 }]'),
    [
      'spec.tolerations[0].effect: Invalid value: "NoSchedule": effect must be \'NoExecute\' when `tolerationSeconds` is set',
    ],
  ],
  [
    'a node affinity without values',
    pod(
      'affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: a, operator: In }] }] } } }',
    ),
    [
      "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
    ],
  ],
  [
    'a preference without weight',
    pod(
      'affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 0, preference: {} }] } }',
    ),
    [
      'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: must be in the range 1-100',
    ],
  ],
  [
    'no DNS servers for policy None',
    pod('dnsPolicy: None'),
    ['spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
  ],
  [
    'privileged without escalation',
    container('securityContext: { privileged: true, allowPrivilegeEscalation: false }'),
    [
      'spec.containers[0].securityContext: Invalid value: {"privileged":true,"allowPrivilegeEscalation":false}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
    ],
  ],
  [
    'a bad label',
    `metadata: { labels: { app: "a b" } }\n${pod('')}`,
    [
      "metadata.labels: Invalid value: \"a b\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    ],
  ],
  [
    'a deadline of nothing',
    pod('activeDeadlineSeconds: 0'),
    ['spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive'],
  ],
];

describe('pods', () => {
  for (const [what, manifest, expected] of CASES) {
    it(`${what}: ${expected.length === 0 ? 'accepted' : 'refused'}`, () => {
      assert.deepEqual(complaints(POD_RULES, manifest), expected);
    });
  }

  it('offer fields to select by', () => {
    const running = objectOf(POD_RULES, `${pod('nodeName: worker-1')}\nstatus: { phase: Running }`);
    const fields = POD_RULES.selectableFields?.(running);
    assert.equal(fields?.['spec.nodeName'], 'worker-1');
    assert.equal(fields['status.phase'], 'Running');
    assert.equal(fields['spec.hostNetwork'], 'false');
  });
});

describe('updates of pods', () => {
  it('may change the image', () => {
    assert.deepEqual(updateComplaints(POD_RULES, pod(''), pod('').replace('nginx', 'nginx:1.28')), [
      // The default of the pull policy follows the tag.
      ...onlyThese('  spec.containers[0].imagePullPolicy: "Always" -> "IfNotPresent"'),
    ]);
    const pinned = pod('').replace('nginx', 'nginx:1.27');
    assert.deepEqual(updateComplaints(POD_RULES, pinned, pinned.replace('1.27', '1.28')), []);
  });

  it('may add tolerations, but not change them', () => {
    const before = pod('tolerations: [{ key: a, operator: Exists }]');
    const more = pod('tolerations: [{ key: a, operator: Exists }, { key: b, operator: Exists }]');
    assert.deepEqual(updateComplaints(POD_RULES, before, more), []);
    assert.deepEqual(updateComplaints(POD_RULES, more, before), [
      'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
    ]);
  });

  it('may not change anything else', () => {
    assert.deepEqual(
      updateComplaints(POD_RULES, pod(''), pod('hostname: other')),
      onlyThese('  spec.hostname: (none) -> "other"'),
    );
  });

  it('may not add containers', () => {
    const two = 'spec: { containers: [{ name: web, image: nginx }, { name: b, image: b }] }';
    assert.deepEqual(updateComplaints(POD_RULES, pod(''), two), [
      'spec.containers: Forbidden: pod updates may not add or remove containers',
    ]);
  });

  it('of the status may not start a finished container again', () => {
    const before = defaulted(
      POD_RULES,
      `${pod('restartPolicy: Never')}\nstatus: { containerStatuses: [{ name: web, state: { terminated: { exitCode: 1 } } }] }`,
    );
    const after = {
      ...before,
      status: {
        containerStatuses: [
          {
            name: 'web',
            image: '',
            imageID: '',
            ready: true,
            restartCount: 1,
            state: { running: {} },
          },
        ],
      },
    };
    const errors = POD_RULES.validateStatusUpdate?.(after, before) ?? [];
    assert.deepEqual(
      errors.map(({ path, detail }) => `${path}: ${detail}`),
      [
        'status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state',
      ],
    );
  });

  function onlyThese(change: string): readonly string[] {
    return [
      `spec: Forbidden: pod updates may not change fields other than \`spec.containers[*].image\`,\`spec.initContainers[*].image\`,\`spec.activeDeadlineSeconds\`,\`spec.tolerations\` (only additions to existing tolerations),\`spec.terminationGracePeriodSeconds\` (allow it to be set to 1 if it was previously negative)\n${change}`,
    ];
  }
});
