import assert from 'node:assert/strict';
import { lifeDiagram } from '../../../src/views/causes/lifeDiagram';
import { MOST_MESSAGES, RequestLife } from '../../../src/views/causes/requestLife';
import { ClusterLab } from '../../cluster/clusterLab';
import { workload } from './workloads';

function lifeOfLast(lab: ClusterLab): RequestLife {
  const { history } = lab.cluster;
  const request = history.inputs.findLast(({ label }) => label === 'request');
  return RequestLife.of(history, request?.traceId ?? 0) ?? assert.fail('no request');
}

function told(life: RequestLife): readonly string[] {
  return life.messages.map(({ from, to, text }) =>
    `${from} -> ${to}: ${text}`.replace(/web-\w+/, 'web-*').replace(/worker-\d/, 'NODE'),
  );
}

describe('RequestLife', () => {
  it('is what happens after kubectl apply, from kubectl to the container', () => {
    const lab = ClusterLab.boot();
    lab.apply(workload('Deployment', 'web'));
    lab.untilReady('web');
    const life = lifeOfLast(lab);
    life.advance();
    const firsts = told(life).filter((line) => !line.includes('status of'));
    const expected = [
      'kubectl -> kube-apiserver: create deployments web',
      'kube-apiserver -> etcd: keep Deployment web',
      'kube-apiserver -> kube-controller-manager: watch: Deployment new',
      'kube-controller-manager -> kube-controller-manager: Deployment controller: compare wish and reality',
      'kube-controller-manager -> kube-apiserver: create ReplicaSet web-*',
      'kube-apiserver -> kube-controller-manager: watch: ReplicaSet new',
      'kube-controller-manager -> kube-controller-manager: ReplicaSet controller: compare wish and reality',
      'kube-controller-manager -> kube-apiserver: create Pod',
      'kube-apiserver -> kube-scheduler: watch: Pod new',
      'kube-scheduler -> kube-scheduler: filter and score the nodes',
      'kube-scheduler -> kube-apiserver: bind Pod to NODE',
      'kube-apiserver -> kubelet: watch: Pod changed',
      'kubelet -> kubelet: compare wish and reality of the Pod',
      'kubelet -> container-runtime: make the sandbox of the Pod',
      'kubelet -> container-runtime: pull the image',
      'kubelet -> container-runtime: start the container',
    ];
    const places = expected.map((line) => firsts.indexOf(line));
    assert.ok(
      !places.includes(-1),
      `${expected[places.indexOf(-1)] ?? ''}\nin\n${firsts.join('\n')}`,
    );
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
  });

  it('unfolds with the clock', () => {
    const lab = ClusterLab.boot();
    lab.apply(workload('Deployment', 'web'));
    const life = lifeOfLast(lab);
    assert.equal(life.advance(), true);
    assert.equal(life.advance(), false);
    const atOnce = life.messages.length;
    assert.ok(told(life).every((line) => !line.includes('ReplicaSet')));
    lab.runFor(10);
    assert.equal(life.advance(), true);
    assert.ok(told(life).some((line) => line.includes('create ReplicaSet')));
    assert.ok(told(life).every((line) => !line.includes('start the container')));
    lab.untilReady('web');
    life.advance();
    assert.ok(told(life).some((line) => line.includes('start the container')));
    assert.ok(life.messages.length > atOnce);
  });

  it('stays legible with 20 pods: the first in detail, all counted', () => {
    const lab = ClusterLab.boot();
    lab.apply(workload('Deployment', 'web', 20));
    lab.untilReady('web');
    const life = lifeOfLast(lab);
    life.advance();
    assert.equal(life.pods, 20);
    assert.ok(life.messages.length < MOST_MESSAGES);
    const started = life.messages.find(({ text }) => text === 'start the container');
    assert.equal(started?.count, 20);
    const { mermaid, summary, lines } = lifeDiagram(life);
    assert.match(summary, /It came to 20 Pods: one is drawn/);
    assert.match(mermaid, /^sequenceDiagram\n {2}participant kubectl as kubectl\n/);
    assert.match(mermaid, /kubelet->>container_runtime: \+[\d.]+ m?s start the container \(×20\)/);
    assert.equal(lines.length, life.messages.length);
  });

  it('ends with the refusal of a request that is refused', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    lab.apply(
      workload('Pod', 'web').replace('name: web,', 'name: web, namespace: nowhere,'),
      'web.yaml',
      true,
    );
    const life = lifeOfLast(lab);
    life.advance();
    assert.match(told(life).at(-1) ?? '', /^kube-apiserver -> kubectl: refused: 404 NotFound/);
  });
});
