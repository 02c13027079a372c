import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PodSpec, Taint } from '../../../src/apis/generated/core/v1';
import { NODES, PODS, REPLICA_SETS, SERVICES } from '../../../src/apis/resources';
import { defaultProfile } from '../../../src/cluster/scheduler/defaultProfile';
import type { ReservePlugin } from '../../../src/cluster/scheduler/framework/plugin';
import { SchedulerLab } from './schedulerLab';

function requesting(requests: Record<string, string>): Partial<PodSpec> {
  return { containers: [{ name: 'main', image: 'nginx:1.27', resources: { requests } }] };
}

const NO_ROOM_ON_ONE =
  'Warning FailedScheduling 0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: ' +
  '0/1 nodes are available: 1 No preemption victims found for incoming pod.';

describe('Scheduler', () => {
  it('binds a pod to a node and says so', () => {
    const lab = new SchedulerLab();
    lab.addNode('worker-1');
    lab.addPod('web-1');
    lab.run(1);
    assert.equal(lab.nodeNameOf('web-1'), 'worker-1');
    assert.deepEqual(lab.eventsOf('web-1'), [
      'Normal Scheduled Successfully assigned default/web-1 to worker-1',
    ]);
    const condition = lab
      .pod('web-1')
      .status.conditions?.find(({ type }) => type === 'PodScheduled');
    assert.equal(condition?.status, 'True');
    assert.equal(
      lab.scheduler.verdicts.lastCycle('default', 'web-1')?.outcome.nodeName,
      'worker-1',
    );
  });

  it('keeps a pod pending until a node comes that has room', () => {
    const lab = new SchedulerLab();
    lab.addNode('small', { allocatable: { cpu: '1' } });
    lab.addPod('big', requesting({ cpu: '2' }));
    lab.run(60);
    const message =
      '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: ' +
      '1 Preemption is not helpful for scheduling.';
    assert.equal(lab.nodeNameOf('big'), undefined);
    assert.deepEqual(lab.eventsOf('big'), [`Warning FailedScheduling ${message}`]);
    const condition = lab.pod('big').status.conditions?.find(({ type }) => type === 'PodScheduled');
    assert.deepEqual(
      [condition?.status, condition?.reason, condition?.message],
      ['False', 'Unschedulable', message],
    );
    lab.addNode('large', { allocatable: { cpu: '8' } });
    lab.run(1);
    assert.equal(lab.nodeNameOf('big'), 'large');
  });

  it('tries a pod again when another one leaves', () => {
    const lab = new SchedulerLab();
    lab.addNode('worker-1');
    lab.addPod('first', requesting({ cpu: '3' }));
    lab.run(1);
    lab.addPod('second', requesting({ cpu: '2' }));
    lab.run(10);
    assert.deepEqual(lab.eventsOf('second'), [NO_ROOM_ON_ONE]);
    lab.removePod('first');
    lab.run(1);
    assert.equal(lab.nodeNameOf('second'), 'worker-1');
  });

  it('takes the room of finished pods', () => {
    const lab = new SchedulerLab();
    lab.addNode('worker-1');
    lab.addPod('job', requesting({ cpu: '3' }));
    lab.run(1);
    lab.addPod('second', requesting({ cpu: '2' }));
    lab.run(10);
    lab.client.updateStatus(PODS, { ...lab.pod('job'), status: { phase: 'Succeeded' } });
    lab.run(1);
    assert.equal(lab.nodeNameOf('second'), 'worker-1');
  });

  it('uses no cordoned node until it is uncordoned', () => {
    const lab = new SchedulerLab();
    lab.addNode('worker-1');
    lab.setNodeSpec('worker-1', { unschedulable: true });
    lab.addPod('web');
    lab.run(5);
    assert.deepEqual(lab.eventsOf('web'), [
      'Warning FailedScheduling 0/1 nodes are available: 1 node(s) were unschedulable. no new claims to deallocate, preemption: ' +
        '0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    ]);
    lab.setNodeSpec('worker-1', {});
    lab.run(1);
    assert.equal(lab.nodeNameOf('web'), 'worker-1');
  });

  it('goes past tainted nodes, and tries again when the taint is removed', () => {
    const taint: Taint = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' };
    const lab = new SchedulerLab();
    lab.addNode('worker-1', { spec: { taints: [taint] } });
    lab.addPod('tolerant', { tolerations: [{ key: 'dedicated', operator: 'Exists' }] });
    lab.addPod('web');
    lab.run(5);
    assert.equal(lab.nodeNameOf('tolerant'), 'worker-1');
    assert.deepEqual(lab.eventsOf('web'), [
      'Warning FailedScheduling 0/1 nodes are available: 1 node(s) had untolerated taint(s). ' +
        'no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    ]);
    lab.setNodeSpec('worker-1', {});
    lab.run(1);
    assert.equal(lab.nodeNameOf('web'), 'worker-1');
  });

  it('retries after 1, 2, 4, 8, 10 s while there is no node at all', () => {
    const lab = new SchedulerLab();
    lab.addPod('web');
    lab.run(30);
    // Up to the next full second each: at 0, 2, 5, 10, 19 and 30 s.
    // The first failure changes the pod's condition; from then on it is a series, written at its second time and its end.
    assert.deepEqual(lab.eventsOf('web'), [
      'Warning FailedScheduling no nodes available to schedule pods',
      'Warning FailedScheduling no nodes available to schedule pods (x2)',
    ]);
    assert.equal(lab.scheduler.verdicts.lastCycle('default', 'web')?.outcome.attempt, 5);
    lab.addNode('worker-1');
    lab.run(12);
    assert.equal(lab.nodeNameOf('web'), 'worker-1');
  });

  it('tries again after five minutes even if nothing happened', () => {
    const lab = new SchedulerLab();
    lab.addNode('worker-1');
    lab.addPod('big', requesting({ cpu: '9' }));
    lab.run(299);
    const attempts = () => lab.scheduler.verdicts.lastCycle('default', 'big')?.outcome.attempt;
    assert.equal(attempts(), 1);
    lab.run(60);
    assert.equal(attempts(), 2);
    lab.run(310);
    assert.equal(attempts(), 3);
  });

  it('does not keep the simulation busy for a pod that nothing helps', () => {
    const lab = new SchedulerLab();
    lab.addNode('worker-1');
    lab.addPod('big', requesting({ cpu: '9' }));
    assert.equal(lab.simulation.runUntilIdle(10_000), true);
    assert.ok(lab.nowSeconds < 1);
  });

  it('serves pods of higher priority first when there is not room for all', () => {
    const lab = new SchedulerLab();
    lab.scheduler.stop();
    lab.addNode('worker-1');
    lab.addPod('low', requesting({ cpu: '3' }));
    lab.addPod('high', {
      ...requesting({ cpu: '3' }),
      priorityClassName: 'system-cluster-critical',
    });
    lab.scheduler.start();
    lab.run(5);
    assert.equal(lab.nodeNameOf('high'), 'worker-1');
    assert.equal(lab.nodeNameOf('low'), undefined);
  });

  it('spreads replicas of a ReplicaSet evenly over the nodes', () => {
    const lab = new SchedulerLab();
    for (const name of ['w1', 'w2', 'w3']) lab.addNode(name);
    const labels = { app: 'web' };
    const containers = [{ name: 'main', image: 'nginx' }];
    const replicaSet = lab.client.create(REPLICA_SETS, 'default', {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'web' },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
      },
    });
    lab.run(1);
    for (let i = 0; i < 9; i++) {
      lab.client.create(PODS, 'default', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: `web-${String(i)}`,
          labels,
          ownerReferences: [
            {
              apiVersion: 'apps/v1',
              kind: 'ReplicaSet',
              name: 'web',
              uid: replicaSet.metadata.uid,
              controller: true,
            },
          ],
        },
        spec: { containers },
      });
    }
    lab.run(1);
    const counts = new Map<string, number>();
    for (let i = 0; i < 9; i++) {
      const node = lab.nodeNameOf(`web-${String(i)}`) ?? 'none';
      counts.set(node, (counts.get(node) ?? 0) + 1);
    }
    assert.deepEqual([...counts].sort(), [
      ['w1', 3],
      ['w2', 3],
      ['w3', 3],
    ]);
  });

  it('leaves pods of other schedulers and with gates alone', () => {
    const lab = new SchedulerLab();
    lab.addNode('worker-1');
    lab.addPod('foreign', { schedulerName: 'my-scheduler' });
    const gated = lab.addPod('gated', { schedulingGates: [{ name: 'example.com/quota' }] });
    lab.run(5);
    assert.equal(lab.nodeNameOf('foreign'), undefined);
    assert.equal(lab.nodeNameOf('gated'), undefined);
    assert.deepEqual(lab.eventsOf('gated'), []);
    lab.client.update(PODS, { ...gated, spec: { ...gated.spec, schedulingGates: [] } });
    lab.run(1);
    assert.equal(lab.nodeNameOf('gated'), 'worker-1');
  });

  it('waits for the claim of a volume', () => {
    const lab = new SchedulerLab();
    lab.addNode('worker-1');
    lab.addPod('db', { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] });
    lab.run(5);
    assert.deepEqual(lab.eventsOf('db'), [
      'Warning FailedScheduling 0/1 nodes are available: persistentvolumeclaim "data" not found. ' +
        'no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    ]);
  });

  it('starts anew after a crash, with what is in the cluster then', () => {
    const lab = new SchedulerLab();
    lab.addNode('w1', { allocatable: { cpu: '2' } });
    lab.addPod('before', requesting({ cpu: '2' }));
    lab.run(1);
    lab.scheduler.stop();
    lab.addNode('w2', { allocatable: { cpu: '2' } });
    lab.addPod('meanwhile', requesting({ cpu: '2' }));
    lab.run(60);
    assert.equal(lab.nodeNameOf('meanwhile'), undefined);
    lab.scheduler.start();
    lab.run(1);
    assert.equal(lab.nodeNameOf('meanwhile'), 'w2');
  });

  it('schedules again once the API server can be reached', () => {
    const lab = new SchedulerLab();
    lab.addNode('w1');
    lab.run(1);
    lab.link.partition();
    lab.addPod('web');
    lab.run(30);
    assert.equal(lab.nodeNameOf('web'), undefined);
    lab.link.heal();
    lab.run(60);
    assert.equal(lab.nodeNameOf('web'), 'w1');
  });

  it('puts a pod back where the binding was refused', () => {
    const lab = new SchedulerLab();
    lab.addNode('w1');
    lab.run(1);
    const pod = lab.addPod('web');
    // Somebody else binds it while the scheduler does not know yet.
    lab.run(0.0025);
    lab.client.createSubresource(PODS, 'default', 'web', 'binding', {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: 'web', namespace: 'default' },
      target: { kind: 'Node', name: 'w1' },
    });
    lab.run(10);
    assert.equal(pod.spec.nodeName, undefined);
    assert.equal(lab.nodeNameOf('web'), 'w1');
    assert.deepEqual(lab.eventsOf('web'), [
      'Warning FailedScheduling binding rejected: running Bind plugin "DefaultBinder": Operation ' +
        'cannot be fulfilled on pods/binding "web": pod web is already assigned to node "w1"',
    ]);
  });

  it('gives back what plugins reserved when the pod does not get there', () => {
    const log: string[] = [];
    const refusing: ReservePlugin = {
      name: 'Licences',
      reserve: (pod, node) => {
        log.push(`reserve ${pod.key} on ${node}`);
        return { plugin: 'Licences', code: 'Unschedulable', reasons: ['no licence left'] };
      },
      unreserve: (pod, node) => {
        log.push(`unreserve ${pod.key} on ${node}`);
      },
    };
    const lab = new SchedulerLab(1, {
      profile: (informers, client) => ({
        ...defaultProfile(informers, client),
        reserve: [refusing],
      }),
    });
    lab.addNode('w1');
    lab.addPod('web');
    lab.run(1);
    assert.deepEqual(log, ['reserve default/web on w1', 'unreserve default/web on w1']);
    assert.deepEqual(lab.eventsOf('web'), [
      'Warning FailedScheduling running Reserve plugin "Licences": no licence left',
    ]);
    assert.equal(lab.nodeNameOf('web'), undefined);
  });

  it('runs alike for the same seed, and never overcommits', () => {
    const story = (seed: number, cpus: readonly number[]): SchedulerLab => {
      const lab = new SchedulerLab(seed);
      for (const name of ['w1', 'w2', 'w3']) lab.addNode(name);
      cpus.forEach((cpu, i) => {
        lab.addPod(`p${String(i)}`, requesting({ cpu: `${String(cpu)}m` }));
        if (i % 5 === 4) lab.removePod(`p${String(i - 2)}`);
        lab.run(0.01 * (i % 3));
      });
      lab.run(60);
      return lab;
    };
    const cpus = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 25 });
    fc.assert(
      fc.property(fc.nat(), cpus, (seed, requests) => {
        const lab = story(seed, requests);
        const taken = new Map<string, number>();
        for (const pod of lab.client.list(PODS).items) {
          const cpu = requests[Number(pod.metadata.name.slice(1))] ?? 0;
          const node = pod.spec.nodeName ?? '';
          taken.set(node, (taken.get(node) ?? 0) + cpu);
        }
        for (const node of lab.client.list(NODES).items) {
          assert.ok((taken.get(node.metadata.name) ?? 0) <= 4000);
        }
        assert.equal(story(seed, requests).simulation.trace.hash, lab.simulation.trace.hash);
      }),
      { numRuns: 20 },
    );
  });

  it('answers for pods of Services too', () => {
    const lab = new SchedulerLab();
    for (const name of ['w1', 'w2']) lab.addNode(name);
    lab.client.create(SERVICES, 'default', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    });
    lab.run(1);
    lab.addPod('a', {}, { app: 'web' });
    lab.addPod('b', {}, { app: 'web' });
    lab.run(1);
    assert.notEqual(lab.nodeNameOf('a'), lab.nodeNameOf('b'));
  });
});
