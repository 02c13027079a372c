// metadata.managedFields after creates, updates and patches: who changed what, and since when.
import assert from 'node:assert/strict';
import type { ApiObject, ManagedFieldsEntry } from '../../../../src/apimachinery/objectMeta';
import type { ConfigMap, Pod } from '../../../../src/apis/generated/core/v1';
import { CONFIG_MAPS, DEPLOYMENTS, PODS } from '../../../../src/apis/resources';
import type { Client } from '../../../../src/cluster/client/client';
import { statedObject } from '../../../../src/cluster/apiserver/fieldmanager/impliedKeys';
import { bind, podDraft, ServerLab } from '../serverLab';

/** `kubectl Update v1: .data.a .data.b`, one line a manager. */
function owners(object: ApiObject): readonly string[] {
  return (object.metadata.managedFields ?? []).map(
    ({ manager, operation, apiVersion, subresource, fieldsV1 }) => {
      const through = subresource === undefined ? '' : `/${subresource}`;
      return `${manager} ${operation} ${apiVersion}${through}: ${JSON.stringify(fieldsV1)}`;
    },
  );
}

const times = (object: ApiObject): readonly (string | undefined)[] =>
  (object.metadata.managedFields ?? []).map(({ time }) => time);

function createMap(
  client: Client,
  data: Readonly<Record<string, string>>,
  fieldManager = 'one',
): ConfigMap {
  return client.create(
    CONFIG_MAPS,
    'default',
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'map' }, data },
    { fieldManager },
  );
}

describe('managers that update', () => {
  it('own what they create, with defaults and without what admission adds', () => {
    const { client } = new ServerLab();
    const pod = client.create(PODS, 'default', podDraft({ name: 'web', labels: { app: 'web' } }), {
      fieldManager: 'kubectl-run',
    });
    assert.ok(pod.spec.serviceAccountName === 'default');
    assert.deepEqual(JSON.parse(JSON.stringify(pod.metadata.managedFields)), [
      {
        manager: 'kubectl-run',
        operation: 'Update',
        apiVersion: 'v1',
        time: '2026-01-01T00:00:00Z',
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
          'f:spec': {
            'f:containers': {
              'k:{"name":"web"}': {
                '.': {},
                'f:image': {},
                'f:imagePullPolicy': {},
                'f:name': {},
                'f:resources': {},
                'f:terminationMessagePath': {},
                'f:terminationMessagePolicy': {},
              },
            },
            'f:dnsPolicy': {},
            'f:enableServiceLinks': {},
            'f:restartPolicy': {},
            'f:schedulerName': {},
            'f:securityContext': {},
            'f:terminationGracePeriodSeconds': {},
          },
        },
      },
    ]);
  });

  it('take over the fields that they change, and add those that are new', () => {
    const { client } = new ServerLab();
    const map = createMap(client, { a: '1', b: '1' });
    const changed = client.update(
      CONFIG_MAPS,
      { ...map, data: { a: '1', b: '2', c: '1' } },
      { fieldManager: 'two' },
    );
    assert.deepEqual(owners(changed), [
      'one Update v1: {"f:data":{".":{},"f:a":{}}}',
      'two Update v1: {"f:data":{"f:b":{},"f:c":{}}}',
    ]);
  });

  it('lose what anyone removes, and go when nothing is left', () => {
    const { client } = new ServerLab();
    const map = createMap(client, { a: '1' });
    const patch = { type: 'merge', body: { data: null, immutable: true } } as const;
    const changed = client.patch(CONFIG_MAPS, 'default', map.metadata.name, patch, {
      fieldManager: 'two',
    });
    assert.deepEqual(owners(changed), ['two Update v1: {"f:immutable":{}}']);
  });

  it('tell the time of the last change, and leave it alone where they change nothing', () => {
    const { client, simulation } = new ServerLab();
    const map = createMap(client, { a: '1' });
    simulation.runUntil(2_000);
    const same = client.update(CONFIG_MAPS, map, { fieldManager: 'one' });
    assert.equal(same, map);
    const changed = client.update(
      CONFIG_MAPS,
      { ...map, data: { a: '2' } },
      { fieldManager: 'one' },
    );
    assert.deepEqual(times(changed), ['2026-01-01T00:00:02Z']);
    simulation.runUntil(4_000);
    const two = client.update(
      CONFIG_MAPS,
      { ...changed, immutable: true },
      { fieldManager: 'two' },
    );
    assert.deepEqual(times(two), ['2026-01-01T00:00:02Z', '2026-01-01T00:00:04Z']);
  });

  it('are another one for each subresource, and do not own what a subresource leaves alone', () => {
    const lab = new ServerLab();
    const { client } = lab;
    client.create(PODS, 'default', podDraft({ name: 'web' }), { fieldManager: 'one' });
    bind(client, 'web', 'worker-1');
    const pod: Pod = client.get(PODS, 'default', 'web');
    const kubelet = lab.clientOf('system:node:worker-1');
    const written = kubelet.updateStatus(PODS, {
      ...pod,
      spec: { ...pod.spec, hostname: 'other' },
      status: { ...pod.status, podIPs: [{ ip: '10.244.1.2' }] },
    });
    assert.equal(
      owners(statedObject(written))[0],
      'kubelet Update v1/status: {"f:status":{"f:podIPs":{".":{},"k:{\\"ip\\":\\"10.244.1.2\\"}":{".":{},"f:ip":{}}}}}',
    );
    assert.ok(!JSON.stringify(owners(written)).includes('nodeName'));
  });

  it('own the number of replicas when they scale', () => {
    const { client } = new ServerLab();
    const labels = { app: 'web' };
    client.create(
      DEPLOYMENTS,
      'default',
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: { containers: [{ name: 'web', image: 'nginx' }] },
          },
        },
      },
      { fieldManager: 'one' },
    );
    const patch = { type: 'merge', body: { spec: { replicas: 3 } } } as const;
    client.patch(DEPLOYMENTS, 'default', 'web', patch, {
      subresource: 'scale',
      fieldManager: 'kubectl',
    });
    const web = client.get(DEPLOYMENTS, 'default', 'web');
    const entries = web.metadata.managedFields ?? [];
    assert.deepEqual(
      owners(web).filter((each) => each.includes('replicas')),
      ['kubectl Update apps/v1/scale: {"f:spec":{"f:replicas":{}}}'],
    );
    assert.equal(entries.find(({ subresource }) => subresource === 'scale')?.time, undefined);
  });

  it('are ten at most', () => {
    const { client, simulation } = new ServerLab();
    createMap(client, { a: '0' }, 'manager-0');
    for (let number = 1; number < 15; number++) {
      simulation.runUntil(number * 1_000);
      const patch = { type: 'merge', body: { data: { [`key-${number}`]: '1' } } } as const;
      client.patch(CONFIG_MAPS, 'default', 'map', patch, { fieldManager: `manager-${number}` });
    }
    const map = client.get(CONFIG_MAPS, 'default', 'map');
    const names = (map.metadata.managedFields ?? []).map(({ manager }) => manager);
    assert.equal(names.length, 10);
    assert.deepEqual(names.slice(0, 2), ['ancient-changes', 'manager-6']);
    assert.equal(
      owners(map)[0],
      `ancient-changes Update v1: {"f:data":{".":{},"f:a":{},${[1, 2, 3, 4, 5]
        .map((number) => `"f:key-${number}":{}`)
        .join(',')}}}`,
    );
  });
});

describe('managedFields from a client', () => {
  const entry: ManagedFieldsEntry = {
    manager: 'mine',
    operation: 'Update',
    apiVersion: 'v1',
    time: '2025-01-01T00:00:00Z',
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:data': { 'f:a': {} } },
  };
  const received = (managedFields: readonly ManagedFieldsEntry[]): readonly string[] => {
    const { client } = new ServerLab();
    const map = createMap(client, { a: '1' });
    const metadata = { ...map.metadata, managedFields };
    return owners(client.update(CONFIG_MAPS, { ...map, metadata }, { fieldManager: 'two' }));
  };
  const stored = ['one Update v1: {"f:data":{".":{},"f:a":{}}}'];

  it('are taken over', () => {
    assert.deepEqual(received([entry]), ['mine Update v1: {"f:data":{"f:a":{}}}']);
  });

  it('are left as they were where they make no sense', () => {
    assert.deepEqual(received([{ ...entry, operation: 'Replace' }]), stored);
    assert.deepEqual(received([{ ...entry, fieldsType: 'FieldsV2' }]), stored);
    assert.deepEqual(received([{ ...entry, fieldsV1: { data: {} } }]), stored);
  });

  it('are forgotten where they are emptied, and not kept from then on', () => {
    assert.deepEqual(received([]), []);
    assert.deepEqual(received([{}]), []);
    const { client } = new ServerLab();
    const { metadata, ...map } = createMap(client, { a: '1' });
    const reset = client.update(CONFIG_MAPS, {
      ...map,
      metadata: { ...metadata, managedFields: [] },
    });
    assert.ok(!('managedFields' in reset.metadata));
    const later = client.update(CONFIG_MAPS, { ...reset, data: { a: '2' } });
    assert.deepEqual(owners(later), []);
  });
});
