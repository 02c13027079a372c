// Deployments in a whole cluster: rollouts, good and bad, scaling, deletion with its dependents.
import assert from 'node:assert/strict';
import { findCondition } from '../../../src/apimachinery/conditions';
import { rollbackPatch } from '../../../src/apis/apps/rollback';
import type { Deployment } from '../../../src/apis/generated/apps/v1';
import { DEPLOYMENTS, NAMESPACES, REPLICA_SETS } from '../../../src/apis/resources';
import { ClusterLab, isPodReady } from '../clusterLab';

function hello(): ClusterLab {
  const lab = ClusterLab.boot();
  lab.applySample('hello.yaml');
  lab.untilReady('hello');
  lab.runFor(20_000);
  return lab;
}

function progressing(deployment: Deployment | undefined): string | undefined {
  return findCondition(deployment?.status.conditions, 'Progressing')?.reason;
}

/** Watches every revision from now on: the fewest available replicas, and ready endpoints. */
function fewest(lab: ClusterLab): { available: number; endpoints: number; pods: number } {
  const seen = { available: Infinity, endpoints: Infinity, pods: 0 };
  lab.state.onChange(({ object }) => {
    const { status } = lab.deployment('hello') ?? assert.fail(object.kind);
    seen.available = Math.min(seen.available, status.availableReplicas ?? 0);
    seen.endpoints = Math.min(seen.endpoints, lab.readyEndpoints('hello').length);
    const alive = lab
      .pods('hello')
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    seen.pods = Math.max(seen.pods, alive.length);
  });
  return seen;
}

function image(lab: ClusterLab, name: string): void {
  const containers = [{ name: 'web', image: name }];
  const body = { spec: { template: { spec: { containers } } } };
  lab.admin.patch(DEPLOYMENTS, 'default', 'hello', { type: 'strategic', body });
}

describe('a rollout', () => {
  it('to a good image replaces all pods, one surplus at a time, without an outage', () => {
    const lab = hello();
    const seen = fewest(lab);
    image(lab, 'nginx:1.28');
    lab.untilReady('hello');
    lab.runFor(5_000);
    assert.deepEqual(seen, { available: 3, endpoints: 3, pods: 4 });
    const sets = lab.get(REPLICA_SETS, { columns: ['DESIRED', 'CURRENT', 'READY'] });
    assert.deepEqual(sets.split('\n').slice(1).sort(), [
      '0         0         0',
      '3         3         3',
    ]);
    assert.equal(progressing(lab.deployment('hello')), 'NewReplicaSetAvailable');
  });

  it('to a bad image stays available, runs into its deadline, and is rolled back', () => {
    const lab = hello();
    const seen = fewest(lab);
    assert.equal(
      lab.applySample('rollout-to-a-bad-image.yaml').stdout,
      'deployment.apps/hello configured\n',
    );
    lab.runFor(120_000);
    assert.equal(lab.podCensus(), 'ImagePullBackOff 1, Running 3');
    assert.equal(
      lab.get(DEPLOYMENTS, { columns: ['NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE'] }),
      'NAME    READY   UP-TO-DATE   AVAILABLE\nhello   3/3     1            3',
    );
    const bad = lab.pods().find((pod) => !isPodReady(pod))?.metadata.name ?? '';
    const reference = 'docker.io/library/nginx:1.999';
    const failure =
      'rpc error: code = NotFound desc = failed to pull and unpack image ' +
      `"${reference}": failed to resolve reference "${reference}": ${reference}: not found`;
    assert.deepEqual(lab.events(bad).slice(1), [
      'Normal Pulling Pulling image "nginx:1.999"',
      `Warning Failed Failed to pull image "nginx:1.999": ${failure}`,
      'Warning Failed Error: ErrImagePull',
      'Normal BackOff Back-off pulling image "nginx:1.999"',
      'Warning Failed Error: ImagePullBackOff',
    ]);
    const late = (): boolean => progressing(lab.deployment('hello')) === 'ProgressDeadlineExceeded';
    const deadlineMs = 120_000 + lab.until('deadline', late, 600_000);
    assert.ok(deadlineMs >= 600_000 && deadlineMs < 605_000, `${String(deadlineMs)} ms`);
    assert.match(
      findCondition(lab.deployment('hello')?.status.conditions, 'Progressing')?.message ?? '',
      /^ReplicaSet "hello-[a-z0-9]+" has timed out progressing\.$/,
    );
    const before = lab.deployment('hello') ?? assert.fail();
    const rollback = rollbackPatch(before, lab.list(REPLICA_SETS, 'default'));
    assert.ok(rollback.outcome === 'patch' && rollback.revision === 1);
    lab.admin.patch(DEPLOYMENTS, 'default', 'hello', { type: 'json', body: rollback.patch });
    lab.untilReady('hello');
    lab.until('the bad pod is gone', () => lab.podCensus() === 'Running 3');
    const { metadata, spec } = lab.deployment('hello') ?? assert.fail();
    assert.equal(spec.template.spec?.containers[0]?.image, 'nginx:1.29');
    assert.equal(metadata.annotations?.['deployment.kubernetes.io/revision'], '3');
    assert.deepEqual(seen, { available: 3, endpoints: 3, pods: 4 });
  });

  it('never takes more pods than maxUnavailable allows, whatever crashes meanwhile', () => {
    const lab = hello();
    lab.scale('hello', 8);
    lab.untilReady('hello');
    const seen = fewest(lab);
    image(lab, 'nginx:1.999');
    lab.runFor(60_000);
    // 25% of 8: two may be missing, two more may be made.
    assert.deepEqual(seen, { available: 6, endpoints: 6, pods: 10 });
    image(lab, 'nginx:1.28');
    lab.untilReady('hello');
    assert.ok(seen.available >= 6 && seen.endpoints >= 6);
  });
});

describe('scaling', () => {
  it('up and down, to nothing and back', () => {
    const lab = hello();
    lab.scale('hello', 10);
    lab.untilReady('hello');
    assert.deepEqual(
      lab
        .podNodes()
        .match(/\d(?=,|$)/g)
        ?.sort(),
      ['3', '3', '4'],
    );
    lab.scale('hello', 2);
    lab.until('two are left', () => lab.podCensus() === 'Running 2');
    lab.runFor(1_000);
    assert.equal(lab.readyEndpoints('hello').length, 2);
    lab.scale('hello', 0);
    lab.until('none is left', () => lab.pods().length === 0);
    lab.runFor(1_000);
    assert.deepEqual(lab.readyEndpoints('hello'), []);
    assert.match(lab.get(DEPLOYMENTS, { columns: ['NAME', 'READY'] }), /hello {3}0\/0/);
    lab.scale('hello', 3);
    lab.untilReady('hello');
  });

  it('beyond the room there is: some pods wait, told why', () => {
    const lab = ClusterLab.boot();
    lab.apply(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: big}
spec:
  replicas: 5
  selector: {matchLabels: {app: big}}
  template:
    metadata: {labels: {app: big}}
    spec: {containers: [{name: a, image: "nginx:1.29", resources: {requests: {cpu: "3"}}}]}
`);
    lab.runFor(60_000);
    assert.equal(lab.podCensus(), 'Pending 2, Running 3');
    const waiting = lab.pods().find(({ spec }) => spec.nodeName === undefined)?.metadata.name ?? '';
    assert.deepEqual(lab.events(waiting), [
      'Warning FailedScheduling 0/4 nodes are available: 1 node(s) had untolerated taint(s), ' +
        '3 Insufficient cpu. no new claims to deallocate, preemption: 0/4 nodes are available: 1 Preemption is not helpful for ' +
        'scheduling, 3 No preemption victims found for incoming pod.',
    ]);
    lab.input({ type: 'addWorker', node: 'worker-4' });
    lab.until('one more runs', () => lab.podCensus() === 'Pending 1, Running 4');
  });
});

describe('deleting', () => {
  it('a Deployment takes its ReplicaSet and pods with it', () => {
    const lab = hello();
    lab.admin.delete(DEPLOYMENTS, 'default', 'hello', { propagationPolicy: 'Background' });
    assert.equal(lab.deployment('hello'), undefined);
    lab.until('nothing is left', () => lab.pods().length === 0, 40_000);
    assert.equal(lab.list(REPLICA_SETS, 'default').length, 0);
    lab.runFor(1_000);
    assert.deepEqual(lab.readyEndpoints('hello'), []);
  });

  it('a Deployment in the foreground goes last', () => {
    const lab = hello();
    lab.admin.delete(DEPLOYMENTS, 'default', 'hello', { propagationPolicy: 'Foreground' });
    assert.deepEqual(lab.deployment('hello')?.metadata.finalizers, ['foregroundDeletion']);
    lab.until('it is gone', () => lab.deployment('hello') === undefined, 60_000);
    assert.equal(lab.list(REPLICA_SETS, 'default').length, 0);
  });

  it('an orphaned ReplicaSet keeps its pods, and the Deployment made anew adopts them', () => {
    const lab = hello();
    const names = lab.pods().map(({ metadata }) => metadata.name);
    lab.admin.delete(DEPLOYMENTS, 'default', 'hello', { propagationPolicy: 'Orphan' });
    lab.until('it is gone', () => lab.deployment('hello') === undefined);
    lab.runFor(60_000);
    assert.equal(lab.list(REPLICA_SETS, 'default')[0]?.metadata.ownerReferences, undefined);
    lab.applySample('hello.yaml');
    lab.untilReady('hello');
    assert.deepEqual(
      lab.pods().map(({ metadata }) => metadata.name),
      names,
    );
  });

  it('a namespace takes all that is in it, and goes last', () => {
    const lab = ClusterLab.boot();
    lab.apply(`
{apiVersion: v1, kind: Namespace, metadata: {name: shop}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: a, image: "nginx:1.29"}]}
---
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ports: [{port: 80}]}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: shop}, data: {a: b}}
`);
    lab.until('two run', () => lab.podCensus('web', 'shop') === 'Running 2');
    lab.admin.delete(NAMESPACES, undefined, 'shop');
    assert.match(lab.get(NAMESPACES), /^shop +Terminating/m);
    assert.throws(() => {
      lab.apply('{apiVersion: v1, kind: ConfigMap, metadata: {name: late, namespace: shop}}');
    }, /unable to create new content in namespace shop because it is being terminated/);
    lab.until('it is gone', () => !lab.get(NAMESPACES).includes('shop'), 60_000);
    const all = lab.cluster.schema.resources.filter(
      ({ namespaced, verbs }) => namespaced && verbs.includes('list'),
    );
    for (const resource of all) assert.deepEqual(lab.list(resource, 'shop'), [], resource.plural);
  });
});
