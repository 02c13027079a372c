// A running pod is looked into by a container that is added to it, and gets more CPU without a restart.
import assert from 'node:assert/strict';
import type { Pod } from '../../../src/apis/generated/core/v1';
import { PODS } from '../../../src/apis/resources';
import { ClusterLab } from '../clusterLab';

const POD = `
apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - { name: web, image: nginx, resources: { requests: { cpu: 100m }, limits: { cpu: 200m } } }`;

describe('a pod that runs', () => {
  let lab: ClusterLab;

  beforeEach(() => {
    lab = ClusterLab.boot();
    lab.apply(POD);
    lab.until('the pod runs', () => pod().status.phase === 'Running', 60_000);
  });

  function pod(): Pod {
    return lab.admin.get(PODS, 'default', 'web');
  }

  function patch(subresource: string, spec: unknown): Pod {
    const body = { spec };
    return lab.admin.patch(
      PODS,
      'default',
      'web',
      { type: 'strategic', body },
      {
        subresource,
        fieldValidation: 'Strict',
      },
    );
  }

  it('takes in an ephemeral container, which is never started again', () => {
    const debug = { name: 'debug', image: 'busybox', command: ['sh', '-c', 'sleep 5'] };
    const { spec, metadata } = patch('ephemeralcontainers', { ephemeralContainers: [debug] });
    assert.equal(spec.ephemeralContainers?.[0]?.imagePullPolicy, 'Always');
    assert.equal(metadata.generation, 2);
    const state = (): object => pod().status.ephemeralContainerStatuses?.[0]?.state ?? {};
    lab.until('it runs', () => 'running' in state(), 60_000);
    assert.equal(pod().status.ephemeralContainerStatuses?.[0]?.ready, false);
    lab.until('it has ended', () => 'terminated' in state(), 60_000);
    lab.runFor(120_000);
    assert.ok('terminated' in state());
    assert.equal(pod().status.phase, 'Running');
    assert.equal(pod().status.containerStatuses?.[0]?.restartCount, 0);
  });

  it('refuses ephemeral containers that are more than that, or that change', () => {
    const add = (container: object): Pod =>
      patch('ephemeralcontainers', { ephemeralContainers: [container] });
    assert.throws(() => add({ name: 'web', image: 'busybox' }), {
      message: 'Pod "web" is invalid: spec.ephemeralContainers[0].name: Duplicate value: "web"',
    });
    assert.throws(
      () =>
        add({ name: 'a', image: 'b', ports: [{ containerPort: 80 }], targetContainerName: 'db' }),
      {
        message:
          'Pod "web" is invalid: [spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container, spec.ephemeralContainers[0].targetContainerName: Not found: "db"]',
      },
    );
    add({ name: 'debug', image: 'busybox' });
    assert.throws(() => add({ name: 'debug', image: 'nginx' }), {
      message:
        'Pod "web" is invalid: spec.ephemeralContainers: Forbidden: existing ephemeral containers "debug" may not be changed\n',
    });
  });

  it('is resized in place', () => {
    const resized = (resources: object): Pod =>
      patch('resize', { containers: [{ name: 'web', resources }] });
    resized({ requests: { cpu: '150m' } });
    lab.until(
      'the kubelet has done it',
      () => pod().status.containerStatuses?.[0]?.resources?.requests?.['cpu'] === '150m',
      60_000,
    );
    const status = pod().status.containerStatuses?.[0];
    assert.equal(status?.restartCount, 0);
    assert.deepEqual(status.allocatedResources, { cpu: '150m' });
    assert.throws(
      () => resized({ limits: { memory: '1Gi', 'a.io/gpu': '1' }, requests: { cpu: '300m' } }),
      {
        reason: 'Invalid',
      },
    );
    assert.throws(() => resized({ limits: { cpu: null } }), {
      message:
        'Pod "web" is invalid: spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed',
    });
  });
});
