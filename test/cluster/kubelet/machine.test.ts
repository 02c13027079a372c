import assert from 'node:assert/strict';
import type { Draft } from '../../../src/apimachinery/objectMeta';
import type { Pod } from '../../../src/apis/generated/core/v1';
import { CSI_NODES, LEASES, NODES, PODS } from '../../../src/apis/resources';
import { isRunning, NODE, NodeLab, secondsOf } from './nodeLab';

const STATIC_POD: Draft<Pod> = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'etcd', namespace: 'kube-system', labels: { component: 'etcd' } },
  spec: {
    hostNetwork: true,
    containers: [
      {
        name: 'etcd',
        image: 'registry.k8s.io/etcd:3.6.6-0',
        command: ['etcd'],
        imagePullPolicy: 'IfNotPresent',
      },
    ],
  },
};

describe('a machine', () => {
  it('registers its node, which is ready once it has a network', () => {
    const lab = new NodeLab({ withoutNetwork: true });
    const ready = () => lab.node()?.status.conditions?.find(({ type }) => type === 'Ready');
    assert.deepEqual([ready()?.status, ready()?.reason], ['False', 'KubeletNotReady']);
    assert.match(
      ready()?.message ?? '',
      /^container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady/,
    );
    lab.createPod('web', [{}]);
    lab.runFor(5_000);
    assert.equal(lab.pod('web').status.phase, 'Pending');
    lab.giveNetwork();
    lab.runFor(100);
    assert.deepEqual(
      [ready()?.status, ready()?.reason, ready()?.message],
      ['True', 'KubeletReady', 'kubelet is posting ready status'],
    );
    lab.runUntil('web', isRunning);
    assert.deepEqual(lab.eventsOf(NODE).at(-1), `NodeReady: Node ${NODE} status is now: NodeReady`);
  });

  it('tells what storage drivers it has, and that it was cordoned', () => {
    const lab = new NodeLab();
    const { metadata, spec } = lab.admin.get(CSI_NODES, undefined, NODE);
    assert.equal(metadata.ownerReferences?.[0]?.uid, lab.node()?.metadata.uid);
    assert.deepEqual(spec.drivers, []);
    const cordon = (unschedulable: boolean): string | undefined => {
      const body = { spec: { unschedulable } };
      lab.admin.patch(NODES, undefined, NODE, { type: 'merge', body });
      lab.runFor(11_000);
      return lab.eventsOf(NODE).at(-1);
    };
    assert.equal(
      cordon(true),
      `NodeNotSchedulable: Node ${NODE} status is now: NodeNotSchedulable`,
    );
    assert.equal(cordon(false), `NodeSchedulable: Node ${NODE} status is now: NodeSchedulable`);
  });

  it('renews its lease every 10 s and its unchanged status every 5 min', () => {
    const lab = new NodeLab();
    lab.runFor(15_000);
    const renewed = (): number =>
      secondsOf(lab.admin.get(LEASES, 'kube-node-lease', NODE).spec.renewTime);
    const heartbeat = (): number =>
      secondsOf(lab.node()?.status.conditions?.[0]?.lastHeartbeatTime);
    const [lease, status] = [renewed(), heartbeat()];
    lab.runFor(60_000);
    assert.equal(Math.round(renewed() - lease), 60);
    assert.equal(heartbeat(), status);
    lab.runFor(260_000);
    assert.ok(heartbeat() - status >= 299 && heartbeat() - status <= 311);
  });

  it('goes on with the lease that an earlier node of its name has left', () => {
    const lab = new NodeLab();
    const lease = () => lab.admin.get(LEASES, 'kube-node-lease', NODE);
    const [before, { spec }] = [lab.node()?.metadata.uid, lease()];
    lab.machine.stopKubelet();
    lab.admin.delete(NODES, undefined, NODE);
    lab.runFor(5_000);
    lab.machine.startKubelet();
    assert.notEqual(lab.node()?.metadata.uid, before);
    assert.equal(secondsOf(lease().spec.renewTime) - secondsOf(spec.renewTime) >= 5, true);
    assert.equal(lease().metadata.ownerReferences?.[0]?.uid, before);
  });

  it('without power is silent, and what it ran comes back with it', () => {
    const lab = new NodeLab();
    lab.createPod('web', [{}]);
    lab.runUntil('web', isRunning);
    const [before, version] = [lab.pod('web'), lab.node()?.metadata.resourceVersion];
    lab.runFor(10_000);
    lab.machine.powerOff();
    const lease = lab.admin.get(LEASES, 'kube-node-lease', NODE).metadata.resourceVersion;
    lab.runFor(120_000);
    assert.equal(lab.pod('web').metadata.resourceVersion, before.metadata.resourceVersion);
    assert.equal(lab.admin.get(LEASES, 'kube-node-lease', NODE).metadata.resourceVersion, lease);
    assert.ok(version);
    assert.equal(lab.machine.isOn, false);
    lab.machine.powerOn();
    const seconds = lab.runUntil(
      'web',
      (pod) => isRunning(pod) && pod.status.containerStatuses?.[0]?.restartCount === 1,
    );
    assert.ok(seconds < 3, `back after ${String(seconds)} s`);
    const after = lab.pod('web');
    assert.equal(after.metadata.uid, before.metadata.uid);
    const last = after.status.containerStatuses?.[0]?.lastState?.terminated;
    assert.deepEqual([last?.reason, last?.exitCode], ['Unknown', 255]);
    assert.ok(
      lab
        .eventsOf('web')
        .includes('SandboxChanged: Pod sandbox changed, it will be killed and re-created.'),
    );
    const bootId = lab.node()?.status.nodeInfo?.bootID ?? '';
    assert.ok(
      lab.eventsOf(NODE).includes(`Rebooted: Node ${NODE} has been rebooted, boot id: ${bootId}`),
    );
  });

  it('removes what was deleted while it was off', () => {
    const lab = new NodeLab();
    const { uid } = lab.createPod('web', [{}]).metadata;
    lab.runUntil('web', isRunning);
    lab.machine.powerOff();
    lab.admin.delete(PODS, 'default', 'web', { gracePeriodSeconds: 0 });
    lab.machine.powerOn();
    lab.runFor(15_000);
    assert.equal(lab.machine.runtime.sandbox(uid), undefined);
  });

  it('finishes a deletion that waited for it', () => {
    const lab = new NodeLab();
    lab.createPod('web', [{}]);
    lab.runUntil('web', isRunning);
    lab.machine.powerOff();
    lab.admin.delete(PODS, 'default', 'web');
    lab.runFor(60_000);
    assert.ok(lab.pods.get('default', 'web'));
    lab.machine.powerOn();
    lab.runFor(2_000);
    assert.equal(lab.pods.get('default', 'web'), undefined);
  });

  it('cut off from the API server goes on, and reports later', () => {
    const lab = new NodeLab();
    const { uid } = lab.createPod('web', [{}]).metadata;
    lab.runUntil('web', isRunning);
    for (const link of lab.links) link.partition();
    lab.machine.crashContainer(uid);
    lab.runFor(10_000);
    assert.equal(lab.pod('web').status.containerStatuses?.[0]?.restartCount, 0);
    assert.equal(lab.machine.runtime.sandbox(uid)?.containers.get('web')?.current.attempt, 1);
    for (const link of lab.links) link.heal();
    lab.runUntil('web', (pod) => pod.status.containerStatuses?.[0]?.restartCount === 1, 15);
  });

  it('keeps containers running while only its kubelet is restarted', () => {
    const lab = new NodeLab();
    lab.createPod('web', [{ readinessProbe: { tcpSocket: { port: 80 } } }]);
    lab.runUntil('web', isRunning);
    const before = lab.pod('web').status.containerStatuses?.[0]?.containerID;
    lab.machine.stopKubelet();
    lab.runFor(60_000);
    lab.machine.startKubelet();
    lab.runFor(15_000);
    const status = lab.pod('web').status.containerStatuses?.[0];
    assert.equal(status?.containerID, before);
    assert.deepEqual([status?.restartCount, status?.ready], [0, true]);
  });
});

describe('a run', () => {
  it('is the same for the same seed, and another for another', () => {
    const hashOf = (seed: number): string => {
      const lab = new NodeLab({ seed, staticPods: [STATIC_POD] });
      lab.createPod('web', [{ readinessProbe: { tcpSocket: { port: 80 } } }]);
      lab.createPod('crash', [{ image: 'busybox', command: ['sh', '-c', 'sleep 3; exit 1'] }]);
      lab.runFor(60_000);
      lab.machine.powerOff();
      lab.runFor(5_000);
      lab.machine.powerOn();
      lab.runFor(60_000);
      return lab.simulation.trace.hash;
    };
    assert.equal(hashOf(7), hashOf(7));
    assert.notEqual(hashOf(7), hashOf(8));
  });

  it('of pods whose kubelet stops at any moment of their start ends well', () => {
    for (let stopMs = 0; stopMs < 4_000; stopMs += 133) {
      const lab = new NodeLab();
      lab.createPod('web', [{}, { name: 'side', image: 'redis:7.2' }]);
      lab.runFor(stopMs);
      lab.machine.stopKubelet();
      lab.runFor(500);
      lab.machine.startKubelet();
      lab.runUntil('web', isRunning, 60);
      assert.ok(lab.pod('web').status.podIP, `stopped after ${String(stopMs)} ms`);
      lab.admin.delete(PODS, 'default', 'web');
      lab.runFor(5_000);
      assert.equal([...lab.machine.runtime.sandboxes()].length, 0);
    }
  });

  it('with power cuts at any moment brings all pods back', () => {
    for (let cutMs = 0; cutMs < 4_000; cutMs += 133) {
      const lab = new NodeLab();
      lab.createPod('web', [{}], {
        initContainers: [{ name: 'init', image: 'busybox:1.37', command: ['sleep', '1'] }],
      });
      lab.runFor(cutMs);
      lab.machine.powerOff();
      lab.runFor(500);
      lab.machine.powerOn();
      const { uid } = lab.pod('web').metadata;
      const runs = (): boolean => lab.machine.runtime.serverAt(uid, 80) !== undefined;
      assert.ok(lab.simulation.runUntilTrue(runs, 60_000), `cut after ${String(cutMs)} ms`);
      lab.runFor(2_000);
      assert.ok(isRunning(lab.pod('web')), JSON.stringify(lab.pod('web').status));
    }
  });
});

describe('a static pod', () => {
  it('runs without an API server, and is mirrored once there is one', () => {
    let started = 0;
    const etcd = {
      start: () => {
        started++;
      },
      stop: () => {
        started--;
      },
    };
    const lab = new NodeLab({ staticPods: [STATIC_POD], processes: new Map([['etcd', etcd]]) });
    lab.runFor(15_000);
    assert.equal(started, 1);
    const mirror = lab.admin.get(PODS, 'kube-system', `etcd-${NODE}`);
    assert.equal(mirror.status.phase, 'Running');
    assert.equal(mirror.status.podIP, '172.18.0.3');
    assert.equal(mirror.metadata.annotations?.['kubernetes.io/config.source'], 'file');
    assert.equal(
      mirror.metadata.annotations?.['kubernetes.io/config.mirror'],
      mirror.metadata.annotations?.['kubernetes.io/config.hash'],
    );
    const { uid } = lab.admin.get(NODES, undefined, NODE).metadata;
    assert.deepEqual(mirror.metadata.ownerReferences, [
      { apiVersion: 'v1', kind: 'Node', name: NODE, uid, controller: true },
    ]);
    lab.machine.powerOff();
    assert.equal(started, 0);
    lab.machine.powerOn();
    lab.runFor(3_000);
    assert.equal(started, 1);
  });

  it('is not ended by the deletion of its mirror, which comes back', () => {
    const lab = new NodeLab({ staticPods: [STATIC_POD] });
    lab.runFor(15_000);
    const before = lab.admin.get(PODS, 'kube-system', `etcd-${NODE}`);
    lab.admin.delete(PODS, 'kube-system', `etcd-${NODE}`);
    lab.runFor(1_000);
    const after = lab.admin.get(PODS, 'kube-system', `etcd-${NODE}`);
    assert.notEqual(after.metadata.uid, before.metadata.uid);
    assert.equal(
      after.status.containerStatuses?.[0]?.containerID,
      before.status.containerStatuses?.[0]?.containerID,
    );
    assert.equal(lab.machine.crashContainer(after.metadata.uid, 'etcd'), true);
    lab.runFor(3_000);
    assert.equal(
      lab.admin.get(PODS, 'kube-system', `etcd-${NODE}`).status.containerStatuses?.[0]
        ?.restartCount,
      1,
    );
  });
});
