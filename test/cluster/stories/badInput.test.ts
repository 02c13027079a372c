// Whatever is sent to the API server, it answers with a Status, and the cluster goes on.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ApiStatusError } from '../../../src/apimachinery/apiStatus';
import type { Resource } from '../../../src/apimachinery/resource';
import {
  CONFIG_MAPS,
  DAEMON_SETS,
  DEPLOYMENTS,
  NAMESPACES,
  NODES,
  PODS,
  REPLICA_SETS,
  SERVICES,
} from '../../../src/apis/resources';
import type { ApiRequest } from '../../../src/cluster/client/apiHandler';
import { ADMIN } from '../../../src/cluster/cluster';
import { ClusterLab } from '../clusterLab';

const RESOURCES = [PODS, CONFIG_MAPS, DEPLOYMENTS, SERVICES, NAMESPACES, NODES];

/** The Status that answers the request; undefined where it is accepted. */
function refusal(lab: ClusterLab, request: ApiRequest): ApiStatusError | undefined {
  try {
    lab.cluster.request(request);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof ApiStatusError, `not a Status: ${String(error)}`);
    assert.ok(error.code >= 400 && error.code < 500, `${String(error.code)} ${error.message}`);
    return error;
  }
}

function create(
  lab: ClusterLab,
  body: unknown,
  resource: Resource = CONFIG_MAPS,
): ApiStatusError | undefined {
  const namespace = 'default';
  return refusal(lab, { verb: 'create', user: ADMIN, resource, namespace, body, options: {} });
}

function configMap(name: unknown, data: unknown = {}): unknown {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

/** JSON with the words of manifests in it, at the wrong places. */
const junk: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'grapheme' }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('default', 'v1', 'Pod', '10m', '1e400Gi', '-1', 'nginx', '__proto__'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.oneof(
        fc.string(),
        fc.constantFrom(
          'metadata',
          'name',
          'namespace',
          'labels',
          'annotations',
          'ownerReferences',
          'spec',
          'containers',
          'image',
          'replicas',
          'selector',
          'matchLabels',
          'template',
          'ports',
          'port',
          'resources',
          'requests',
          'cpu',
          'memory',
          'volumes',
          'data',
          'status',
          'phase',
          'finalizers',
          'tolerations',
          'affinity',
          'env',
          'valueFrom',
          'livenessProbe',
          'taints',
          'nodeName',
          'creationTimestamp',
          'deletionTimestamp',
          'resourceVersion',
          'uid',
          '$patch',
          '$setElementOrder/containers',
          '$deleteFromPrimitiveList/finalizers',
          '$retainKeys',
        ),
      ),
      tie('value'),
      { maxKeys: 5 },
    ),
  ),
})).value;

const CONTAINER = {
  name: 'a',
  image: 'nginx:1.29',
  command: ['sh', '-c', 'sleep 5; exit 1'],
  env: [
    { name: 'A', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
    { name: 'B', value: '$(A)' },
  ],
  ports: [{ containerPort: 80, name: 'web' }],
  resources: { requests: { cpu: '10m', memory: '1Mi' }, limits: { memory: '1Gi' } },
  readinessProbe: { httpGet: { path: '/', port: 'web' }, periodSeconds: 1 },
  livenessProbe: { exec: { command: ['true'] } },
  volumeMounts: [{ name: 'v', mountPath: '/v' }],
};
const POD_SPEC = {
  containers: [CONTAINER],
  initContainers: [{ name: 'i', image: 'busybox:1.37', command: ['sh', '-c', 'echo hi'] }],
  volumes: [
    { name: 'v', emptyDir: {} },
    { name: 'c', configMap: { name: 'c', optional: true } },
  ],
  tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 }],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['b'] }] }],
      },
    },
  },
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: { a: 'b' } },
    },
  ],
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 1,
};
const TEMPLATE = { metadata: { labels: { a: 'b' }, annotations: { x: 'y' } }, spec: POD_SPEC };
const META = { name: 'good', labels: { a: 'b' }, annotations: { c: 'd' }, finalizers: [] };
const SELECTOR = { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'a', operator: 'Exists' }] };

/** Objects that are accepted and use much of what the cluster works with. */
const GOOD: readonly (readonly [Resource, Readonly<Record<string, unknown>>])[] = [
  [PODS, { apiVersion: 'v1', kind: 'Pod', metadata: META, spec: POD_SPEC }],
  [
    DEPLOYMENTS,
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: META,
      spec: {
        replicas: 2,
        selector: SELECTOR,
        template: TEMPLATE,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } },
        minReadySeconds: 1,
      },
    },
  ],
  [
    REPLICA_SETS,
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: META,
      spec: { replicas: 1, selector: SELECTOR, template: TEMPLATE },
    },
  ],
  [
    DAEMON_SETS,
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: META,
      spec: { selector: SELECTOR, template: TEMPLATE },
    },
  ],
  [
    SERVICES,
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: META,
      spec: {
        type: 'NodePort',
        selector: { a: 'b' },
        ports: [
          { port: 80, targetPort: 'web', name: 'x' },
          { port: 81, name: 'y' },
        ],
      },
    },
  ],
  [
    NODES,
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: META,
      spec: { taints: [{ key: 'a', value: 'b', effect: 'NoExecute' }], podCIDR: '10.244.9.0/24' },
    },
  ],
  [
    CONFIG_MAPS,
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: META,
      data: { a: 'b' },
      binaryData: { c: 'ZGF0YQ==' },
    },
  ],
];

const WRONG: readonly unknown[] = [null, {}, '', 'x', -1, 1e20, [null], { a: null }];

type Path = readonly (string | number)[];

function pathsOf(tree: unknown): readonly Path[] {
  if (typeof tree !== 'object' || tree === null) return [[]];
  const children: readonly (readonly [string | number, unknown])[] = Array.isArray(tree)
    ? [...tree.entries()]
    : Object.entries(tree);
  return [[], ...children.flatMap(([key, child]) => pathsOf(child).map((path) => [key, ...path]))];
}

/** The tree with something else at one place. */
function replaced(tree: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(tree)) {
    return tree.map((item: unknown, index) => (index === key ? replaced(item, rest, value) : item));
  }
  const object: Readonly<Record<string, unknown>> = Object(tree);
  return { ...object, [key]: replaced(object[key], rest, value) };
}

describe('bad input', () => {
  it('names that are none are refused in words', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    for (const name of [
      '',
      'Ä',
      '名前',
      '👩‍👩‍👧',
      'a'.repeat(254),
      '-a',
      'a..b',
      '../etc',
      'a b',
      'a\u0000',
      '\ud800',
    ]) {
      const { reason, message } = create(lab, configMap(name)) ?? assert.fail(JSON.stringify(name));
      assert.equal(reason, 'Invalid');
      assert.match(message, /metadata\.name: (?:Invalid value|Required value)/);
    }
    for (const name of [1, null, {}, [], true]) {
      assert.ok(create(lab, configMap(name)), JSON.stringify(name));
    }
  });

  it('any text is kept as it is where text is allowed', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    const data = { key: '名前 👩‍👩‍👧 \u0000 \ud800 "\\ \n\t', empty: '' };
    assert.equal(create(lab, configMap('texts', data)), undefined);
    assert.deepEqual(lab.admin.get(CONFIG_MAPS, 'default', 'texts').data, data);
  });

  it('what is too large is refused', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    const large = create(lab, configMap('large', { a: 'x'.repeat(1_100_000) }));
    assert.equal(large?.reason, 'Invalid');
    assert.match(large.message, /Too long: may not be more than 1048576 bytes/);
    const huge = create(lab, configMap('huge', { a: 'x'.repeat(4_000_000) }));
    assert.equal(huge?.reason, 'RequestEntityTooLarge');
    const many = Object.fromEntries(
      Array.from({ length: 100_000 }, (_, i) => [`k${String(i)}`, 'v']),
    );
    create(lab, configMap('many', many));
    let deep: unknown = 'leaf';
    for (let depth = 0; depth < 20_000; depth++) deep = { deep };
    assert.ok(create(lab, configMap('deep', deep)));
    assert.ok(
      create(lab, { ...Object(configMap('deep')), metadata: { name: 'deep', labels: deep } }),
    );
  });

  it('what is no object is refused', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    for (const body of [
      null,
      undefined,
      1,
      'text',
      [],
      {},
      { kind: 'ConfigMap' },
      { apiVersion: 'v1' },
    ]) {
      for (const resource of RESOURCES) {
        assert.ok(create(lab, body, resource), `${JSON.stringify(body)} as ${resource.kind}`);
      }
    }
    const cyclic: Record<string, unknown> = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c' },
    };
    cyclic['data'] = cyclic;
    assert.ok(create(lab, cyclic));
  });

  it('every field of a good object, wrong in every way: the same', function () {
    this.timeout(60_000);
    const lab = ClusterLab.boot({ workers: 1 });
    for (const [resource, good] of GOOD) {
      assert.equal(create(lab, good, resource), undefined);
      const namespace = resource.namespaced ? 'default' : undefined;
      const base = { user: ADMIN, resource, namespace } as const;
      for (const path of pathsOf(good)) {
        for (const value of WRONG) {
          const bad = replaced(good, path, value);
          const fresh = replaced(bad, ['metadata', 'name'], 'fresh');
          create(lab, path.join('.') === 'metadata.name' ? bad : fresh, resource);
          for (const type of ['merge', 'strategic'] as const) {
            const request = { ...base, verb: 'patch', name: 'good', options: {} } as const;
            refusal(lab, { ...request, patch: { type, body: bad } });
          }
          refusal(lab, { ...base, verb: 'update', name: 'good', body: bad, options: {} });
          lab.runFor(5);
          refusal(lab, { ...base, verb: 'delete', name: 'fresh', options: {} });
        }
      }
      lab.runFor(10_000);
    }
    lab.runFor(120_000);
    assert.match(lab.podCensus('kube', 'kube-system'), /^Running 5$/);
  });

  it('random objects and patches: a Status or a stored object, and the cluster lives', function () {
    this.timeout(60_000);
    const lab = ClusterLab.boot({ workers: 1 });
    lab.applySample('hello.yaml');
    lab.untilReady('hello');
    fc.assert(
      fc.property(
        fc.constantFrom(...RESOURCES),
        junk,
        junk,
        fc.nat(),
        (resource, spec, metadata, pick) => {
          const { group, version, kind } = resource;
          const apiVersion = group === '' ? version : `${group}/${version}`;
          const named =
            typeof metadata === 'object' && metadata !== null
              ? { name: 'junk', ...metadata }
              : metadata;
          const namespace = resource.namespaced ? 'default' : undefined;
          const base = { user: ADMIN, resource, namespace } as const;
          const options = {};
          const body = { apiVersion, kind, metadata: named, spec, data: spec };
          refusal(lab, { ...base, verb: 'create', body, options });
          const name = resource === DEPLOYMENTS || resource === SERVICES ? 'hello' : 'junk';
          const patchBody = { metadata, spec, data: spec };
          const type = pick % 2 === 0 ? 'merge' : 'strategic';
          refusal(lab, { ...base, verb: 'patch', name, patch: { type, body: patchBody }, options });
          refusal(lab, { ...base, verb: 'update', name, body, options });
          lab.runFor(200);
        },
      ),
      { numRuns: 300, seed: 3 },
    );
    lab.runFor(120_000);
    const system = lab.podCensus('', 'kube-system');
    assert.equal(system, 'Running 8');
  });
});
