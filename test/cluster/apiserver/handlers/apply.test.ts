// Server-side apply as the API server answers it: https://kubernetes.io/docs/reference/using-api/server-side-apply/
import assert from 'node:assert/strict';
import { ApiStatusError } from '../../../../src/apimachinery/apiStatus';
import type { ApiObject } from '../../../../src/apimachinery/objectMeta';
import type { Resource } from '../../../../src/apimachinery/resource';
import type { Deployment } from '../../../../src/apis/generated/apps/v1';
import type { ConfigMap, Pod, Service } from '../../../../src/apis/generated/core/v1';
import { CONFIG_MAPS, DEPLOYMENTS, PODS, SERVICES } from '../../../../src/apis/resources';
import type { ApiResponse, WriteOptions } from '../../../../src/cluster/client/apiHandler';
import { ServerLab } from '../serverLab';

type Applying = Partial<WriteOptions> & { readonly subresource?: string };

class ApplyLab extends ServerLab {
  /** Applies a configuration named `web`, as `one` where nobody else is named. */
  respond(resource: Resource, config: object, applying: Applying = {}): ApiResponse {
    const { subresource, ...options } = applying;
    const apiVersion =
      resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
    return this.client.request({
      verb: 'patch',
      user: this.client.user,
      resource,
      namespace: 'default',
      name: 'web',
      ...(subresource === undefined ? {} : { subresource }),
      patch: {
        type: 'apply',
        body: { apiVersion, kind: resource.kind, metadata: { name: 'web' }, ...config },
      },
      options: { fieldManager: 'one', ...options },
    });
  }

  apply<T extends ApiObject>(resource: Resource<T>, config: object, applying?: Applying): T {
    // The answer is of the resource that is asked for.
    return this.respond(resource, config, applying).body as T;
  }
}

function refusal(work: () => unknown): ApiStatusError {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof ApiStatusError, String(error));
    return error;
  }
  assert.fail('nothing was refused');
}

function owners(object: ApiObject): readonly string[] {
  return (object.metadata.managedFields ?? []).map(
    ({ manager, operation, subresource, fieldsV1 }) =>
      `${manager} ${operation}${subresource === undefined ? '' : `/${subresource}`} ${JSON.stringify(fieldsV1)}`,
  );
}

const labels = { app: 'web' };
const container = { name: 'web', image: 'nginx' };

function deployment(spec: object, containers: readonly object[] = [container]): object {
  const template = { metadata: { labels }, spec: { containers } };
  return { spec: { selector: { matchLabels: labels }, template, ...spec } };
}

describe('server-side apply', () => {
  it('creates what is not there, completed with defaults that it does not own', () => {
    const lab = new ApplyLab();
    const response = lab.respond(DEPLOYMENTS, deployment({ replicas: 2 }));
    assert.equal(response.code, 201);
    const web = lab.client.get(DEPLOYMENTS, 'default', 'web');
    assert.equal(web.spec.strategy?.type, 'RollingUpdate');
    assert.deepEqual(owners(web), [
      'one Apply {"f:spec":{"f:replicas":{},"f:selector":{},"f:template":{"f:metadata":{"f:labels":{"f:app":{}}},' +
        '"f:spec":{"f:containers":{"k:{\\"name\\":\\"web\\"}":{".":{},"f:image":{},"f:name":{}}}}}}}',
    ]);
  });

  it('changes nothing the second time, not even the time', () => {
    const lab = new ApplyLab();
    const first = lab.apply(DEPLOYMENTS, deployment({ replicas: 2 }));
    lab.simulation.runUntil(5_000);
    const again = lab.respond(DEPLOYMENTS, deployment({ replicas: 2 }));
    assert.equal(again.code, 200);
    assert.deepEqual(again.body, first);
  });

  it('takes away what it no longer has, but not what others own', () => {
    const lab = new ApplyLab();
    lab.apply(CONFIG_MAPS, { data: { a: '1', b: '1', c: '1' } });
    lab.apply(CONFIG_MAPS, { data: { b: '1' } }, { fieldManager: 'two' });
    const map = lab.apply(CONFIG_MAPS, { data: { a: '2' } });
    assert.deepEqual(map.data, { a: '2', b: '1' });
    assert.deepEqual(owners(map), [
      'two Apply {"f:data":{"f:b":{}}}',
      'one Apply {"f:data":{"f:a":{}}}',
    ]);
  });

  it('takes away the map with the last of its keys, and the item with its last owner', () => {
    const lab = new ApplyLab();
    lab.apply(CONFIG_MAPS, { data: { a: '1' } });
    const map: ConfigMap = lab.apply(CONFIG_MAPS, { immutable: false });
    assert.equal(map.data, undefined);
    const sidecar = { name: 'log', image: 'busybox' };
    lab.apply(DEPLOYMENTS, deployment({}, [container, sidecar]));
    const web: Deployment = lab.apply(DEPLOYMENTS, deployment({}));
    assert.deepEqual(
      web.spec.template.spec?.containers.map(({ name }) => name),
      ['web'],
    );
  });

  it('shares fields of which two say the same', () => {
    const lab = new ApplyLab();
    lab.apply(CONFIG_MAPS, { data: { a: '1' } });
    const map = lab.apply(CONFIG_MAPS, { data: { a: '1' } }, { fieldManager: 'two' });
    assert.deepEqual(owners(map), [
      'two Apply {"f:data":{"f:a":{}}}',
      'one Apply {"f:data":{"f:a":{}}}',
    ]);
    assert.deepEqual(lab.apply(CONFIG_MAPS, {}).data, { a: '1' });
  });

  it('is refused where another owns a field with another value', () => {
    const lab = new ApplyLab();
    const scale = { type: 'merge', body: { spec: { replicas: 5 } } } as const;
    lab.apply(DEPLOYMENTS, deployment({ replicas: 2 }));
    lab.client.patch(DEPLOYMENTS, 'default', 'web', scale, {
      fieldManager: 'kubectl-client-side-apply',
    });
    const error = refusal(() => lab.apply(DEPLOYMENTS, deployment({ replicas: 2 })));
    assert.equal(
      error.message,
      'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.replicas',
    );
    assert.equal(error.code, 409);
    assert.deepEqual(error.toStatus().details, {
      causes: [
        {
          reason: 'FieldManagerConflict',
          message: 'conflict with "kubectl-client-side-apply" using apps/v1',
          field: '.spec.replicas',
        },
      ],
    });
  });

  it('names all fields and their owners where there are several', () => {
    const lab = new ApplyLab();
    lab.apply(DEPLOYMENTS, deployment({ replicas: 2 }), { fieldManager: 'two' });
    const patch = { type: 'merge', body: { spec: { paused: true, minReadySeconds: 3 } } } as const;
    lab.client.patch(DEPLOYMENTS, 'default', 'web', patch, { fieldManager: 'kubectl-edit' });
    const changed = deployment({ replicas: 1, paused: false, minReadySeconds: 4 }, [
      { ...container, image: 'nginx:1.27' },
    ]);
    assert.equal(
      refusal(() => lab.apply(DEPLOYMENTS, changed)).message,
      [
        'Apply failed with 4 conflicts: conflicts with "kubectl-edit" using apps/v1:',
        '- .spec.minReadySeconds',
        '- .spec.paused',
        'conflicts with "two":',
        '- .spec.replicas',
        '- .spec.template.spec.containers[name="web"].image',
      ].join('\n'),
    );
  });

  it('takes the fields from their owners by force', () => {
    const lab = new ApplyLab();
    lab.apply(CONFIG_MAPS, { data: { a: '1', b: '1' } }, { fieldManager: 'two' });
    const map = lab.apply(CONFIG_MAPS, { data: { a: '2' } }, { force: true });
    assert.deepEqual(owners(map), [
      'one Apply {"f:data":{"f:a":{}}}',
      'two Apply {"f:data":{"f:b":{}}}',
    ]);
  });

  it('as a dry run shows what would be, and leaves everything as it is', () => {
    const lab = new ApplyLab();
    const made = lab.respond(CONFIG_MAPS, { data: { a: '1' } }, { dryRun: true });
    assert.equal(made.code, 201);
    assert.equal(lab.client.list(CONFIG_MAPS).items.length, 0);
    lab.apply(CONFIG_MAPS, { data: { a: '1' } });
    const map = lab.apply(CONFIG_MAPS, { data: { a: '2' } }, { dryRun: true });
    assert.deepEqual(map.data, { a: '2' });
    assert.deepEqual(lab.client.get(CONFIG_MAPS, 'default', 'web').data, { a: '1' });
  });

  it('of a status owns fields of the status alone', () => {
    const lab = new ApplyLab();
    lab.apply(PODS, { spec: { containers: [container] } });
    const condition = { type: 'Mine', status: 'True' };
    const status = { spec: { hostname: 'other' }, status: { conditions: [condition] } };
    const pod: Pod = lab.apply(PODS, status, { subresource: 'status', fieldManager: 'two' });
    assert.equal(pod.spec.hostname, undefined);
    assert.ok(
      owners(pod).includes(
        'two Apply/status {"f:status":{"f:conditions":{"k:{\\"type\\":\\"Mine\\"}":{".":{},"f:status":{},"f:type":{}}}}}',
      ),
    );
    const missing = (): unknown =>
      lab.apply(PODS, { metadata: { name: 'none' } }, { subresource: 'status' });
    lab.client.delete(PODS, 'default', 'web');
    assert.equal(refusal(missing).message, 'pods "web" not found');
  });

  it('of a scale owns the number of replicas', () => {
    const lab = new ApplyLab();
    lab.apply(DEPLOYMENTS, deployment({ replicas: 2 }));
    const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', spec: { replicas: 3 } };
    const applying = { subresource: 'scale', fieldManager: 'scaler' };
    assert.equal(
      refusal(() => lab.apply(DEPLOYMENTS, scale, applying)).message,
      'Apply failed with 1 conflict: conflict with "one": .spec.replicas',
    );
    lab.apply(DEPLOYMENTS, scale, { ...applying, force: true });
    const web = lab.client.get(DEPLOYMENTS, 'default', 'web');
    assert.equal(web.spec.replicas, 3);
    assert.deepEqual(owners(web)[0], 'scaler Apply/scale {"f:spec":{"f:replicas":{}}}');
  });

  it('after a reset gives what was there to a manager of its own', () => {
    const lab = new ApplyLab();
    const { metadata, ...map } = lab.apply(CONFIG_MAPS, { data: { a: '1' } });
    lab.client.update(CONFIG_MAPS, { ...map, metadata: { ...metadata, managedFields: [{}] } });
    assert.equal(
      refusal(() => lab.apply(CONFIG_MAPS, { data: { a: '2' } })).message,
      'Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.a',
    );
  });

  it('by kubectl takes over from client-side apply without conflicts', () => {
    const lab = new ApplyLab();
    const config = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'web' },
      data: { a: '1' },
    };
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': `${JSON.stringify(config)}\n`,
    };
    lab.client.create(
      CONFIG_MAPS,
      'default',
      { ...config, apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', annotations } },
      { fieldManager: 'kubectl-client-side-apply' },
    );
    const changed = { data: { a: '2' } };
    assert.equal(refusal(() => lab.apply(CONFIG_MAPS, changed)).reason, 'Conflict');
    const map = lab.apply(CONFIG_MAPS, changed, { fieldManager: 'kubectl' });
    assert.deepEqual(map.data, { a: '2' });
    assert.equal(
      map.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'],
      '{"apiVersion":"v1","data":{"a":"2"},"kind":"ConfigMap","metadata":{"name":"web"}}\n',
    );
  });
});

describe('an applied list', () => {
  const applyPorts = (lab: ApplyLab, ports: readonly object[], fieldManager = 'one'): Service =>
    lab.apply(SERVICES, { spec: { ports } }, { fieldManager });
  const port = (number: number, name: string): object => ({ port: number, name });

  it('is merged by the keys of its items, in the order of the configuration', () => {
    const lab = new ApplyLab();
    applyPorts(lab, [port(1, 'a'), port(2, 'b'), port(3, 'c'), port(4, 'd')], 'two');
    const merged = applyPorts(lab, [port(4, 'd'), port(9, 'x'), port(2, 'b')]);
    assert.deepEqual(
      merged.spec.ports?.map(({ name }) => name),
      ['a', 'c', 'd', 'x', 'b'],
    );
  });

  it('that is atomic is replaced, where nobody else owns it', () => {
    const lab = new ApplyLab();
    const args = (...list: readonly string[]): object =>
      deployment({}, [{ ...container, args: list }]);
    lab.apply(DEPLOYMENTS, args('a', 'b'));
    const web: Deployment = lab.apply(DEPLOYMENTS, args('c'));
    assert.deepEqual(web.spec.template.spec?.containers[0]?.args, ['c']);
  });

  it('that is a set is merged value by value', () => {
    const lab = new ApplyLab();
    const finalizers = (...list: readonly string[]): object => ({
      metadata: { name: 'web', finalizers: list },
    });
    lab.apply(CONFIG_MAPS, finalizers('x/a', 'x/b'));
    lab.apply(CONFIG_MAPS, finalizers('x/b', 'x/c'), { fieldManager: 'two' });
    const map = lab.apply(CONFIG_MAPS, finalizers());
    assert.deepEqual(map.metadata.finalizers, ['x/b', 'x/c']);
  });
});

describe('an apply that makes no sense is refused', () => {
  const duplicatePorts = [{ ...container, ports: [{ containerPort: 80 }, { containerPort: 80 }] }];
  const cases: readonly (readonly [string, object, Applying, number, string])[] = [
    [
      'without a manager',
      {},
      { fieldManager: undefined },
      422,
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    ],
    [
      'of another kind',
      { kind: 'ReplicaSet' },
      {},
      400,
      'invalid object type: apps/v1, Kind=ReplicaSet',
    ],
    [
      'with managedFields',
      { metadata: { name: 'web', managedFields: [] } },
      {},
      400,
      'metadata.managedFields must be nil',
    ],
    [
      'of another name',
      { metadata: { name: 'other' } },
      {},
      400,
      'the name of the object (other) does not match the name on the URL (web)',
    ],
    [
      'with a uid, of an object that is not there',
      { metadata: { name: 'web', uid: '1' } },
      {},
      409,
      'Operation cannot be fulfilled on deployments.apps "web": uid mismatch: the provided object specified uid 1, and no existing object was found',
    ],
    [
      'with a field that does not exist',
      deployment({ replica: 1 }),
      {},
      500,
      'failed to create typed patch object (/web; apps/v1, Kind=Deployment): .spec.replica: field not declared in schema',
    ],
    [
      'with values of other types',
      deployment({ replicas: '1', paused: 'no' }, [{ name: 'web', image: 5 }]),
      {},
      500,
      [
        'failed to create typed patch object (/web; apps/v1, Kind=Deployment): errors:',
        '  .spec.template.spec.containers[name="web"].image: expected string, got &value.valueUnstructured{Value:5}',
        '  .spec.replicas: expected numeric (int or float), got string',
        '  .spec.paused: expected boolean, got &{no}',
      ].join('\n'),
    ],
    [
      'with items that cannot be told apart',
      deployment({}, duplicatePorts),
      {},
      500,
      'failed to create typed patch object (/web; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="web"].ports: duplicate entries for key [containerPort=80,protocol="TCP"]',
    ],
    [
      'with an item without its key',
      deployment({}, [{ image: 'nginx' }]),
      {},
      500,
      'failed to create typed patch object (/web; apps/v1, Kind=Deployment): .spec.template.spec.containers: element 0: associative list with keys has an element that omits all key fields ["name"] (and doesn\'t have default values for any key fields)',
    ],
  ];
  for (const [what, config, applying, code, message] of cases) {
    it(what, () => {
      const error = refusal(() => new ApplyLab().apply(DEPLOYMENTS, config, applying));
      assert.equal(error.message, message);
      assert.equal(error.code, code);
    });
  }

  it('and so is force for another patch', () => {
    const lab = new ApplyLab();
    lab.apply(CONFIG_MAPS, {});
    const patch = { type: 'merge', body: {} } as const;
    assert.equal(
      refusal(() => lab.client.patch(CONFIG_MAPS, 'default', 'web', patch, { force: true }))
        .message,
      'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
    );
  });
});
