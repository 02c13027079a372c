import assert from 'node:assert/strict';
import { CONFIG_MAPS, DEPLOYMENTS, NODES, PODS } from '../../../src/apis/resources';
import type { ApiRequest, WatchEvent, WatchOptions } from '../../../src/cluster/client/apiHandler';
import { podDraft, ServerLab, type WatchLog } from './serverLab';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } } as const;

function listOptions(why: string): string {
  return `ListOptions.meta.k8s.io "" is invalid: ${why}`;
}

describe('the options of a list', () => {
  const REFUSED: readonly (readonly [object, string])[] = [
    [
      { resourceVersionMatch: 'Exact' },
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    ],
    [
      { resourceVersionMatch: 'Exact', resourceVersion: '0' },
      'resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
    ],
    [
      { resourceVersionMatch: 'Newest', resourceVersion: '1' },
      'resourceVersionMatch: Unsupported value: "Newest": supported values: "Exact", "NotOlderThan", ""',
    ],
    [
      { resourceVersionMatch: 'NotOlderThan', resourceVersion: '1', continue: 'x' },
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided',
    ],
    [
      { sendInitialEvents: true },
      'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list',
    ],
  ];
  for (const [options, why] of REFUSED) {
    it(`are refused: ${JSON.stringify(options)}`, () => {
      const { client } = new ServerLab();
      assert.throws(() => client.list(PODS, undefined, options), {
        code: 422,
        message: listOptions(why),
      });
    });
  }

  it('are refused where a version or a token makes no sense', () => {
    const { client } = new ServerLab();
    const list = (options: object) => () => client.list(PODS, undefined, options);
    const token = (value: unknown): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    assert.throws(list({ resourceVersion: 'x' }), {
      code: 400,
      message:
        'invalid resource version: resourceVersion: Invalid value: "x": ' +
        'strconv.ParseUint: parsing "x": invalid syntax',
    });
    for (const [bad, why] of [
      ['a%', ': illegal base64 data at input byte 1'],
      ['bm9uc2Vuc2U', ": invalid character 'o' in literal null (expecting 'u')"],
      [token({ v: 'v2' }), ': server does not recognize this encoded version v2'],
      [
        token({ v: 'meta.k8s.io/v1', rv: 0, start: 'a' }),
        ': incorrect encoded start resourceVersion (version meta.k8s.io/v1)',
      ],
      [token({ v: 'meta.k8s.io/v1', rv: 1 }), ': encoded start key empty (version meta.k8s.io/v1)'],
      [token({ v: 'meta.k8s.io/v1', rv: 1, start: '../secrets/' }), ': ../secrets/'],
    ] as const) {
      const message = `invalid continue token: continue key is not valid${why}`;
      assert.throws(list({ continue: bad }), { code: 400, message });
    }
    const good = token({ v: 'meta.k8s.io/v1', rv: 1, start: 'a' });
    assert.throws(list({ continue: good, resourceVersion: '1' }), {
      message: 'specifying resource version is not allowed when using continue',
    });
  });

  it('make tokens that name a version and the place behind the last key', () => {
    const { client } = new ServerLab();
    for (const name of ['a', 'b']) client.create(PODS, 'default', podDraft({ name }));
    const { continue: token = '', resourceVersion } = client.list(PODS, undefined, { limit: 1 });
    assert.deepEqual(JSON.parse(Buffer.from(token, 'base64url').toString()), {
      v: 'meta.k8s.io/v1',
      rv: Number(resourceVersion),
      start: 'default/a\0',
    });
  });

  it('with a limit mean that very version, and with version 0 have no limit', () => {
    const { client } = new ServerLab();
    for (const name of ['a', 'b']) client.create(PODS, 'default', podDraft({ name }));
    const { resourceVersion } = client.list(PODS);
    client.delete(PODS, 'default', 'a');
    const past = client.list(PODS, undefined, { limit: 1, resourceVersion });
    assert.deepEqual([past.resourceVersion, past.items.length], [resourceVersion, 1]);
    assert.equal(past.items[0]?.metadata.name, 'a');
    client.create(PODS, 'default', podDraft({ name: 'c' }));
    const any = client.list(PODS, undefined, { limit: 1, resourceVersion: '0' });
    assert.deepEqual([any.items.length, any.continue], [2, undefined]);
  });
});

describe('the options of a get', () => {
  it('ask for what is not older, and not for what is yet to come', () => {
    const { api, client } = new ServerLab();
    const { metadata } = client.create(CONFIG_MAPS, 'default', CONFIG_MAP);
    const get = (resourceVersion: string) => () =>
      api.handle({
        verb: 'get',
        user: client.user,
        resource: CONFIG_MAPS,
        namespace: 'default',
        name: 'a',
        options: { resourceVersion },
      });
    for (const version of ['', '0', '1', metadata.resourceVersion]) get(version)();
    assert.throws(get('999'), {
      code: 504,
      message: /^Timeout: Too large resource version: 999, /,
    });
    assert.throws(get('new'), { code: 400 });
  });
});

describe('the options of a watch', () => {
  const REFUSED: readonly (readonly [object, string])[] = [
    [
      { sendInitialEvents: true },
      'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    ],
    [
      { resourceVersionMatch: 'NotOlderThan' },
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless ' +
        'sendInitialEvents is provided',
    ],
    [
      { sendInitialEvents: false, resourceVersionMatch: 'Exact' },
      '[resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan, ' +
        'resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"]',
    ],
  ];
  for (const [options, why] of REFUSED) {
    it(`are refused: ${JSON.stringify(options)}`, () => {
      const cluster = new ServerLab();
      assert.throws(() => cluster.watch(PODS, options), { code: 422, message: listOptions(why) });
      assert.equal(cluster.api.openWatches, 0);
    });
  }

  function watched(options: WatchOptions): {
    readonly cluster: ServerLab;
    readonly watch: WatchLog;
  } {
    const cluster = new ServerLab();
    cluster.client.create(PODS, 'default', podDraft({ name: 'a' }));
    const watch = cluster.watch(PODS, { ...options, resourceVersionMatch: 'NotOlderThan' });
    cluster.client.create(PODS, 'default', podDraft({ name: 'b' }));
    return { cluster, watch };
  }

  it('may ask for a mark at the end of the initial events', () => {
    const { cluster, watch } = watched({ sendInitialEvents: true, allowWatchBookmarks: true });
    assert.deepEqual(watch.lines(), ['ADDED a', 'BOOKMARK', 'ADDED b']);
    const bookmark: WatchEvent = {
      type: 'BOOKMARK',
      resourceVersion: String(cluster.api.etcd.revision - 1),
      annotations: { 'k8s.io/initial-events-end': 'true' },
      cause: 0,
    };
    assert.deepEqual(watch.log[1], bookmark);
  });

  it('may want the initial events without a mark, or none at all', () => {
    assert.deepEqual(watched({ sendInitialEvents: true }).watch.lines(), ['ADDED a', 'ADDED b']);
    assert.deepEqual(watched({ sendInitialEvents: false }).watch.lines(), ['ADDED b']);
    assert.deepEqual(watched({ sendInitialEvents: true, resourceVersion: '1' }).watch.lines(), [
      'ADDED a',
      'ADDED b',
    ]);
    assert.throws(() => watched({ sendInitialEvents: true, resourceVersion: '999' }), {
      code: 504,
    });
  });
});

describe('the options of a delete', () => {
  function deleteRequest(cluster: ServerLab, options: object): ApiRequest {
    const { user } = cluster.client;
    const place = { resource: DEPLOYMENTS, namespace: 'default', name: 'web' };
    return { verb: 'delete', user, ...place, options };
  }

  function withDeployment(): ServerLab {
    const cluster = new ServerLab();
    const labels = { app: 'web' };
    cluster.client.create(DEPLOYMENTS, 'default', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: podDraft({}).spec ?? assert.fail() },
      },
    });
    return cluster;
  }

  it('are refused where they contradict each other, or name no policy', () => {
    const cluster = withDeployment();
    const remove = (options: object) => () => cluster.api.handle(deleteRequest(cluster, options));
    assert.throws(remove({ propagationPolicy: 'Orphan', orphanDependents: true }), {
      code: 422,
      message:
        'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Invalid value: "Orphan": ' +
        'orphanDependents and deletionPropagation cannot be both set',
    });
    assert.throws(remove({ propagationPolicy: 'Never' }), {
      message:
        'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Never": ' +
        'supported values: "Foreground", "Background", "Orphan", "nil"',
    });
  });

  it('may say in the old way what becomes of dependents', () => {
    const orphaning = withDeployment();
    const { body, code } = orphaning.api.handle(
      deleteRequest(orphaning, { orphanDependents: true }),
    );
    assert.ok('metadata' in body && 'finalizers' in body.metadata);
    assert.deepEqual([code, body.metadata.finalizers], [200, ['orphan']]);
    const background = withDeployment();
    background.api.handle(deleteRequest(background, { orphanDependents: false }));
    assert.deepEqual(background.client.list(DEPLOYMENTS).items, []);
  });
});

describe('the options of a write', () => {
  it('are refused where they make no sense', () => {
    const { client } = new ServerLab();
    const create = (options: object) => () =>
      client.create(CONFIG_MAPS, 'default', CONFIG_MAP, options);
    assert.throws(create({ fieldValidation: 'Maybe' }), {
      code: 422,
      message:
        'CreateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "Maybe": ' +
        'supported values: "", "Ignore", "Strict", "Warn"',
    });
    assert.throws(create({ fieldManager: 'x'.repeat(129) }), {
      message:
        'CreateOptions.meta.k8s.io "" is invalid: fieldManager: Too long: may not be more than 128 bytes',
    });
    assert.throws(create({ fieldManager: 'a\nb' }), {
      message: /fieldManager: Invalid value: "a\\nb": invalid character U\+000A \(at position 1\)$/,
    });
  });

  it('decide what comes of fields that are unknown or stand twice', () => {
    const { api, client } = new ServerLab();
    const create = (fieldValidation: 'Ignore' | 'Warn' | 'Strict') =>
      api.handle({
        verb: 'create',
        user: client.user,
        resource: CONFIG_MAPS,
        namespace: 'default',
        body: { ...CONFIG_MAP, metadata: { generateName: 'a-' }, dat: { a: '1' } },
        options: {
          fieldValidation,
          duplicateFields: [
            ['data', 'x'],
            ['dat', 'a'],
          ],
        },
      });
    assert.equal(create('Ignore').warnings, undefined);
    assert.deepEqual(create('Warn').warnings, ['unknown field "dat"', 'duplicate field "data.x"']);
    assert.throws(() => create('Strict'), {
      code: 400,
      message:
        'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: ' +
        'unknown field "dat", duplicate field "data.x"',
    });
  });

  it('of a patch show what it made of the object, or the patch', () => {
    const { client } = new ServerLab();
    client.create(CONFIG_MAPS, 'default', CONFIG_MAP);
    const patch = (type: 'merge' | 'strategic', body: unknown) => () =>
      client.patch(CONFIG_MAPS, 'default', 'a', { type, body }, { fieldValidation: 'Strict' });
    assert.throws(patch('strategic', { dat: { b: '2', a: [1, null] } }), {
      code: 422,
      message:
        ' "" is invalid: patch: Invalid value: "map[dat:map[a:[1 <nil>] b:2]]": ' +
        'strict decoding error: unknown field "dat"',
    });
    assert.throws(patch('merge', { data: 1 }), {
      code: 422,
      message:
        /^ "" is invalid: patch: Invalid value: "\{.*\}": json: cannot unmarshal number into/,
    });
  });

  it('bound the operations of a JSON patch, and look at each', () => {
    const { client } = new ServerLab();
    client.create(CONFIG_MAPS, 'default', CONFIG_MAP);
    const patch = (body: unknown) => () =>
      client.patch(CONFIG_MAPS, 'default', 'a', { type: 'json', body: body as never });
    assert.throws(patch(Array(10_001).fill({ op: 'test', path: '/kind', value: 'ConfigMap' })), {
      code: 413,
      message:
        'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
    });
    assert.throws(patch({}), { code: 400 });
    assert.throws(patch([null]), { code: 400 });
    for (const body of [[{ path: '/a' }], [{ op: 'add' }], [{ op: 'move', path: '/a' }]]) {
      assert.throws(patch(body), { code: 422 });
    }
  });
});

describe('a kind that has a better one', () => {
  it('warns with every answer', () => {
    const { api, client } = new ServerLab();
    const resource = {
      group: '',
      version: 'v1',
      plural: 'endpoints',
      kind: 'Endpoints',
      namespaced: true,
    };
    const { warnings } = api.handle({
      verb: 'list',
      user: client.user,
      resource,
      namespace: 'default',
      options: {},
    });
    assert.deepEqual(warnings, [
      'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
    ]);
  });
});

describe('a namespace in the body', () => {
  it('is dropped for kinds that have none', () => {
    const { client } = new ServerLab();
    const metadata = { name: 'n', namespace: 'default' };
    const node = client.create(NODES, undefined, { apiVersion: 'v1', kind: 'Node', metadata });
    assert.equal(node.metadata.namespace, undefined);
  });
});
