import assert from 'node:assert/strict';
import type { ApiObject } from '../../../src/apimachinery/objectMeta';
import type { Resource } from '../../../src/apimachinery/resource';
import { DEPLOYMENTS, NODES, PODS } from '../../../src/apis/resources';
import { whyObject } from '../../../src/views/causes/whyObject';
import type { WhyModel } from '../../../src/views/causes/whyModel';
import { whyPage } from '../../../src/views/causes/whyPage';
import { ClusterLab } from '../../cluster/clusterLab';
import { workload } from './workloads';

function why(lab: ClusterLab, resource: Resource, name: string): WhyModel {
  const { cluster } = lab;
  const { history, verdicts, observerApi } = cluster;
  const namespace = resource.namespaced ? 'default' : undefined;
  const object: ApiObject | undefined = lab
    .list(resource, namespace)
    .find(({ metadata }) => metadata.name === name);
  return whyObject(
    { history, verdicts, observerApi, trial: () => cluster.schedulerTrial() },
    { resource, namespace, name },
    object,
  );
}

function lines(model: WhyModel, title: string): readonly string[] {
  const section = model.sections.find((each) => each.title === title);
  return section?.lines ?? section?.steps?.map(({ text }) => text) ?? [];
}

function webPod(lab: ClusterLab): string {
  lab.apply(workload('Deployment', 'web'));
  lab.untilReady('web');
  return lab.pods('web-')[0]?.metadata.name ?? '';
}

describe('whyObject', () => {
  it('says of a running pod where it is and how it compared, and how it came to be', () => {
    const lab = ClusterLab.boot();
    const model = why(lab, PODS, webPod(lab));
    assert.match(
      model.headline,
      /^It runs and is ready on worker-\d\. The scheduler looked at it at 0:00:\d\d, at the first try, and chose worker-\d: the best of 3 nodes where it fits\.$/,
    );
    const scores = lines(model, 'Why on this node');
    assert.match(
      scores[0] ?? '',
      /^worker-\d: \d+ points \(TaintToleration 100 x3, NodeResourcesFit \d+ x1/,
    );
    assert.equal(
      scores[3],
      'control-plane: ruled out, node(s) had untolerated taint(s) (plugin TaintToleration)',
    );
    assert.match(
      lines(model, 'How it came to be')[0] ?? '',
      /with kubectl apply: create deployments.apps default\/web$/,
    );
  });

  it('says of a pending pod what each node said, and what would help', () => {
    const lab = ClusterLab.boot({ workers: 2 });
    lab.apply(workload('Deployment', 'big', 1, 'resources: {requests: {cpu: 5}}, '));
    lab.runFor(5_000);
    const model = why(lab, PODS, lab.pods('big-')[0]?.metadata.name ?? '');
    assert.match(
      model.headline,
      /^It is Pending, as it fits on no node\. .*: 0\/3 nodes are available: 1 node\(s\) had untolerated taint\(s\), 2 Insufficient cpu\./,
    );
    assert.deepEqual(lines(model, 'What each node said'), [
      'worker-1, worker-2: Insufficient cpu (plugin NodeResourcesFit)',
      'control-plane: node(s) had untolerated taint(s) (plugin TaintToleration)',
    ]);
    const helps = lines(model, 'What would help, the nearest first');
    assert.match(helps[0] ?? '', /^\d+m less CPU fits worker-\d/);
    assert.match(
      helps.at(-1) ?? '',
      /^It is made from the template of ReplicaSet big-\w+: that is where to change it\.$/,
    );
  });

  it('tells apart why a pod is pending: gated, unknown scheduler, nobody looked', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    lab.apply(workload('Pod', 'gated', 1, '', 'schedulingGates: [{name: example.com/wait}], '));
    lab.apply(workload('Pod', 'other', 1, '', 'schedulerName: mine, '));
    lab.runFor(5_000);
    assert.equal(
      why(lab, PODS, 'gated').headline,
      'It is Pending: a scheduling gate keeps the scheduler from looking at it.',
    );
    assert.equal(
      why(lab, PODS, 'other').headline,
      'It is Pending: it asks for scheduler mine, and no such scheduler runs here.',
    );
    lab.crashSystemContainer('kube-scheduler');
    lab.apply(workload('Pod', 'unseen'));
    assert.match(why(lab, PODS, 'unseen').headline, /the scheduler has not looked at it yet/);
  });

  it('says what a container waits for', () => {
    const lab = ClusterLab.boot();
    lab.apply(workload('Pod', 'web').replace('nginx:1.27', 'nginx:no-such-tag'));
    lab.runFor(30_000);
    assert.match(
      why(lab, PODS, 'web').headline,
      /^It is on worker-\d and waits: container nginx, (ErrImagePull|ImagePullBackOff)/,
    );
  });

  it('says of a node that is not ready since when, and what was done to it', () => {
    const lab = ClusterLab.boot();
    lab.crash('worker-1');
    lab.untilNode('worker-1', 'NotReady', 120_000);
    lab.runFor(2_000);
    assert.match(
      why(lab, NODES, 'worker-1').headline,
      /^It is not ready: the node-controller saw that worker-1 had not renewed its lease since 0:\d\d:\d\d, for \d\d s\. At 0:00:\d\d worker-1 was switched off\.$/,
    );
  });

  it('says of other objects who made them, and of those that are gone who removed them', () => {
    const lab = ClusterLab.boot();
    webPod(lab);
    assert.match(
      why(lab, DEPLOYMENTS, 'web').headline,
      /^kubernetes-admin made it at 0:00:\d\d\. It began at 0:00:\d\d, when kubernetes-admin asked the API server with kubectl apply: create deployments.apps default\/web\.$/,
    );
    lab.admin.delete(DEPLOYMENTS, 'default', 'web');
    lab.runFor(60_000);
    const gone = why(lab, DEPLOYMENTS, 'web');
    assert.match(gone.headline, /^It is gone: kubernetes-admin removed it at 0:00:\d\d\.$/);
    assert.equal(
      why(lab, DEPLOYMENTS, 'never').headline,
      'There is no such object, and nothing is on record of one.',
    );
  });

  it('is a page with links to what revisions changed and to what each component is for', () => {
    const lab = ClusterLab.boot();
    const name = webPod(lab);
    const page = whyPage(
      why(lab, PODS, name),
      ({ resource, revision }) => `of:"${resource.kind}"${String(revision)}`,
    );
    assert.ok(page.startsWith(`<h1>Why? Pod default/${name}</h1>`));
    const revisions = [...page.matchAll(/<a href="(of:[^"]*)" title="[^"]*">revision (\d+)<\/a>/g)];
    for (const [, href = '', revision = ''] of revisions) {
      assert.match(href, new RegExp(`^of:&quot;\\w+&quot;${revision}$`));
    }
    assert.ok(revisions.some(([, href]) => href?.includes('Deployment') === true));
    assert.match(
      page,
      /<li><a href="https:\/\/kubernetes\.io\/[^"]+" title="[^"]+">Scheduler<\/a>: Chooses a node for every new pod\.<\/li>/,
    );
  });

  it('is a page in which nothing that a cluster says means more than its letters', () => {
    const text = '<img src=x onerror=alert(1)> & "more"';
    const step = {
      traceId: 1,
      atMs: 1_500,
      component: 'outside',
      instance: text,
      text,
      note: text,
    } as const;
    const sections = [{ title: text, lines: [text], steps: [step] }];
    const page = whyPage({ title: text, headline: text, sections }, () => text);
    assert.doesNotMatch(page, /<img|& /);
    assert.match(page, /<h2>&lt;img src=x onerror=alert\(1\)&gt; &amp; &quot;more&quot;<\/h2>/);
    assert.match(page, /<span class="time">0:00:01\.500<\/span>/);
  });
});
