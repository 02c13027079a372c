import assert from 'node:assert/strict';
import {
  CONFIG_MAPS,
  DEPLOYMENTS,
  EVENTS,
  LEASES,
  PODS,
  REPLICA_SETS,
} from '../../../src/apis/resources';
import type { Pod } from '../../../src/apis/generated/core/v1';
import { Cluster } from '../../../src/cluster/cluster';
import { defaultClusterConfig } from '../../../src/cluster/clusterConfig';
import type { HistoryChange } from '../../../src/cluster/history/clusterHistory';
import { SCHEMA } from '../../kubernetesSchema';
import { ClusterLab, START_MS } from '../clusterLab';

const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: nginx, image: 'nginx:1.27'}]
`;
const MINUTE = 60_000;

function line({ type, writer, verb, subresource, resource }: HistoryChange): string {
  const what = subresource === undefined ? resource.plural : `${resource.plural}/${subresource}`;
  return `${type} by ${writer}: ${verb} ${what}`;
}

function labWithWeb(): ClusterLab {
  const lab = ClusterLab.boot();
  lab.apply(WEB);
  lab.untilReady('web');
  return lab;
}

function webPod(lab: ClusterLab): Pod {
  const [pod] = lab.pods('web-');
  return pod ?? assert.fail('no pod');
}

describe('ClusterHistory', () => {
  it('tells who wrote an object, newest first, and what each write made of it', () => {
    const lab = labWithWeb();
    const { history } = lab.cluster;
    const { name, uid } = webPod(lab).metadata;
    const changes = history.changesOf(PODS, 'default', name);
    assert.deepEqual(changes.map(line).reverse().slice(0, 2), [
      'created by system:serviceaccount:kube-system:replicaset-controller: create pods',
      'modified by system:kube-scheduler: create pods/binding',
    ]);
    assert.match(
      line(changes[0] ?? assert.fail()),
      /modified by system:node:worker-\d: patch pods\/status/,
    );
    assert.ok(changes.every((change) => change.uid === uid));
    const phases = changes
      .map(({ revision }) => history.objectAt(PODS, 'default', name, revision) as Pod | undefined)
      .map(
        (pod) =>
          `${pod?.spec.nodeName === undefined ? 'nowhere' : 'placed'} ${pod?.status.phase ?? ''}`,
      );
    assert.deepEqual(
      [phases.at(-1), phases.at(-2), phases[0]],
      ['nowhere Pending', 'placed Pending', 'placed Running'],
    );
  });

  it('finds changes by revision, in order, with their place in the run', () => {
    const lab = labWithWeb();
    const { history } = lab.cluster;
    const [created] = history.changesOf(DEPLOYMENTS, 'default', 'web').slice(-1);
    assert.ok(created);
    assert.deepEqual(history.change(created.revision), created);
    const since = history.changesSince(created.revision);
    assert.deepEqual(since[0], created);
    assert.equal(since.at(-1)?.revision, history.latestRevision);
    const isAscending = since.every(
      (change, i) => i === 0 || change.executedEvents >= (since[i - 1]?.executedEvents ?? 0),
    );
    assert.ok(isAscending);
    assert.equal(history.change(history.latestRevision + 1), undefined);
  });

  it('knows of what is gone, and how it was last', () => {
    const lab = labWithWeb();
    const { name } = webPod(lab).metadata;
    lab.delete(WEB);
    lab.until('the pod is gone', () => lab.pods('web-').length === 0);
    lab.runFor(20 * MINUTE);
    const { history } = lab.cluster;
    const [gone, before] = history.changesOf(PODS, 'default', name);
    assert.ok(gone && before);
    assert.equal(gone.type, 'deleted');
    assert.match(gone.writer, /^system:node:worker-/);
    assert.equal(history.objectAt(PODS, 'default', name, gone.revision), undefined);
    assert.notEqual(
      history.objectAt(PODS, 'default', name, before.revision)?.metadata.deletionTimestamp,
      undefined,
    );
  });

  it('tells listeners at once, before observers know', () => {
    const lab = ClusterLab.boot();
    const told: string[] = [];
    const stop = lab.cluster.history.onChange((change) => {
      if (change.resource.kind === 'Deployment')
        told.push(`${line(change)}, seen: ${String(lab.deployment('web') !== undefined)}`);
    });
    lab.apply(WEB);
    assert.deepEqual(told, ['created by kubernetes-admin: create deployments, seen: false']);
    stop();
    lab.scale('web', 2);
    assert.equal(told.length, 1);
  });

  it('does not let leases and events drive out what matters', () => {
    const lab = labWithWeb();
    lab.runFor(120 * MINUTE);
    const { history } = lab.cluster;
    const { name } = webPod(lab).metadata;
    assert.equal(history.changesOf(PODS, 'default', name).at(-1)?.type, 'created');
    const leases = history.changesSince(0).filter(({ resource }) => resource.kind === 'Lease');
    assert.ok(leases.length > 1_000);
    assert.ok(history.changesOf(LEASES, 'kube-node-lease', 'worker-1').length > 100);
  });

  it('does not take many Events for a large cluster', () => {
    const lab = labWithWeb();
    const { history } = lab.cluster;
    const event = (number: number) => ({
      apiVersion: 'v1' as const,
      kind: 'Event' as const,
      metadata: { name: `note-${String(number)}`, namespace: 'default' },
      involvedObject: { kind: 'Pod', name: 'web', namespace: 'default' },
      reason: 'Noted',
      message: 'a note',
    });
    for (let i = 0; i < 5_200; i++) lab.admin.create(EVENTS, 'default', event(i));
    assert.equal(history.changesOf(DEPLOYMENTS, 'default', 'web').at(-1)?.type, 'created');
    const { name } = webPod(lab).metadata;
    const placed = history.changesOf(PODS, 'default', name).at(-1)?.revision ?? 0;
    assert.notEqual(history.objectAt(PODS, 'default', name, placed), undefined);
  });

  it('keeps less of the past where there are many objects, which it says', () => {
    const lab = ClusterLab.boot();
    const { history } = lab.cluster;
    for (let number = 0; number < 5_000; number++) {
      const metadata = { name: `settings-${String(number)}` };
      lab.admin.create(CONFIG_MAPS, 'default', { apiVersion: 'v1', kind: 'ConfigMap', metadata });
    }
    assert.equal(history.hasCompacted, true);
    assert.ok(history.size < 4_000, `${String(history.size)} changes are kept`);
    assert.notEqual(history.changesOf(CONFIG_MAPS, 'default', 'settings-4999').length, 0);
  });

  it('keeps what led to a change longer than the trace itself goes back', () => {
    const lab = labWithWeb();
    const { history, simulation } = lab.cluster;
    const { name } = webPod(lab).metadata;
    const started = history.changesOf(PODS, 'default', name)[0] ?? assert.fail();
    const before = simulation.trace.chain(started.cause);
    while (simulation.trace.lastId < started.cause + 40_000) lab.runFor(60 * MINUTE);
    assert.deepEqual(simulation.trace.chain(started.cause), before);
    assert.match(before.at(-1)?.subject ?? '', /create deployments.apps default\/web$/);
  });

  it('knows what came from outside, and finds the change that a trace entry stands for', () => {
    const lab = labWithWeb();
    const { history, simulation } = lab.cluster;
    lab.crash('worker-1');
    assert.deepEqual(
      history.inputs.map(({ label, subject }) => `${label}: ${subject}`),
      [
        'request: kubernetes-admin (kubectl-client-side-apply) create deployments.apps default/web',
        'power off: worker-1',
      ],
    );
    const [created] = history.changesOf(DEPLOYMENTS, 'default', 'web').slice(-1);
    assert.deepEqual(history.changeOfCause(created?.cause ?? 0), created);
    const request = history.inputs[0]?.traceId ?? 0;
    assert.equal(simulation.trace.entry(created?.cause ?? 0)?.cause, request);
    assert.equal(history.changeOfCause(request), undefined);
  });

  it('is bounded: the oldest changes go, which it says', () => {
    const config = defaultClusterConfig(1, START_MS);
    const lab = new ClusterLab(new Cluster(config, SCHEMA, { historyLimit: 1_024 }));
    lab.until('the cluster is ready', () => lab.isReady());
    const { history } = lab.cluster;
    assert.equal(history.hasCompacted, false);
    lab.apply(WEB);
    for (let i = 0; i < 60; i++) {
      lab.scale('web', 6 * (1 + (i % 2)));
      lab.runFor(MINUTE);
    }
    assert.equal(history.hasCompacted, true);
    assert.ok(history.size <= 1_024 + 512);
    assert.ok(history.oldestRevision > 500);
    assert.deepEqual(
      history
        .changesOf(DEPLOYMENTS, 'default', 'web')
        .map(({ type }) => type)
        .at(-1),
      'modified',
    );
    assert.ok(
      history.changesOf(REPLICA_SETS, 'default', lab.list(REPLICA_SETS)[0]?.metadata.name ?? '')
        .length > 0,
    );
  });
});
