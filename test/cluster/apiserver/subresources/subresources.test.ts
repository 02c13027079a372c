import assert from 'node:assert/strict';
import type { Resource } from '../../../../src/apimachinery/resource';
import type { Scale } from '../../../../src/apis/generated/autoscaling/v1';
import { DEPLOYMENTS, PODS, REPLICATION_CONTROLLERS } from '../../../../src/apis/resources';
import type { ApiRequest } from '../../../../src/cluster/client/apiHandler';
import { bind, podDraft, ServerLab } from '../serverLab';

describe('binding a pod', () => {
  it('gives it its node and says that it is scheduled', () => {
    const { client, simulation } = new ServerLab();
    client.create(PODS, 'default', podDraft({ name: 'web' }));
    simulation.runUntil(2_000);
    bind(client, 'web', 'worker-1');
    const { spec, status } = client.get(PODS, 'default', 'web');
    assert.equal(spec.nodeName, 'worker-1');
    assert.deepEqual(status.conditions, [
      {
        type: 'PodScheduled',
        status: 'True',
        observedGeneration: 1,
        lastTransitionTime: '2026-01-01T00:00:02Z',
      },
    ]);
  });

  it('hands over labels and annotations, and ends a nomination', () => {
    const { client } = new ServerLab();
    const pod = client.create(PODS, 'default', podDraft({ name: 'web', labels: { app: 'web' } }));
    client.updateStatus(PODS, { ...pod, status: { ...pod.status, nominatedNodeName: 'worker-1' } });
    client.createSubresource(PODS, 'default', 'web', 'binding', {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: 'web', labels: { zone: 'a' }, annotations: { by: 'me' } },
      target: { kind: 'Node', name: 'worker-1' },
    });
    const { metadata, status } = client.get(PODS, 'default', 'web');
    assert.deepEqual(metadata.labels, { app: 'web', zone: 'a' });
    assert.deepEqual(metadata.annotations, { by: 'me' });
    assert.equal(status.nominatedNodeName, undefined);
  });

  const refusals: readonly (readonly [string, (cluster: ServerLab) => void, string])[] = [
    [
      'that has a node already',
      ({ client }) => {
        bind(client, 'web', 'worker-1');
      },
      'Operation cannot be fulfilled on pods/binding "web": pod web is already assigned to node "worker-1"',
    ],
    [
      'that is being deleted',
      ({ client }) => {
        client.patch(PODS, 'default', 'web', {
          type: 'merge',
          body: { metadata: { finalizers: ['example.com/guard'] } },
        });
        client.delete(PODS, 'default', 'web');
      },
      'Operation cannot be fulfilled on pods/binding "web": pod web is being deleted, cannot be assigned to a host',
    ],
    [
      'that is gone',
      ({ client }) => {
        client.delete(PODS, 'default', 'web');
      },
      'pods "web" not found',
    ],
  ];
  for (const [when, before, message] of refusals) {
    it(`is refused for one ${when}`, () => {
      const cluster = new ServerLab();
      cluster.client.create(PODS, 'default', podDraft({ name: 'web' }));
      before(cluster);
      assert.throws(
        () => {
          bind(cluster.client, 'web', 'worker-2');
        },
        { message },
      );
    });
  }

  it('needs a node', () => {
    const { client } = new ServerLab();
    client.create(PODS, 'default', podDraft({ name: 'web' }));
    assert.throws(
      () => {
        bind(client, 'web', '');
      },
      { reason: 'Invalid', message: 'Binding "web" is invalid: target.name: Required value' },
    );
  });
});

describe('evicting a pod', () => {
  it('tells it why, and deletes it with its grace', () => {
    const { client } = new ServerLab();
    client.create(PODS, 'default', podDraft({ name: 'web' }));
    bind(client, 'web', 'worker-1');
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'web' } };
    client.createSubresource(PODS, 'default', 'web', 'eviction', eviction);
    const { metadata, status } = client.get(PODS, 'default', 'web');
    assert.equal(metadata.deletionGracePeriodSeconds, 30);
    const reason = status.conditions?.find(({ type }) => type === 'DisruptionTarget')?.reason;
    assert.equal(reason, 'EvictionByEvictionAPI');
    client.delete(PODS, 'default', 'web', { gracePeriodSeconds: 0 });
    assert.throws(
      () => {
        client.createSubresource(PODS, 'default', 'web', 'eviction', eviction);
      },
      { reason: 'NotFound' },
    );
  });
});

describe('the scale of a workload', () => {
  function clusterWithDeployment(): ServerLab {
    const cluster = new ServerLab();
    cluster.client.create(DEPLOYMENTS, 'default', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: 2,
        selector: {
          matchLabels: { app: 'web' },
          matchExpressions: [{ key: 'tier', operator: 'Exists' }],
        },
        template: {
          metadata: { labels: { app: 'web', tier: 'front' } },
          spec: { containers: [{ name: 'web', image: 'nginx' }] },
        },
      },
    });
    return cluster;
  }

  function scaleRequest({ client }: ServerLab): Extract<ApiRequest, { verb: 'get' }> {
    return {
      verb: 'get',
      user: client.user,
      resource: DEPLOYMENTS,
      namespace: 'default',
      name: 'web',
      subresource: 'scale',
    };
  }

  it('is read', () => {
    const cluster = clusterWithDeployment();
    const scale = cluster.client.request(scaleRequest(cluster)).body as Scale;
    assert.equal(scale.kind, 'Scale');
    assert.deepEqual(scale.spec, { replicas: 2 });
    assert.deepEqual(scale.status, { replicas: 0, selector: 'app=web,tier' });
  });

  it('is written, also as a patch', () => {
    const cluster = clusterWithDeployment();
    const { client } = cluster;
    const request = scaleRequest(cluster);
    const scale = client.request(request).body as Scale;
    client.request({
      ...request,
      verb: 'update',
      body: { ...scale, spec: { replicas: 5 } },
      options: {},
    });
    const scaled = client.get(DEPLOYMENTS, 'default', 'web');
    assert.equal(scaled.spec.replicas, 5);
    assert.equal(scaled.metadata.generation, 2);
    assert.throws(
      () =>
        client.request({
          ...request,
          verb: 'update',
          body: { ...scale, spec: { replicas: 6 } },
          options: {},
        }),
      { reason: 'Conflict' },
    );
    const patch = { type: 'merge', body: { spec: { replicas: 3 } } } as const;
    client.patch(DEPLOYMENTS, 'default', 'web', patch, { subresource: 'scale' });
    assert.equal(client.get(DEPLOYMENTS, 'default', 'web').spec.replicas, 3);
    const negative = { type: 'merge', body: { spec: { replicas: -1 } } } as const;
    assert.throws(
      () => client.patch(DEPLOYMENTS, 'default', 'web', negative, { subresource: 'scale' }),
      {
        message:
          'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      },
    );
  });

  it('reads the plain selector of a replication controller', () => {
    const cluster = new ServerLab();
    const { client } = cluster;
    client.create(REPLICATION_CONTROLLERS, 'default', {
      apiVersion: 'v1',
      kind: 'ReplicationController',
      metadata: { name: 'web' },
      spec: {
        selector: { app: 'web' },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'web', image: 'nginx' }] },
        },
      },
    });
    const scale = client.request({ ...scaleRequest(cluster), resource: REPLICATION_CONTROLLERS })
      .body as Scale;
    assert.equal(scale.status?.selector, 'app=web');
  });
});

describe('other subresources and verbs', () => {
  it('are refused where they are not served', () => {
    const { client } = new ServerLab();
    const base = { user: client.user, resource: PODS, namespace: 'default', name: 'web' };
    assert.throws(() => client.request({ ...base, verb: 'get', subresource: 'scale' }), {
      message: 'the server could not find the requested resource',
    });
    assert.throws(() => client.request({ ...base, verb: 'get', subresource: 'binding' }), {
      reason: 'MethodNotAllowed',
    });
    const bindings: Resource = { ...PODS, plural: 'bindings', kind: 'Binding' };
    const body = { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'web' } };
    assert.throws(() => client.create(bindings, 'default', body), { reason: 'NotFound' });
    const reviews = {
      group: 'authorization.k8s.io',
      version: 'v1',
      plural: 'subjectaccessreviews',
      kind: 'SubjectAccessReview',
      namespaced: false,
    };
    assert.throws(() => client.list(reviews), { reason: 'MethodNotAllowed' });
  });
});
