import assert from 'node:assert/strict';
import { PERSISTENT_VOLUME_CLAIMS, PODS, STORAGE_CLASSES } from '../../../../src/apis/resources';
import { podDraft, ServerLab } from '../serverLab';

const NETWORKING = { group: 'networking.k8s.io', version: 'v1' };
const INGRESSES = { ...NETWORKING, plural: 'ingresses', kind: 'Ingress', namespaced: true };
const INGRESS_CLASSES = {
  ...NETWORKING,
  plural: 'ingressclasses',
  kind: 'IngressClass',
  namespaced: false,
};
const RUNTIME_CLASSES = {
  group: 'node.k8s.io',
  version: 'v1',
  plural: 'runtimeclasses',
  kind: 'RuntimeClass',
  namespaced: false,
};
const DEFAULT_STORAGE = { 'storageclass.kubernetes.io/is-default-class': 'true' };
const DEFAULT_INGRESS = { 'ingressclass.kubernetes.io/is-default-class': 'true' };

function addStorageClass(
  { client }: ServerLab,
  name: string,
  annotations = {},
  allowVolumeExpansion = false,
): void {
  client.create(STORAGE_CLASSES, undefined, {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name, annotations },
    provisioner: 'example.com/disk',
    allowVolumeExpansion,
  });
}

function claim({ client }: ServerLab, storageClassName?: string): string | undefined {
  const { spec } = client.create(PERSISTENT_VOLUME_CLAIMS, 'default', {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { generateName: 'data-' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      storageClassName,
    },
  });
  return spec.storageClassName;
}

describe('the class that is the default', () => {
  it('goes to claims that name none: the newest one', () => {
    const cluster = new ServerLab();
    assert.equal(claim(cluster), undefined);
    addStorageClass(cluster, 'b', DEFAULT_STORAGE);
    addStorageClass(cluster, 'a', DEFAULT_STORAGE);
    addStorageClass(cluster, 'c');
    assert.equal(claim(cluster), 'a');
    cluster.simulation.runUntil(5_000);
    addStorageClass(cluster, 'd', DEFAULT_STORAGE);
    assert.equal(claim(cluster), 'd');
    assert.equal(claim(cluster, 'c'), 'c');
    assert.equal(claim(cluster, ''), '');
  });

  it('goes to Ingresses that name none', () => {
    const { client } = new ServerLab();
    client.create(INGRESS_CLASSES, undefined, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'nginx', annotations: DEFAULT_INGRESS },
      ...{ spec: { controller: 'k8s.io/ingress-nginx' } },
    });
    const ingress = (annotations = {}): unknown => {
      const made = client.create(INGRESSES, 'default', {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { generateName: 'web-', annotations },
        ...{ spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } } },
      });
      assert.ok('spec' in made);
      return made.spec;
    };
    assert.match(JSON.stringify(ingress()), /"ingressClassName":"nginx"/);
    assert.doesNotMatch(JSON.stringify(ingress({ 'kubernetes.io/ingress.class': 'x' })), /nginx/);
  });
});

describe('a claim', () => {
  it('grows only when it is bound, and its class lets it', () => {
    const cluster = new ServerLab();
    addStorageClass(cluster, 'fixed');
    addStorageClass(cluster, 'elastic', {}, true);
    for (const name of ['fixed', 'elastic']) claim(cluster, name);
    const { client } = cluster;
    const grow = (storageClass: string) => () => {
      const found = client
        .list(PERSISTENT_VOLUME_CLAIMS, 'default')
        .items.find(({ spec }) => spec.storageClassName === storageClass);
      client.patch(PERSISTENT_VOLUME_CLAIMS, 'default', found?.metadata.name ?? '', {
        type: 'merge',
        body: { spec: { resources: { requests: { storage: '2Gi' } } } },
      });
    };
    assert.throws(grow('elastic'));
    for (const { metadata } of client.list(PERSISTENT_VOLUME_CLAIMS, 'default').items) {
      const { name } = metadata;
      const patch = { type: 'merge', body: { status: { phase: 'Bound' } } } as const;
      const options = { subresource: 'status' };
      client.patch(PERSISTENT_VOLUME_CLAIMS, 'default', name, patch, options);
    }
    assert.throws(grow('fixed'), {
      message:
        /^persistentvolumeclaims "data-.{5}" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize$/,
    });
    grow('elastic')();
  });
});

describe('a runtime class', () => {
  function addRuntimeClass({ client }: ServerLab): void {
    client.create(RUNTIME_CLASSES, undefined, {
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      metadata: { name: 'kata' },
      ...{
        handler: 'kata',
        overhead: { podFixed: { cpu: '250m' } },
        scheduling: { nodeSelector: { kata: 'yes' }, tolerations: [{ key: 'kata' }] },
      },
    });
  }

  it('gives pods its overhead, and tells where they can run', () => {
    const cluster = new ServerLab();
    addRuntimeClass(cluster);
    const spec = { runtimeClassName: 'kata', nodeSelector: { disk: 'ssd' } };
    const pod = cluster.client.create(PODS, 'default', podDraft({ name: 'web' }, spec));
    assert.deepEqual(pod.spec.overhead, { cpu: '250m' });
    assert.deepEqual(pod.spec.nodeSelector, { kata: 'yes', disk: 'ssd' });
    assert.ok(pod.spec.tolerations?.some(({ key }) => key === 'kata'));
  });

  it('has to be there, and not to be contradicted', () => {
    const cluster = new ServerLab();
    addRuntimeClass(cluster);
    const create = (spec: object) => () =>
      cluster.client.create(PODS, 'default', podDraft({ name: 'web' }, spec));
    const rejected = 'pods "web" is forbidden: pod rejected:';
    assert.throws(create({ runtimeClassName: 'gvisor' }), {
      message: `${rejected} RuntimeClass "gvisor" not found`,
    });
    assert.throws(create({ overhead: { cpu: '1' } }), {
      message: `${rejected} Pod Overhead set without corresponding RuntimeClass defined Overhead`,
    });
    assert.throws(create({ runtimeClassName: 'kata', nodeSelector: { kata: 'no' } }), {
      message:
        'pods "web" is forbidden: conflict: runtimeClass.scheduling.nodeSelector[kata] = yes; ' +
        'pod.spec.nodeSelector[kata] = no',
    });
  });
});
