import assert from 'node:assert/strict';
import { NODES, PODS } from '../../../src/apis/resources';
import type { Pod } from '../../../src/apis/generated/core/v1';
import { nearestChanges, type NearestChange } from '../../../src/views/causes/nearestChange';
import { ClusterLab } from '../../cluster/clusterLab';
import { workload } from './workloads';

const CPU = (cpu: string): string => `resources: {requests: {cpu: ${cpu}}}, `;

/** A pod that fits nowhere, and what would help it. */
function pending(lab: ClusterLab, yaml: string): readonly NearestChange[] {
  lab.apply(yaml);
  lab.runFor(5_000);
  const pod = lab.pod('wish') ?? assert.fail('no pod');
  assert.equal(pod.spec.nodeName, undefined);
  return nearestChanges(lab.cluster.schedulerTrial(), pod);
}

/** Makes the suggested change, and sees that the pod comes to one of the nodes that were named. */
function prove(lab: ClusterLab, { pod, node, nodes }: NearestChange): void {
  const now = lab.node(node.metadata.name) ?? assert.fail('no node');
  const labels = node.metadata.labels ?? {};
  const { taints, unschedulable } = node.spec;
  lab.admin.update(NODES, {
    ...now,
    metadata: { ...now.metadata, labels },
    spec: {
      ...now.spec,
      ...(taints === undefined ? {} : { taints }),
      unschedulable: unschedulable ?? false,
    },
  });
  lab.runFor(1_000);
  const { spec } = pod;
  const draft = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'granted', labels: { app: 'wish' } },
    spec,
  } as const;
  lab.admin.delete(PODS, 'default', 'wish');
  lab.admin.create<Pod>(PODS, 'default', draft);
  lab.runFor(5_000);
  const where = lab.pod('granted')?.spec.nodeName ?? 'nowhere';
  assert.ok(nodes.includes(where), `on ${where}, not on ${nodes.join()}`);
}

function taint(lab: ClusterLab, name: string, key: string, value: string): void {
  const node = lab.node(name) ?? assert.fail();
  const spec = { ...node.spec, taints: [{ key, value, effect: 'NoSchedule' as const }] };
  lab.admin.update(NODES, { ...node, spec });
}

function cordon(lab: ClusterLab, ...names: readonly string[]): void {
  for (const name of names) {
    const patch = { type: 'merge', body: { spec: { unschedulable: true } } } as const;
    lab.admin.patch(NODES, undefined, name, patch);
  }
}

describe('nearestChanges', () => {
  it('says how much less CPU would do, and where', () => {
    const lab = ClusterLab.boot({ workers: 2 });
    lab.apply(workload('Pod', 'big', 1, CPU('3')));
    lab.runFor(10_000);
    const other = lab.pod('big')?.spec.nodeName === 'worker-1' ? 'worker-2' : 'worker-1';
    const [nearest, next] = pending(lab, workload('Pod', 'wish', 1, CPU('4')));
    assert.match(nearest?.text ?? '', new RegExp(`^\\d+m less CPU fits ${other}$`));
    assert.match(next?.text ?? '', /^3\d+m less CPU fits worker-\d$/);
    prove(lab, nearest ?? assert.fail());
  });

  it('says which priority would make room, and with that it is made', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    lab.apply(workload('Pod', 'big', 1, CPU('3800m')));
    lab.runFor(10_000);
    const wish = workload('Pod', 'wish', 1, CPU('3'));
    const texts = pending(lab, wish).map(({ text }) => text);
    assert.equal(
      texts.at(-1),
      'a priority over 0 (a PriorityClass), with which it preempts pods there, fits worker-1',
      texts.join(),
    );
    lab.delete(wish);
    lab.apply(
      'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: over}\nvalue: 1\n',
    );
    lab.apply(workload('Pod', 'wish', 1, CPU('3'), 'priorityClassName: over, '));
    lab.until('it is placed', () => lab.pod('wish')?.spec.nodeName === 'worker-1');
  });

  it('says which taint to tolerate', () => {
    const lab = ClusterLab.boot({ workers: 2 });
    taint(lab, 'worker-1', 'gpu', 'yes');
    taint(lab, 'worker-2', 'gpu', 'yes');
    const [nearest] = pending(lab, workload('Pod', 'wish'));
    assert.equal(nearest?.text, 'tolerating gpu=yes:NoSchedule fits worker-1, worker-2');
    prove(lab, nearest ?? assert.fail());
  });

  it('says which label a node lacks', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    const [nearest] = pending(lab, workload('Pod', 'wish', 1, '', 'nodeSelector: {disk: ssd}, '));
    assert.equal(
      nearest?.text,
      'the label disk=ssd on worker-1 (or no nodeSelector for it) fits worker-1',
    );
    prove(lab, nearest ?? assert.fail());
  });

  it('says that a node affinity asks for too much', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    const terms =
      'requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: In, values: [ssd]}]}]}';
    const [nearest] = pending(
      lab,
      workload('Pod', 'wish', 1, '', `affinity: {nodeAffinity: {${terms}}}, `),
    );
    assert.equal(nearest?.text, 'without its required node affinity fits worker-1');
    prove(lab, nearest ?? assert.fail());
  });

  it('says which node is cordoned', () => {
    const lab = ClusterLab.boot({ workers: 2 });
    cordon(lab, 'worker-1', 'worker-2');
    lab.apply(workload('Pod', 'other'));
    const [nearest] = pending(lab, workload('Pod', 'wish'));
    assert.equal(nearest?.text, 'uncordoning worker-1 fits worker-1');
    prove(lab, nearest ?? assert.fail());
  });

  it('says that a host port is taken', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    const port = 'ports: [{containerPort: 80, hostPort: 8080}], ';
    lab.apply(workload('Pod', 'first', 1, port));
    lab.runFor(5_000);
    const [nearest] = pending(lab, workload('Pod', 'wish', 1, port));
    assert.equal(nearest?.text, 'another host port than 8080 fits worker-1');
    prove(lab, nearest ?? assert.fail());
  });

  it('says that a spread constraint is too hard', () => {
    const lab = ClusterLab.boot({ workers: 2 });
    const spread =
      'topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {tier: web}}}], ';
    const spreading = (name: string): string =>
      workload('Pod', name, 1, '', spread).replace(`labels: {app: ${name}}`, 'labels: {tier: web}');
    lab.apply(spreading('first'));
    lab.runFor(5_000);
    cordon(lab, lab.pod('first')?.spec.nodeName === 'worker-1' ? 'worker-2' : 'worker-1');
    const texts = pending(lab, spreading('wish')).map(({ text }) => text);
    assert.match(
      texts.find((text) => text.startsWith('uncordoning')) ?? '',
      /^uncordoning (worker-\d) fits \1$/,
    );
    const soft = nearestChanges(lab.cluster.schedulerTrial(), lab.pod('wish') ?? assert.fail());
    const change = soft.find(({ text }) => text.startsWith('whenUnsatisfiable'));
    assert.match(
      change?.text ?? '',
      /^whenUnsatisfiable: ScheduleAnyway for its spread over kubernetes\.io\/hostname fits worker-\d$/,
    );
    prove(lab, change ?? assert.fail());
  });

  it('says that a gate holds the pod back', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    const [nearest] = pending(
      lab,
      workload('Pod', 'wish', 1, '', 'schedulingGates: [{name: example.com/wait}], '),
    );
    assert.equal(nearest?.text, 'without scheduling gate example.com/wait fits worker-1');
    prove(lab, nearest ?? assert.fail());
  });

  it('says which claim is missing', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    const volumes = 'volumes: [{name: data, persistentVolumeClaim: {claimName: data}}], ';
    const [nearest] = pending(lab, workload('Pod', 'wish', 1, '', volumes));
    assert.equal(
      nearest?.text,
      'a PersistentVolumeClaim "data", which does not exist, fits worker-1',
    );
    prove(lab, nearest ?? assert.fail());
  });

  it('puts several changes together where one is not enough', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    taint(lab, 'worker-1', 'gpu', '');
    const [nearest] = pending(lab, workload('Pod', 'wish', 1, CPU('5')));
    assert.match(
      nearest?.text ?? '',
      /^tolerating gpu:NoSchedule and 1\d+m less CPU fits worker-1$/,
    );
    prove(lab, nearest ?? assert.fail());
  });

  it('suggests nothing for nodes that are down, and nothing where the pod fits', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    lab.crash('worker-1');
    lab.untilNode('worker-1', 'NotReady', 120_000);
    lab.runFor(2_000);
    const texts = pending(lab, workload('Pod', 'wish')).map(({ text }) => text);
    assert.deepEqual(texts, [
      'tolerating node-role.kubernetes.io/control-plane:NoSchedule fits control-plane',
    ]);
    const running = lab.pods('coredns', 'kube-system')[0] ?? assert.fail();
    assert.ok(nearestChanges(lab.cluster.schedulerTrial(), running).length <= 1);
  });

  it('leaves no mark on the run', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    lab.apply(workload('Pod', 'wish', 1, CPU('9')));
    lab.runFor(5_000);
    const { simulation } = lab.cluster;
    const before = [simulation.trace.hash, simulation.executedEvents, simulation.nextEventMs];
    nearestChanges(lab.cluster.schedulerTrial(), lab.pod('wish') ?? assert.fail());
    const { trace, executedEvents, nextEventMs } = simulation;
    assert.deepEqual([trace.hash, executedEvents, nextEventMs], before);
  });
});
