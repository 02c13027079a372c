import assert from 'node:assert/strict';
import { restartedContainers } from '../../../src/views/causes/restartedContainer';
import { rootOf } from '../../../src/views/causes/causeChain';
import { ClusterLab } from '../../cluster/clusterLab';
import { workload } from './workloads';

function whyRestarted(lab: ClusterLab, name: string): string {
  const pod = lab.pod(name) ?? assert.fail('no pod');
  const [why] = restartedContainers(lab.cluster.history, pod);
  return why?.headline ?? 'not restarted';
}

describe('restartedContainers', () => {
  it('says nothing of a container that runs', () => {
    const lab = ClusterLab.boot();
    lab.apply(workload('Pod', 'web'));
    lab.runFor(30_000);
    assert.equal(whyRestarted(lab, 'web'), 'not restarted');
  });

  it('says that a process ended with an error, and how long the kubelet waits', () => {
    const lab = ClusterLab.boot();
    lab.apply(workload('Pod', 'loop', 1, "command: [sh, -c, 'sleep 3; exit 2'], "));
    lab.until('it waits', () => lab.podCensus('loop').startsWith('CrashLoopBackOff'));
    assert.match(
      whyRestarted(lab, 'loop'),
      /^The process of container nginx ended with an error \(exit code 2\): its log says more\..* The kubelet waits before the next try \(back-off \d+s\): 10 s at first, doubling up to 5 minutes\.$/,
    );
  });

  it('says that a liveness probe failed', () => {
    const lab = ClusterLab.boot();
    const probe =
      'livenessProbe: {httpGet: {path: /nope, port: 80}, periodSeconds: 2, failureThreshold: 2}, ';
    lab.apply(workload('Pod', 'live', 1, probe));
    lab.runFor(25_000);
    assert.match(
      whyRestarted(lab, 'live'),
      /^Container nginx failed its liveness probe, so the kubelet killed it \(exit code \d+\)\. It has been started again 2 times\./,
    );
  });

  it('says that somebody killed it, and leads back to that hand', () => {
    const lab = ClusterLab.boot();
    lab.apply(workload('Pod', 'web'));
    lab.runFor(20_000);
    lab.input({ type: 'crashContainer', namespace: 'default', pod: 'web' });
    lab.runFor(20_000);
    assert.equal(
      whyRestarted(lab, 'web'),
      'Container nginx was killed by hand (exit code 137). It has been started again once.',
    );
    const pod = lab.pod('web') ?? assert.fail('no pod');
    const [why] = restartedContainers(lab.cluster.history, pod);
    assert.equal(
      rootOf(why?.steps ?? [])?.text,
      'a container of Pod default/web was killed by hand',
    );
  });
});
