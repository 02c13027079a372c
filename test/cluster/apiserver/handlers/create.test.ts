import assert from 'node:assert/strict';
import { ApiStatusError } from '../../../../src/apimachinery/apiStatus';
import { CONFIG_MAPS, DEPLOYMENTS, NAMESPACES, NODES, PODS } from '../../../../src/apis/resources';
import { nameSuffix } from '../../../../src/cluster/apiserver/nameSuffix';
import { Random } from '../../../../src/simulation/random';
import { podDraft, ServerLab } from '../serverLab';

describe('creating an object', () => {
  it('gives it uid, creation time, resourceVersion, namespace, defaults and a first status', () => {
    const { client, simulation } = new ServerLab();
    simulation.runUntil(61_000);
    const pod = client.create(PODS, 'default', podDraft({ name: 'web', labels: { app: 'web' } }));
    assert.match(
      pod.metadata.uid,
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    assert.equal(pod.metadata.creationTimestamp, '2026-01-01T00:01:01Z');
    assert.equal(pod.metadata.namespace, 'default');
    assert.equal(pod.metadata.generation, 1);
    assert.equal(pod.spec.restartPolicy, 'Always');
    assert.deepEqual(pod.status, { phase: 'Pending', qosClass: 'BestEffort' });
    assert.deepEqual(client.get(PODS, 'default', 'web'), pod);
  });

  it('ignores what only the server may set', () => {
    const { client } = new ServerLab();
    const node = client.create(NODES, undefined, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: 'n1',
        uid: 'mine',
        generation: 7,
        deletionTimestamp: '2020-01-01T00:00:00Z',
      },
    });
    assert.notEqual(node.metadata.uid, 'mine');
    assert.equal(node.metadata.generation, undefined);
    assert.equal(node.metadata.deletionTimestamp, undefined);
  });

  it('makes a name of five letters that are no words', () => {
    const { client } = new ServerLab();
    const names = ['a', 'b', 'c'].map(
      () => client.create(PODS, 'default', podDraft({ generateName: 'web-' })).metadata.name,
    );
    for (const name of names) assert.match(name, /^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    assert.equal(new Set(names).size, 3);
  });

  it('empties the status of a deployment and begins with generation 1', () => {
    const { client } = new ServerLab();
    const deployment = client.create(DEPLOYMENTS, 'default', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'web', image: 'nginx' }] },
        },
      },
      status: { replicas: 9 },
    });
    assert.deepEqual(deployment.status, {});
    assert.equal(deployment.metadata.generation, 1);
    assert.equal(deployment.spec.replicas, 1);
  });

  it('stores kinds that have no rules of their own, and checks them by metadata and schema', () => {
    const { client } = new ServerLab();
    const resource = {
      group: 'resource.k8s.io',
      version: 'v1',
      plural: 'resourceclaimtemplates',
      kind: 'ResourceClaimTemplate',
      namespaced: true,
    };
    const draft = { apiVersion: 'resource.k8s.io/v1', kind: 'ResourceClaimTemplate' };
    const good = { ...draft, metadata: { name: 'web' }, spec: { spec: {} } };
    assert.equal(client.create(resource, 'default', good).metadata.name, 'web');
    assert.throws(() => client.create(resource, 'default', { ...good, metadata: { name: 'W!' } }), {
      reason: 'Invalid',
    });
    const incomplete = { ...draft, metadata: { name: 'bad' }, spec: {} };
    assert.throws(
      () => client.create(resource, 'default', incomplete, { fieldValidation: 'Strict' }),
      {
        message:
          'ResourceClaimTemplate.resource.k8s.io "bad" is invalid: spec.spec: Required value',
      },
    );
  });

  describe('is refused', () => {
    const cases: readonly (readonly [string, (cluster: ServerLab) => void, string])[] = [
      [
        'when the name is taken',
        ({ client }) => {
          client.create(PODS, 'default', podDraft({ name: 'web' }));
          client.create(PODS, 'default', podDraft({ name: 'web' }));
        },
        'pods "web" already exists',
      ],
      [
        'without a name',
        ({ client }) => client.create(PODS, 'default', podDraft({})),
        'Pod "" is invalid: metadata.name: Required value: name or generateName is required',
      ],
      [
        'with a resourceVersion',
        ({ client }) =>
          client.create(PODS, 'default', podDraft({ name: 'web', resourceVersion: '3' })),
        'resourceVersion should not be set on objects to be created',
      ],
      [
        'in a namespace other than the path has',
        ({ client }) =>
          client.create(PODS, 'default', podDraft({ name: 'web', namespace: 'other' })),
        'the namespace of the provided object does not match the namespace sent on the request',
      ],
      [
        'in a namespace that is not there',
        ({ client }) => client.create(PODS, 'nowhere', podDraft({ name: 'web' })),
        'namespaces "nowhere" not found',
      ],
      [
        'when the kind is another',
        ({ client }) =>
          client.create(CONFIG_MAPS, 'default', {
            apiVersion: 'apps/v1' as 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'a' },
          }),
        'the API version in the data (apps/v1) does not match the expected API version (v1)',
      ],
      [
        'with unknown fields, when asked to be strict',
        ({ client }) => {
          const draft = { ...podDraft({ name: 'web' }), spek: {}, other: 1 };
          client.create(PODS, 'default', draft, { fieldValidation: 'Strict' });
        },
        'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spek", unknown field "other"',
      ],
      [
        'for a resource that is not served',
        ({ client }) =>
          client.create(
            { group: 'x.io', version: 'v1', plural: 'xs', kind: 'X', namespaced: false },
            undefined,
            { apiVersion: 'x.io/v1', kind: 'X', metadata: { name: 'x' } },
          ),
        'the server could not find the requested resource',
      ],
    ];
    for (const [when, act, message] of cases) {
      it(when, () => {
        assert.throws(
          () => {
            act(new ServerLab());
          },
          (error) => {
            assert.ok(error instanceof ApiStatusError);
            assert.equal(error.message, message);
            return true;
          },
        );
      });
    }
  });

  it('warns of unknown fields and leaves them out, when asked to warn', () => {
    const { client } = new ServerLab();
    const body = { ...podDraft({ name: 'web' }), spek: {} };
    const response = client.request({
      verb: 'create',
      user: client.user,
      resource: PODS,
      namespace: 'default',
      body,
      options: { fieldValidation: 'Warn' },
    });
    assert.equal(response.code, 201);
    assert.deepEqual(response.warnings, ['unknown field "spek"']);
    assert.ok(!('spek' in response.body));
  });

  it('as a dry run answers as if, and leaves no mark', () => {
    const { client, api, simulation } = new ServerLab();
    const before = [api.etcd.revision, simulation.trace.hash];
    // Once for the dry run and for the real one: what the server remembers of a spec counts, too.
    const draft = podDraft({ generateName: 'web-' });
    const pod = client.create(PODS, 'default', draft, { dryRun: true });
    assert.match(pod.metadata.name, /^web-/);
    assert.deepEqual([api.etcd.revision, simulation.trace.hash], before);
    const untouched = new ServerLab();
    const [a, b] = [client, untouched.client].map((each) => [
      each.create(PODS, 'default', draft),
      each.create(PODS, 'default', podDraft({ generateName: 'db-' })),
    ]);
    assert.deepEqual(a, b);
  });

  it('says so when no free name can be found', () => {
    const { client, api } = new ServerLab();
    // A dry run draws from the revision that it is made at: these are its names.
    const random = new Random(api.etcd.revision + 8);
    for (let i = 0; i < 8; i++) {
      client.create(PODS, 'default', podDraft({ name: `web-${nameSuffix(random)}` }));
    }
    const draft = podDraft({ generateName: 'web-' });
    assert.throws(
      () => client.create(PODS, 'default', draft, { dryRun: true }),
      (error: unknown) => {
        assert.ok(error instanceof ApiStatusError);
        const { message, reason, details } = error;
        assert.deepEqual([reason, details?.retryAfterSeconds], ['AlreadyExists', 1]);
        assert.match(
          message,
          /^pods "web-.{5}" already exists, the server was not able to generate a unique name for the object$/,
        );
        return true;
      },
    );
  });

  it('is on record with who did it', () => {
    const cluster = new ServerLab();
    const scheduler = cluster.clientOf('system:kube-scheduler');
    scheduler.create(NAMESPACES, undefined, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop' },
    });
    const cause = cluster.api.etcd.get('/registry/namespaces/shop')?.cause ?? 0;
    const entry = cluster.simulation.trace.entry(cause);
    assert.equal(entry?.label, 'create');
    assert.equal(entry.subject, 'system:kube-scheduler namespaces shop');
  });
});
