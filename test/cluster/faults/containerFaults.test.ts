// Containers that crash, hang, are not ready or leak memory.
import assert from 'node:assert/strict';
import type { Pod } from '../../../src/apis/generated/core/v1';
import { ClusterLab } from '../clusterLab';
import { fault, lift, request } from './faultLab';

const PROBED = `
apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec:
  containers:
    - name: nginx
      image: nginx:1.29
      resources: { limits: { memory: 128Mi } }
      readinessProbe: { httpGet: { path: /, port: 80 }, periodSeconds: 5 }
      livenessProbe: { httpGet: { path: /, port: 80 } }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
`;

const TARGET = { namespace: 'default', pod: 'web' } as const;

describe('a container', () => {
  it('that hangs is killed by its liveness probe, and the new one is well', () => {
    const lab = probedLab();
    fault(lab, 'container-hang', TARGET);
    assert.equal(connection(lab), 'timeout');
    lab.until('it leaves the service', () => lab.readyEndpoints('web').length === 0, 20_000);
    lab.until('it is restarted', () => restarts(lab) === 1, 80_000);
    const events = lab.events('web');
    const address = lab.pod('web')?.status.podIP ?? '';
    const problem = `Get "http://${address}:80/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
    assert.ok(events.includes(`Warning Unhealthy Liveness probe failed: ${problem}`));
    assert.ok(
      events.includes('Normal Killing Container nginx failed liveness probe, will be restarted'),
    );
    assert.equal(last(lab)?.exitCode, 137, 'SIGTERM was in vain');
    lab.until('it serves', () => lab.readyEndpoints('web').length === 1);
    assert.deepEqual(lab.cluster.faults.active(), [], 'the hang went with the process');
  });

  it('that goes on in time is not restarted', () => {
    const lab = probedLab();
    fault(lab, 'container-hang', TARGET);
    lab.runFor(12_000);
    lift(lab, 'container-hang', TARGET);
    lab.runFor(120_000);
    assert.equal(restarts(lab), 0);
    assert.equal(connection(lab), 'connected');
    assert.equal(lab.readyEndpoints('web').length, 1);
  });

  it('that says it is not ready gets no requests and is not restarted', () => {
    const lab = probedLab();
    fault(lab, 'container-not-ready', TARGET);
    lab.runFor(120_000);
    assert.equal(lab.readyEndpoints('web').length, 0);
    assert.equal(restarts(lab), 0);
    assert.ok(
      lab
        .events('web')
        .includes(
          'Warning Unhealthy Readiness probe failed: HTTP probe failed with statuscode: 503',
        ),
    );
    lift(lab, 'container-not-ready', TARGET);
    lab.until('it is back', () => lab.readyEndpoints('web').length === 1, 7_000);
  });

  it('without a readiness probe cannot be made unready', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    lab.apply(`{apiVersion: v1, kind: Pod, metadata: {name: web},
      spec: {containers: [{name: nginx, image: 'nginx:1.29'}]}}`);
    lab.until('it runs', () => lab.podCensus() === 'Running 1');
    assert.throws(() => {
      fault(lab, 'container-not-ready', TARGET);
    }, /no readiness probe/);
  });

  it('that leaks is killed at its limit, again and again, until the program is mended', () => {
    const lab = probedLab();
    fault(lab, 'container-memory-leak', TARGET);
    lab.until('it is killed', () => restarts(lab) === 1, 75_000);
    assert.deepEqual([last(lab)?.reason, last(lab)?.exitCode], ['OOMKilled', 137]);
    lab.until('it is killed again', () => restarts(lab) >= 2, 120_000);
    lift(lab, 'container-memory-leak', TARGET);
    const before = restarts(lab);
    lab.runFor(600_000);
    assert.ok(restarts(lab) <= before + 1);
    assert.equal(lab.podCensus(), 'Running 1');
  });

  it('of stress that takes more than its limit is OOMKilled without any fault', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    lab.apply(`{apiVersion: v1, kind: Pod, metadata: {name: memory-demo-2},
      spec: {containers: [{name: ctr, image: polinux/stress,
        resources: {requests: {memory: 50Mi}, limits: {memory: 100Mi}},
        command: [stress], args: ['--vm', '1', '--vm-bytes', 250M, '--vm-hang', '1']}]}}`);
    lab.until('it is killed', () => last(lab, 'memory-demo-2')?.reason === 'OOMKilled');
    assert.equal(last(lab, 'memory-demo-2')?.exitCode, 137);
  });

  it('is refused as a target where it does not run', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    assert.throws(() => {
      fault(lab, 'container-crash', TARGET);
    }, /No such container runs in pod "web" now/);
  });
});

function probedLab(): ClusterLab {
  const lab = ClusterLab.boot({ workers: 1 });
  lab.apply(PROBED);
  lab.until('it serves', () => lab.readyEndpoints('web').length === 1);
  lab.runFor(20_000);
  return lab;
}

function statusOf(pod: Pod | undefined) {
  return pod?.status.containerStatuses?.[0];
}

function restarts(lab: ClusterLab): number {
  return statusOf(lab.pod('web'))?.restartCount ?? -1;
}

function last(lab: ClusterLab, name = 'web') {
  const status = statusOf(lab.pod(name));
  return status?.lastState?.terminated ?? status?.state?.terminated;
}

function connection(lab: ClusterLab): string | undefined {
  return request(lab, 'worker-1', lab.pod('web')?.status.podIP ?? '');
}
