// The container runtime and kube-proxy of a node, cluster DNS and the registries: stopped, and back.
import assert from 'node:assert/strict';
import { PODS } from '../../../src/apis/resources';
import type { ClusterLab } from '../clusterLab';
import { fault, faultLab, lift, podOn, request } from './faultLab';

describe('a stopped container runtime', () => {
  it('is said by the kubelet after 30 seconds; containers go on, nothing can be started', () => {
    const lab = faultLab();
    const pod = podOn(lab, 'worker-1');
    fault(lab, 'runtime-stop', { node: 'worker-1' });
    const tookMs = lab.untilNode('worker-1', 'NotReady');
    assert.ok(tookMs >= 30_000 && tookMs <= 40_000, `${String(tookMs)} ms`);
    assert.deepEqual(readyOf(lab), ['False', 'KubeletNotReady', 'container runtime is down']);
    assert.equal(request(lab, 'worker-2', pod.status.podIP ?? ''), 'connected', 'it still serves');
    lab.input({ type: 'crashContainer', namespace: 'default', pod: pod.metadata.name });
    lab.runFor(180_000);
    assert.match(
      readyOf(lab)[2] ?? '',
      /^\[container runtime is down, PLEG is not healthy: pleg was last seen active \dm\S+s ago; threshold is 3m0s\]$/,
    );
    assert.equal(request(lab, 'worker-2', pod.status.podIP ?? ''), 'refused', 'it stays down');
    lift(lab, 'runtime-stop', { node: 'worker-1' });
    assert.ok(lab.untilNode('worker-1', 'Ready') <= 10_000);
    lab.until('the container is restarted', () => lab.isReady());
    assert.equal(lab.pod(pod.metadata.name)?.status.containerStatuses?.[0]?.restartCount, 1);
  });

  it('leaves deleted pods Terminating until it is back', () => {
    const lab = faultLab();
    const pod = podOn(lab, 'worker-1');
    fault(lab, 'runtime-stop', { node: 'worker-1' });
    lab.admin.delete(PODS, 'default', pod.metadata.name);
    lab.runFor(90_000);
    assert.ok(lab.pod(pod.metadata.name)?.metadata.deletionTimestamp);
    lift(lab, 'runtime-stop', { node: 'worker-1' });
    lab.until('it is gone', () => lab.pod(pod.metadata.name) === undefined);
  });
});

describe('a stopped kube-proxy', () => {
  it('leaves its rules, which go stale, until it goes on or its pod is replaced', () => {
    const lab = faultLab();
    const service = lab.state.services.get('default', 'web')?.spec?.clusterIP ?? '';
    fault(lab, 'kube-proxy-stop', { node: 'worker-2' });
    assert.equal(request(lab, 'worker-2', service), 'connected');
    lab.scale('web', 0);
    lab.until('no pod is left', () => lab.pods('web').length === 0);
    lab.runFor(1_000);
    assert.equal(request(lab, 'worker-1', service), 'refused', 'there the rules are right');
    assert.equal(
      request(lab, 'worker-2', service),
      'noRoute',
      'here they lead to a pod that is gone',
    );
    assert.ok(lab.isReady(), 'nobody notices');
    lift(lab, 'kube-proxy-stop', { node: 'worker-2' });
    lab.runFor(1_000);
    assert.equal(request(lab, 'worker-2', service), 'refused');

    fault(lab, 'kube-proxy-stop', { node: 'worker-2' });
    const proxy = lab
      .pods('kube-proxy', 'kube-system')
      .find(({ spec }) => spec.nodeName === 'worker-2');
    lab.admin.delete(PODS, 'kube-system', proxy?.metadata.name ?? '');
    lab.runFor(60_000);
    assert.deepEqual(lab.cluster.faults.active(), [], 'a new one is well');
  });
});

describe('broken cluster DNS', () => {
  it('no name is resolved, while addresses work', () => {
    const lab = faultLab();
    assert.equal(lookup(lab, 'web'), 'found');
    fault(lab, 'dns-down');
    lab.runFor(60_000);
    assert.equal(lookup(lab, 'web'), 'silent');
    assert.equal(
      request(lab, 'worker-1', lab.state.services.get('default', 'web')?.spec?.clusterIP ?? ''),
      'connected',
    );
    assert.equal(lab.podCensus('coredns', 'kube-system'), 'CrashLoopBackOff 2');
    lift(lab, 'dns-down');
    lab.until('all is well', () => lab.isReady(), 330_000);
    lab.runFor(1_000);
    assert.equal(lookup(lab, 'web'), 'found');
  });
});

describe('image registries that do not answer', () => {
  it('stop what has to be pulled, and nothing else', () => {
    const lab = faultLab();
    fault(lab, 'registry-down');
    lab.apply(`{apiVersion: v1, kind: Pod, metadata: {name: new},
      spec: {containers: [{name: main, image: 'redis:8'}]}}`);
    lab.until('it fails', () => lab.podCensus('new') === 'ErrImagePull 1', 40_000);
    const failed = lab.events('new').find((event) => event.includes('Failed to pull image'));
    assert.match(
      failed ?? '',
      /^Warning Failed Failed to pull image "redis:8": failed to pull and unpack image "docker.io\/library\/redis:8": failed to resolve reference "docker.io\/library\/redis:8": failed to do request: Head "https:\/\/registry-1.docker.io\/v2\/library\/redis\/manifests\/8": dial tcp [\d.]+:443: i\/o timeout$/,
    );
    lab.until('it waits', () => lab.podCensus('new') === 'ImagePullBackOff 1', 20_000);
    lab.scale('web', 4);
    lab.untilReady('web');
    lift(lab, 'registry-down');
    lab.until('it runs', () => lab.podCensus('new') === 'Running 1', 120_000);
  });
});

function readyOf(lab: ClusterLab): readonly (string | undefined)[] {
  const conditions = lab.node('worker-1')?.status.conditions;
  const ready = conditions?.find(({ type }) => type === 'Ready');
  return [ready?.status, ready?.reason, ready?.message];
}

function lookup(lab: ClusterLab, name: string): string | undefined {
  return lab.cluster.machines.get('worker-1')?.network.lookup(name, 'default').kind;
}
