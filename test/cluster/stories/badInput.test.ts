// Whatever is sent to the API server, it answers with a Status, and the cluster goes on.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ApiStatusError } from '../../../src/apimachinery/apiStatus';
import { CONFIG_MAPS, DEPLOYMENTS, NAMESPACES, NODES, PODS, SERVICES } from '../../../src/apis/resources';
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

function create(lab: ClusterLab, body: unknown, resource = CONFIG_MAPS): ApiStatusError | undefined {
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
          'metadata', 'name', 'namespace', 'labels', 'annotations', 'ownerReferences', 'spec',
          'containers', 'image', 'replicas', 'selector', 'matchLabels', 'template', 'ports', 'port',
          'resources', 'requests', 'cpu', 'memory', 'volumes', 'data', 'status', 'phase',
          'finalizers', 'tolerations', 'affinity', 'env', 'valueFrom', 'livenessProbe', 'taints',
          'nodeName', 'creationTimestamp', 'deletionTimestamp', 'resourceVersion', 'uid',
          '$patch', '$setElementOrder/containers', '$deleteFromPrimitiveList/finalizers', '$retainKeys',
        ),
      ),
      tie('value'),
      { maxKeys: 5 },
    ),
  ),
})).value;

describe('bad input', () => {
  it('names that are none are refused in words', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    for (const name of ['', 'Ä', '名前', '👩‍👩‍👧', 'a'.repeat(254), '-a', 'a..b', '../etc', 'a b', 'a\u0000', '\ud800']) {
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
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${String(i)}`, 'v']));
    create(lab, configMap('many', many));
    let deep: unknown = 'leaf';
    for (let depth = 0; depth < 20_000; depth++) deep = { deep };
    assert.ok(create(lab, configMap('deep', deep)));
    assert.ok(create(lab, { ...Object(configMap('deep')), metadata: { name: 'deep', labels: deep } }));
  });

  it('what is no object is refused', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    for (const body of [null, undefined, 1, 'text', [], {}, { kind: 'ConfigMap' }, { apiVersion: 'v1' }]) {
      for (const resource of RESOURCES) {
        assert.ok(create(lab, body, resource), `${JSON.stringify(body)} as ${resource.kind}`);
      }
    }
    const cyclic: Record<string, unknown> = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } };
    cyclic['data'] = cyclic;
    assert.ok(create(lab, cyclic));
  });

  it('random objects and patches: a Status or a stored object, and the cluster lives', function () {
    this.timeout(60_000);
    const lab = ClusterLab.boot({ workers: 1 });
    lab.applySample('hello.yaml');
    lab.untilReady('hello');
    fc.assert(
      fc.property(fc.constantFrom(...RESOURCES), junk, junk, fc.nat(), (resource, spec, metadata, pick) => {
        const { group, version, kind } = resource;
        const apiVersion = group === '' ? version : `${group}/${version}`;
        const named = typeof metadata === 'object' && metadata !== null ? { name: 'junk', ...metadata } : metadata;
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
      }),
      { numRuns: 300, seed: 3 },
    );
    lab.runFor(120_000);
    const system = lab.podCensus('', 'kube-system');
    assert.equal(system, 'Running 8');
  });
});
