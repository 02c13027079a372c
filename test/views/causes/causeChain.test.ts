import assert from 'node:assert/strict';
import { PODS } from '../../../src/apis/resources';
import type { HistoryChange } from '../../../src/cluster/history/clusterHistory';
import { causeChain, isFromOutside, rootOf } from '../../../src/views/causes/causeChain';
import type { CauseStep } from '../../../src/views/causes/causeStep';
import { foldedChain } from '../../../src/views/causes/foldedChain';
import { ClusterLab } from '../../cluster/clusterLab';
import { workload } from './workloads';

function told(steps: readonly CauseStep[]): readonly string[] {
  return [...steps].reverse().map(({ component, instance, text }) => {
    const who = instance === undefined ? component : `${component} (${instance})`;
    // Generated parts of names as `*`, so that a story holds for any seed.
    return `${who}: ${text}`.replace(/web-[a-z0-9]+(-[a-z0-9]+)?/g, 'web-*');
  });
}

/** The change by which the API server learned that the pod's container runs. */
function started(lab: ClusterLab, pod: string): HistoryChange {
  return lab.cluster.history.changesOf(PODS, 'default', pod)[0] ?? assert.fail('no change');
}

function foldedWay(lab: ClusterLab, traceId: number): readonly string[] {
  return told(foldedChain(causeChain(lab.cluster.history, traceId)));
}

describe('causeChain', () => {
  it('leads from a running container back to kubectl apply, through every part of the cluster', () => {
    const lab = ClusterLab.boot();
    lab.apply(workload('Deployment', 'web'));
    lab.untilReady('web');
    const [pod] = lab.pods('web-');
    assert.ok(pod);
    const { nodeName = '' } = pod.spec;
    assert.deepEqual(
      foldedWay(lab, started(lab, pod.metadata.name).cause).map((line) =>
        line.replaceAll(nodeName, 'NODE'),
      ),
      [
        'outside: kubernetes-admin asked the API server with kubectl apply: create deployments.apps default/web',
        'outside (kubernetes-admin): made Deployment default/web',
        'kube-controller-manager: was told of the change: it watches deployments',
        'kube-controller-manager (deployment-controller): compared the wish with what there is, for default/web',
        'kube-controller-manager (deployment-controller): made ReplicaSet default/web-*',
        'kube-controller-manager: was told of the change: it watches replicasets',
        'kube-controller-manager (replicaset-controller): compared the wish with what there is, for default/web-*',
        'kube-controller-manager (replicaset-controller): made Pod default/web-*',
        'kube-scheduler: was told of the change: it watches pods',
        'kube-scheduler: looked for a node for Pod default/web-*',
        'kube-scheduler: placed Pod default/web-* on NODE',
        'kubelet (NODE): was told of the change: it watches pods',
        'kubelet (NODE): compared what Pod default/web-* asks for with what runs, and took the next step',
        'container-runtime (NODE): made the sandbox of Pod default/web-*: its network and address',
        'container-runtime (NODE): has the image docker.io/library/nginx:1.27',
        'container-runtime (NODE): started container nginx of Pod default/web-*',
        'kubelet (NODE): compared what Pod default/web-* asks for with what runs, and took the next step',
        'kubelet (NODE): wrote the status of Pod default/web-*',
      ],
    );
  });

  for (const kind of [
    'Deployment',
    'ReplicaSet',
    'ReplicationController',
    'DaemonSet',
    'Pod',
  ] as const) {
    it(`leads from each container of a ${kind} back to kubectl apply`, () => {
      const lab = ClusterLab.boot();
      const { history } = lab.cluster;
      lab.apply(workload(kind, 'web', 7));
      lab.until('all run', () => lab.podCensus('web').startsWith('Running'));
      const pods = lab.pods('web');
      assert.ok(pods.length > 0);
      for (const { metadata } of pods) {
        const change = started(lab, metadata.name);
        const steps = causeChain(history, change.cause);
        assert.ok(steps.some(({ text }) => text.startsWith('started container')));
        const root = rootOf(steps);
        assert.ok(isFromOutside(history, root));
        assert.match(
          root?.text ?? '',
          /asked the API server with kubectl apply: create .* default\/web$/,
        );
      }
    });
  }

  it('links each write to the object at that revision', () => {
    const lab = ClusterLab.boot();
    lab.apply(workload('Deployment', 'web'));
    lab.untilReady('web');
    const { history } = lab.cluster;
    const [pod] = lab.pods('web-');
    const steps = causeChain(history, started(lab, pod?.metadata.name ?? '').cause);
    const objects = steps.flatMap(({ object }) => (object === undefined ? [] : [object]));
    assert.deepEqual(
      objects.map(({ resource }) => resource.kind),
      ['Pod', 'Pod', 'Pod', 'ReplicaSet', 'Deployment'],
    );
    for (const { resource, namespace, name, revision } of objects) {
      const object = history.objectAt(resource, namespace, name, revision);
      assert.equal(object?.metadata.resourceVersion, String(revision));
    }
  });

  it('leads from a taint eviction back to the crash of the node, though nobody told of it', () => {
    const lab = ClusterLab.boot();
    lab.apply(workload('Deployment', 'web'));
    lab.untilReady('web');
    const [pod] = lab.pods('web-');
    assert.ok(pod?.spec.nodeName !== undefined);
    lab.crash(pod.spec.nodeName);
    const isMarked = (): boolean =>
      lab.pod(pod.metadata.name)?.metadata.deletionTimestamp !== undefined;
    lab.until('the pod is marked', isMarked, 400_000);
    const marked = started(lab, pod.metadata.name);
    const lines = foldedWay(lab, marked.cause).map((line) =>
      line.replaceAll(pod.spec.nodeName ?? '', 'NODE'),
    );
    assert.equal(lines[0], 'hardware: NODE was switched off');
    assert.match(
      lines[1] ?? '',
      /node-controller\): saw that NODE had not renewed its lease since 0:00:\d\d, for (?:5\d|60) s$/,
    );
    assert.deepEqual(lines.slice(2), [
      'kube-controller-manager (node-controller): changed Node NODE',
      'kube-controller-manager: was told of the change: it watches nodes',
      'kube-controller-manager (taint-eviction-controller): compared the wish with what there is, for default/web-*',
      'kube-controller-manager (taint-eviction-controller): had waited, and looked at default/web-* again',
      'kube-controller-manager (taint-eviction-controller): compared the wish with what there is, for default/web-*',
      'kube-controller-manager (node-controller): marked Pod default/web-* for deletion',
    ]);
  });

  it('leads from a pod that was cleaned up back to whoever took its node away', () => {
    const lab = ClusterLab.boot();
    lab.apply(workload('Deployment', 'web'));
    lab.untilReady('web');
    const [pod] = lab.pods('web-');
    const node = pod?.spec.nodeName ?? '';
    lab.input({ type: 'removeWorker', node });
    lab.until('the pod is gone', () => lab.pod(pod?.metadata.name ?? '') === undefined, 200_000);
    const root = rootOf(
      causeChain(lab.cluster.history, started(lab, pod?.metadata.name ?? '').cause),
    );
    assert.equal(root?.text, `${node} was taken away`);
  });

  it('folds the rounds of a container that crashes again and again', () => {
    const lab = ClusterLab.boot();
    lab.apply(workload('Pod', 'loop', 1, "command: [sh, -c, 'sleep 3; exit 1'], "));
    lab.runFor(120_000);
    const steps = foldedChain(causeChain(lab.cluster.history, started(lab, 'loop').cause));
    const starts = steps.filter(({ text }) => text.startsWith('started container'));
    assert.equal(starts.length, 1);
    assert.match(starts[0]?.note ?? '', /^it had been started [45] times before, and had ended$/);
    assert.match(rootOf(steps)?.text ?? '', /kubectl apply: create pods default\/loop$/);
  });

  it('is empty for what the record does not have', () => {
    const lab = ClusterLab.boot();
    assert.deepEqual(causeChain(lab.cluster.history, 0), []);
    assert.deepEqual(causeChain(lab.cluster.history, 1_000_000), []);
  });
});
