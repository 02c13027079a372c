import assert from 'node:assert/strict';
import { SchemaDecoder } from '../../../src/apis/schema/decode';
import {
  badRequestMessage,
  duplicateField,
  schemaErrors,
  strictErrors,
} from '../../../src/apis/schema/decodeProblem';
import { SCHEMA } from '../../kubernetesSchema';

const decoder = new SchemaDecoder(SCHEMA);

const DEPLOYMENT = { version: 'v1', kind: 'Deployment' };
const POD = { version: 'v1', kind: 'Pod' };

function deployment(spec: object): object {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec };
}

function pod(spec: object): object {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec };
}

function container(extra: object): object {
  return pod({ containers: [{ name: 'nginx', image: 'nginx', ...extra }] });
}

/** The API server's answer to a strict request, or undefined where it accepts. */
function answerToPod(value: object): string | undefined {
  return badRequestMessage(POD, decoder.decode('core.v1.Pod', value).problems, true);
}

function answerToDeployment(spec: object): string | undefined {
  const { problems } = decoder.decode('apps.v1.Deployment', deployment(spec));
  return badRequestMessage(DEPLOYMENT, problems, true);
}

const REFUSED = 'Pod in version "v1" cannot be handled as a Pod: ';

const EVERYDAY_POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web-5d4f8c7b9-x2x4z',
    namespace: 'default',
    uid: '5a3c',
    resourceVersion: '812',
    creationTimestamp: '2026-11-22T08:30:00Z',
    labels: { app: 'web', 'pod-template-hash': '5d4f8c7b9' },
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'web-5d4f8c7b9',
        uid: '7',
        controller: true,
      },
    ],
  },
  spec: {
    nodeName: 'worker-1',
    serviceAccountName: 'default',
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    containers: [
      {
        name: 'web',
        image: 'nginx:1.27',
        imagePullPolicy: 'IfNotPresent',
        ports: [{ containerPort: 80, protocol: 'TCP' }],
        env: [{ name: 'MODE', value: 'production' }],
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
        readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 10 },
      },
    ],
    volumes: [{ name: 'data', emptyDir: {} }],
    tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' }],
  },
  status: {
    phase: 'Running',
    podIPs: [{ ip: '10.244.1.7' }],
    conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-11-22T08:30:05Z' }],
  },
};

describe('decoding', () => {
  it('returns a clean object as it came in', () => {
    const { value, problems } = decoder.decode('core.v1.Pod', EVERYDAY_POD);
    assert.equal(value, EVERYDAY_POD);
    assert.deepEqual(problems, []);
  });

  it('leaves unknown fields out and shares what did not change', () => {
    const metadata = { name: 'web', labels: { app: 'web' } };
    const image = { name: 'nginx', image: 'nginx' };
    const input = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: { containers: [image, { name: 'b', imag: 'x' }], hostnam: 'a' },
    };
    const { value } = decoder.decode('core.v1.Pod', input);
    assert.deepEqual(value, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: { containers: [image, { name: 'b' }] },
    });
    const decoded = value as { metadata: object; spec: { containers: object[] } };
    assert.equal(decoded.metadata, metadata);
    assert.equal(decoded.spec.containers[0], image);
    assert.equal(Object.hasOwn(input.spec, 'hostnam'), true, 'the input is untouched');
  });

  it('takes an explicit null for an absent field', () => {
    const { value, problems } = decoder.decode('core.v1.Pod', {
      metadata: { name: 'a', creationTimestamp: null, labels: null },
      spec: { containers: [{ name: 'c', resources: null }], nodeSelector: null },
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(value, { metadata: { name: 'a' }, spec: { containers: [{ name: 'c' }] } });
  });

  it('takes a null in a map or list for the zero value, as Go does', () => {
    const { value } = decoder.decode('core.v1.Pod', {
      metadata: { labels: { app: null } },
      spec: {
        containers: [{ name: 'c', args: [null, 'x'], resources: { limits: { cpu: null } } }],
      },
    });
    assert.deepEqual(value, {
      metadata: { labels: { app: '' } },
      spec: { containers: [{ name: 'c', args: ['', 'x'], resources: { limits: { cpu: '0' } } }] },
    });
  });

  it('writes quantities and times as the API server does', () => {
    const { value, problems } = decoder.decode('core.v1.Pod', {
      metadata: { creationTimestamp: '2026-11-22T09:30:00.25+01:00' },
      spec: { containers: [{ name: 'c', resources: { limits: { cpu: 0.5, memory: '1024Mi' } } }] },
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(value, {
      metadata: { creationTimestamp: '2026-11-22T08:30:00Z' },
      spec: { containers: [{ name: 'c', resources: { limits: { cpu: '500m', memory: '1Gi' } } }] },
    });
  });

  it('leaves free-form JSON alone', () => {
    const data = { anything: [1, null, { deep: true }] };
    const input = { metadata: { name: 'r' }, revision: 1, data };
    assert.equal(decoder.decode('apps.v1.ControllerRevision', input).value, input);
  });

  it('refuses a name that is no struct: that is our own bug', () => {
    assert.throws(() => decoder.decode('core.v1.Nothing', {}), /no struct core.v1.Nothing/);
  });

  it('is not fooled by names that every JavaScript object has', () => {
    const value = JSON.parse(
      '{"metadata":{"name":"a","annotations":{"__proto__":null}},"toString":1,"__proto__":{"a":1}}',
    ) as object;
    const result = decoder.decode('core.v1.Pod', value);
    assert.deepEqual(strictErrors(result.problems), [
      'unknown field "toString"',
      'unknown field "__proto__"',
    ]);
    const { metadata } = result.value as { metadata: { annotations: object } };
    assert.deepEqual(Object.entries(metadata.annotations), [['__proto__', '']]);
  });
});

describe('answers of the API server to what cannot be decoded', () => {
  it('accepts a valid object', () => {
    assert.equal(answerToPod(EVERYDAY_POD), undefined);
  });

  it('names unknown fields with indexes, in the order of the document', () => {
    assert.equal(
      answerToDeployment({
        replica: 3,
        template: { spec: { contaners: [], containers: [{ name: 'a', imag: 'nginx' }] } },
      }),
      'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: ' +
        'unknown field "spec.replica", unknown field "spec.template.spec.contaners", ' +
        'unknown field "spec.template.spec.containers[0].imag"',
    );
  });

  it('ignores or warns of unknown fields when the request is not strict', () => {
    const { problems } = decoder.decode('core.v1.Pod', pod({ containers: [], hostnam: 'a' }));
    assert.equal(badRequestMessage(POD, problems, false), undefined);
    assert.deepEqual(strictErrors(problems), ['unknown field "spec.hostnam"']);
  });

  it('reports at most 100 strict errors, and duplicates beside them', () => {
    const many = Object.fromEntries(
      Array.from({ length: 150 }, (_, index) => [`x${String(index)}`, 1]),
    );
    const { problems } = decoder.decode('core.v1.Pod', pod({ containers: [], ...many }));
    assert.equal(strictErrors(problems).length, 100);
    assert.deepEqual(strictErrors([duplicateField(['spec', 'containers', 0, 'name'])]), [
      'duplicate field "spec.containers[0].name"',
    ]);
  });

  it('words a wrong scalar with the innermost struct and the path from the root', () => {
    assert.equal(
      answerToDeployment({ replicas: '3' }),
      'Deployment in version "v1" cannot be handled as a Deployment: ' +
        'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    );
    assert.equal(
      answerToPod(container({ args: [1] })),
      `${REFUSED}json: cannot unmarshal number into Go struct field Container.spec.containers.args of type string`,
    );
    assert.equal(
      answerToPod(container({ imagePullPolicy: true })),
      `${REFUSED}json: cannot unmarshal bool into Go struct field Container.spec.containers.imagePullPolicy of type v1.PullPolicy`,
    );
  });

  it('words values that do not fit the width of an integer', () => {
    assert.match(
      answerToDeployment({ replicas: 1.5 }) ?? '',
      /cannot unmarshal number 1\.5 into Go struct field DeploymentSpec\.spec\.replicas of type int32$/,
    );
    assert.match(
      answerToDeployment({ replicas: 3_000_000_000 }) ?? '',
      /cannot unmarshal number 3000000000 into Go struct field DeploymentSpec\.spec\.replicas of type int32$/,
    );
    assert.equal(
      answerToPod(pod({ containers: [], activeDeadlineSeconds: 3_000_000_000 })),
      undefined,
    );
  });

  it('words structs, lists and maps that are something else', () => {
    const cases: readonly (readonly [object, string])[] = [
      [
        pod({ containers: { name: 'a' } }),
        'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
      ],
      [
        pod({ containers: ['nginx'] }),
        'json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type v1.Container',
      ],
      [
        container({ livenessProbe: [] }),
        'json: cannot unmarshal array into Go struct field Container.spec.containers.livenessProbe of type v1.Probe',
      ],
      [
        pod({ containers: [], nodeSelector: [] }),
        'json: cannot unmarshal array into Go struct field PodSpec.spec.nodeSelector of type map[string]string',
      ],
      [
        pod({ containers: [], nodeSelector: { ssd: true } }),
        'json: cannot unmarshal bool into Go struct field PodSpec.spec.nodeSelector of type string',
      ],
      [
        container({ resources: { limits: '1' } }),
        'json: cannot unmarshal string into Go struct field ResourceRequirements.spec.containers.resources.limits of type v1.ResourceList',
      ],
      [
        { metadata: { labels: { app: 1 } } },
        'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
      ],
      [
        { spec: 'x' },
        'json: cannot unmarshal string into Go struct field Pod.spec of type v1.PodSpec',
      ],
      [[], 'json: cannot unmarshal array into Go value of type v1.Pod'],
    ];
    for (const [value, text] of cases) assert.equal(answerToPod(value), `${REFUSED}${text}`);
  });

  it('puts an error of type before strict errors', () => {
    const answer = answerToDeployment({ replica: 1, paused: 'yes' });
    assert.match(
      answer ?? '',
      /cannot unmarshal string into .*DeploymentSpec\.spec\.paused of type bool$/,
    );
  });

  it('takes quantities as text or number and refuses others in their own words', () => {
    const format =
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    const limit = (cpu: unknown): string | undefined =>
      answerToPod(container({ resources: { limits: { cpu } } }));
    for (const good of ['100m', '1', '0.5', '2Gi', '1e3', '12E', 1, 0.5, '-1', '.5']) {
      assert.equal(limit(good), undefined, String(good));
    }
    for (const bad of ['', 'abc', '1 Gi', '5x', '1.2.3', true, { cpu: 1 }]) {
      assert.equal(limit(bad), `${REFUSED}${format}`, JSON.stringify(bad));
    }
    assert.equal(limit('512Gu'), `${REFUSED}unable to parse quantity's suffix`);
    assert.equal(limit('1e'), `${REFUSED}unable to parse quantity's suffix`);
    assert.equal(limit('Gi'), `${REFUSED}unable to parse numeric part of quantity`);
  });

  it('takes ports by number or name', () => {
    const port = (value: unknown): string | undefined =>
      answerToPod(container({ livenessProbe: { httpGet: { port: value } } }));
    assert.equal(port(8080), undefined);
    assert.equal(port('http'), undefined);
    assert.equal(
      port(true),
      `${REFUSED}json: cannot unmarshal bool into Go struct field HTTPGetAction.spec.containers.livenessProbe.httpGet.port of type int32`,
    );
  });

  it('checks times as Go parses them', () => {
    const created = (creationTimestamp: unknown): string | undefined =>
      answerToPod({ metadata: { creationTimestamp } });
    assert.equal(created('2026-02-28T23:59:59Z'), undefined);
    assert.equal(created('2024-02-29T00:00:00.5+02:00'), undefined);
    assert.equal(
      created('yesterday'),
      `${REFUSED}parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"`,
    );
    assert.equal(
      created('2026-11-22'),
      `${REFUSED}parsing time "2026-11-22" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"`,
    );
    assert.equal(
      created('2026-13-01T00:00:00Z'),
      `${REFUSED}parsing time "2026-13-01T00:00:00Z": month out of range`,
    );
    assert.equal(
      created('2026-02-29T00:00:00Z'),
      `${REFUSED}parsing time "2026-02-29T00:00:00Z": day out of range`,
    );
    assert.equal(
      created(5),
      `${REFUSED}json: cannot unmarshal number into Go struct field ObjectMeta.metadata.creationTimestamp of type string`,
    );
  });

  it('wants microseconds where Kubernetes has MicroTime', () => {
    const renewed = (renewTime: string): number =>
      decoder.decode('coordination.v1.Lease', { spec: { renewTime } }).problems.length;
    assert.equal(renewed('2026-11-22T08:30:00.000000Z'), 0);
    assert.equal(renewed('2026-11-22T08:30:00Z'), 1);
  });

  it('checks base64 and names the byte at fault', () => {
    const secret = (password: unknown): string | undefined => {
      const { problems } = decoder.decode('core.v1.Secret', { data: { password } });
      return badRequestMessage({ version: 'v1', kind: 'Secret' }, problems, true);
    };
    const refused = 'Secret in version "v1" cannot be handled as a Secret: ';
    assert.equal(secret('c2VjcmV0'), undefined);
    assert.equal(secret('YQ=='), undefined);
    assert.equal(secret('c2Vj\ncmV0\n'), undefined);
    assert.equal(secret('pass word'), `${refused}illegal base64 data at input byte 4`);
    assert.equal(secret('hunter2'), `${refused}illegal base64 data at input byte 4`);
    assert.equal(secret('YQ='), `${refused}illegal base64 data at input byte 3`);
    assert.equal(
      secret(5),
      `${refused}json: cannot unmarshal number into Go struct field Secret.data of type []uint8`,
    );
  });

  it('keeps the rules of the schema apart: they are for validation, not for decoding', () => {
    const value = pod({ containers: [{ image: 'nginx', imagePullPolicy: 'always' }] });
    const { problems } = decoder.decode('core.v1.Pod', value);
    assert.equal(badRequestMessage(POD, problems, true), undefined);
    assert.deepEqual(schemaErrors(problems), [
      {
        type: 'FieldValueNotSupported',
        path: 'spec.containers[0].imagePullPolicy',
        detail: 'Unsupported value: "always": supported values: "Always", "IfNotPresent", "Never"',
      },
      {
        type: 'FieldValueRequired',
        path: 'spec.containers[0].name',
        detail: 'Required value',
      },
    ]);
  });
});
