import assert from 'node:assert/strict';
import type { Container, LimitRangeItem, Pod } from '../../../../src/apis/generated/core/v1';
import { PERSISTENT_VOLUME_CLAIMS, PODS } from '../../../../src/apis/resources';
import { podDraft, ServerLab } from '../serverLab';

const LIMIT_RANGES = {
  group: '',
  version: 'v1',
  plural: 'limitranges',
  kind: 'LimitRange',
  namespaced: true,
};

function withLimits(...limits: readonly LimitRangeItem[]): ServerLab {
  const cluster = new ServerLab();
  cluster.client.create(LIMIT_RANGES, 'default', {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'limits' },
    ...{ spec: { limits } },
  });
  return cluster;
}

function create({ client }: ServerLab, resources: Container['resources'], extra: object = {}): Pod {
  const containers = [{ name: 'web', image: 'nginx', resources }];
  return client.create(PODS, 'default', podDraft({ name: 'web' }, { containers, ...extra }));
}

describe('LimitRanger', () => {
  it('completes containers that ask for nothing, and leaves a note', () => {
    const cluster = withLimits({
      type: 'Container',
      default: { cpu: '500m', memory: '256Mi' },
      defaultRequest: { cpu: '100m', memory: '128Mi' },
    });
    const initContainers = [{ name: 'init', image: 'busybox' }];
    const { spec, metadata } = create(cluster, { requests: { cpu: '50m' } }, { initContainers });
    assert.deepEqual(spec.containers[0]?.resources, {
      requests: { cpu: '50m', memory: '128Mi' },
      limits: { cpu: '500m', memory: '256Mi' },
    });
    assert.equal(
      metadata.annotations?.['kubernetes.io/limit-ranger'],
      'LimitRanger plugin set: memory request for container web; cpu, memory limit for container web; ' +
        'cpu, memory request for init container init; cpu, memory limit for init container init',
    );
  });

  it('leaves complete pods as they are', () => {
    const cluster = withLimits({ type: 'Container', default: { cpu: '1' } });
    const { metadata } = create(cluster, { limits: { cpu: '200m' } });
    assert.equal(metadata.annotations, undefined);
  });

  const REFUSED: readonly (readonly [LimitRangeItem, Container['resources'], string])[] = [
    [
      { type: 'Container', max: { cpu: '1' } },
      { limits: { cpu: '2' } },
      'maximum cpu usage per Container is 1, but limit is 2',
    ],
    [
      { type: 'Container', min: { memory: '64Mi' } },
      { requests: { memory: '32Mi' } },
      'minimum memory usage per Container is 64Mi, but request is 32Mi',
    ],
    [
      { type: 'Pod', max: { cpu: '1' } },
      {},
      'maximum cpu usage per Pod is 1.  No limit is specified',
    ],
    [
      { type: 'Pod', min: { cpu: '1', memory: '1Gi' } },
      {},
      '[minimum cpu usage per Pod is 1.  No request is specified, ' +
        'minimum memory usage per Pod is 1Gi.  No request is specified]',
    ],
    [
      { type: 'Container', maxLimitRequestRatio: { cpu: '2' } },
      { requests: { cpu: '100m' }, limits: { cpu: '300m' } },
      'cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000',
    ],
  ];
  for (const [item, resources, why] of REFUSED) {
    it(`refuses a pod: ${why}`, () => {
      assert.throws(() => create(withLimits(item), resources), {
        reason: 'Forbidden',
        message: `pods "web" is forbidden: ${why}`,
      });
    });
  }

  it('adds up the containers of a pod', () => {
    const cluster = withLimits({ type: 'Pod', max: { memory: '1Gi' } });
    const container = { image: 'nginx', resources: { limits: { memory: '600Mi' } } };
    const containers = ['a', 'b'].map((name) => ({ name, ...container }));
    assert.throws(() => create(cluster, {}, { containers }), {
      message: 'pods "web" is forbidden: maximum memory usage per Pod is 1Gi, but limit is 1200Mi',
    });
  });

  it('holds claims to both ends', () => {
    const { client } = withLimits({
      type: 'PersistentVolumeClaim',
      min: { storage: '1Gi' },
      max: { storage: '2Gi' },
    });
    const claim = (storage: string) => () =>
      client.create(PERSISTENT_VOLUME_CLAIMS, 'default', {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
      });
    const forbidden = 'persistentvolumeclaims "data" is forbidden:';
    assert.throws(claim('5Gi'), {
      message: `${forbidden} maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 5Gi`,
    });
    assert.throws(claim('1Mi'), {
      message: `${forbidden} minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1Mi`,
    });
    claim('1Gi')();
  });
});
