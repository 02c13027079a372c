import assert from 'node:assert/strict';
import { CONFIG_MAPS, PODS } from '../../../src/apis/resources';
import { isRunning, NodeLab, secondsOf } from './nodeLab';

const SLEEPER = { image: 'busybox:1.37', command: ['sleep', '3600'] };

describe('a pod on a node', () => {
  it('is pulled, created and started, and says so', () => {
    const lab = new NodeLab();
    let writes = 0;
    lab.pods.onChange(({ type }) => {
      if (type === 'MODIFIED') writes++;
    });
    lab.createPod('web', [{}]);
    const seconds = lab.runUntil('web', isRunning);
    assert.ok(seconds > 1 && seconds < 5, `took ${String(seconds)} s`);
    const events = lab.eventsOf('web');
    assert.equal(events[0], 'Pulling: Pulling image "nginx:1.29"');
    assert.match(
      events[1] ?? '',
      /^Pulled: Successfully pulled image "nginx:1.29" in [\d.]+s \([\d.]+s including waiting\)\. Image size: 723\d{5} bytes\.$/,
    );
    assert.deepEqual(events.slice(2), ['Created: Container created', 'Started: Container started']);
    const { status } = lab.pod('web');
    assert.equal(status.podIP, '10.244.1.2');
    assert.equal(status.hostIP, '172.18.0.3');
    assert.equal(status.qosClass, 'BestEffort');
    assert.equal(status.containerStatuses?.[0]?.image, 'docker.io/library/nginx:1.29');
    assert.ok(writes <= 3, `${String(writes)} status writes`);
  });

  it('starts faster and with two status writes where the image is there', () => {
    const lab = new NodeLab();
    lab.createPod('first', [{}]);
    lab.runUntil('first', isRunning);
    let writes = 0;
    lab.pods.onChange(({ type }) => {
      if (type === 'MODIFIED') writes++;
    });
    lab.createPod('second', [{}]);
    assert.ok(lab.runUntil('second', isRunning) < 1);
    assert.equal(writes, 2);
    assert.equal(
      lab.eventsOf('second')[0],
      'Pulled: Container image "nginx:1.29" already present on machine and can be accessed by the pod',
    );
  });

  it('waits for its ConfigMap and starts once that is there', () => {
    const lab = new NodeLab();
    lab.createPod('web', [{}], {
      volumes: [{ name: 'config', configMap: { name: 'app-config' } }],
    });
    lab.runFor(10_000);
    assert.equal(lab.statusOf('web'), 'ContainerCreating');
    assert.deepEqual(lab.eventsOf('web'), [
      'FailedMount: MountVolume.SetUp failed for volume "config" : configmap "app-config" not found',
    ]);
    const [event] = lab.events.list().filter(({ reason }) => reason === 'FailedMount');
    assert.equal(event?.count, 5, 'tried at 0, 0.5, 1.5, 3.5 and 7.5 s');
    lab.admin.create(CONFIG_MAPS, 'default', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'app-config' },
    });
    assert.ok(lab.runUntil('web', isRunning) < 15);
  });

  it('says which ConfigMap or key its environment lacks', () => {
    const lab = new NodeLab();
    lab.admin.create(CONFIG_MAPS, 'default', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'there' },
      data: { a: '1' },
    });
    lab.createPod('no-map', [{ envFrom: [{ configMapRef: { name: 'gone' } }] }]);
    lab.createPod('no-key', [
      { env: [{ name: 'B', valueFrom: { configMapKeyRef: { name: 'there', key: 'b' } } }] },
    ]);
    lab.runFor(8_000);
    assert.equal(lab.statusOf('no-map'), 'CreateContainerConfigError');
    assert.ok(lab.eventsOf('no-map').includes('Failed: Error: configmap "gone" not found'));
    assert.equal(
      lab.pod('no-key').status.containerStatuses?.[0]?.state?.waiting?.message,
      "couldn't find key b in ConfigMap default/there",
    );
  });

  it('runs init containers one after the other before its own', () => {
    const lab = new NodeLab();
    const init = (name: string) => ({
      name,
      image: 'busybox:1.37',
      command: ['sh', '-c', 'echo ready; sleep 5'],
    });
    lab.createPod('web', [{}], { initContainers: [init('first'), init('second')] });
    lab.runUntil(
      'web',
      ({ status }) => status.initContainerStatuses?.[0]?.state?.running !== undefined,
    );
    const initialized = () =>
      lab.pod('web').status.conditions?.find(({ type }) => type === 'Initialized');
    assert.equal(initialized()?.reason, 'ContainersNotInitialized');
    assert.equal(initialized()?.message, 'containers with incomplete status: [first second]');
    assert.equal(lab.statusOf('web'), 'PodInitializing');
    lab.runUntil('web', isRunning);
    const { initContainerStatuses = [] } = lab.pod('web').status;
    const [first, second] = initContainerStatuses.map(({ state }) => state?.terminated);
    assert.deepEqual([first?.reason, second?.exitCode], ['Completed', 0]);
    assert.ok(secondsOf(second?.startedAt) >= secondsOf(first?.finishedAt));
    assert.equal(initialized()?.status, 'True');
  });

  it('keeps a sidecar beside its containers and stops it last', () => {
    const lab = new NodeLab();
    lab.createPod('job', [{ image: 'busybox:1.37', command: ['sleep', '20'] }], {
      restartPolicy: 'Never',
      initContainers: [{ name: 'proxy', image: 'nginx:1.29', restartPolicy: 'Always' }],
    });
    lab.runUntil(
      'job',
      ({ status }) => status.containerStatuses?.[0]?.state?.running !== undefined,
    );
    assert.equal(lab.pod('job').status.initContainerStatuses?.[0]?.ready, true);
    lab.runUntil('job', ({ status }) => status.phase === 'Succeeded');
    assert.equal(lab.pod('job').status.initContainerStatuses?.[0]?.state?.terminated?.exitCode, 0);
  });

  it('ends as Succeeded or Failed where its policy says Never', () => {
    const lab = new NodeLab();
    for (const [name, code] of [
      ['good', 0],
      ['bad', 3],
    ] as const) {
      lab.createPod(
        name,
        [{ image: 'busybox:1.37', command: ['sh', '-c', `sleep 1; exit ${String(code)}`] }],
        { restartPolicy: 'Never' },
      );
    }
    lab.runFor(15_000);
    assert.equal(lab.pod('good').status.phase, 'Succeeded');
    assert.equal(
      lab.pod('good').status.conditions?.find(({ type }) => type === 'Ready')?.reason,
      'PodCompleted',
    );
    assert.equal(lab.pod('bad').status.phase, 'Failed');
    assert.equal(lab.pod('bad').status.containerStatuses?.[0]?.state?.terminated?.exitCode, 3);
    assert.equal(lab.machine.runtime.images.size, 3);
  });

  it('is ended by its deadline', () => {
    const lab = new NodeLab();
    lab.createPod('late', [SLEEPER], {
      activeDeadlineSeconds: 20,
      terminationGracePeriodSeconds: 5,
    });
    lab.runUntil('late', ({ status }) => status.reason === 'DeadlineExceeded', 30);
    lab.runFor(10_000);
    const { status } = lab.pod('late');
    assert.equal(status.phase, 'Failed');
    assert.equal(status.message, 'Pod was active on the node longer than the specified deadline');
    assert.equal(status.containerStatuses?.[0]?.state?.terminated?.exitCode, 137);
  });

  it('is refused by a node that has no room for it', () => {
    const lab = new NodeLab();
    const resources = { requests: { cpu: '3' } };
    lab.createPod('first', [{ resources }]);
    lab.createPod('second', [{ resources }]);
    lab.runFor(5_000);
    const { status } = lab.pod('second');
    assert.equal(status.phase, 'Failed');
    assert.equal(status.reason, 'OutOfcpu');
    assert.equal(
      status.message,
      "Pod was rejected: Node didn't have enough resource: cpu, requested: 3000, used: 3000, capacity: 4000",
    );
    assert.equal(lab.pod('first').status.phase, 'Running');
  });
});

describe('deleting a pod', () => {
  it('lets a server leave in peace, then the object goes', () => {
    const lab = new NodeLab();
    lab.createPod('web', [{}]);
    lab.runUntil('web', isRunning);
    lab.admin.delete(PODS, 'default', 'web');
    assert.equal(lab.pod('web').metadata.deletionGracePeriodSeconds, 30);
    lab.runFor(1_000);
    assert.equal(lab.pods.get('default', 'web'), undefined);
    assert.equal(lab.eventsOf('web').at(-1), 'Killing: Stopping container web');
    assert.equal([...lab.machine.runtime.sandboxes()].length, 0);
  });

  it('kills after the grace period what does not listen to SIGTERM', () => {
    const lab = new NodeLab();
    lab.createPod('deaf', [SLEEPER]);
    lab.runUntil('deaf', isRunning);
    lab.admin.delete(PODS, 'default', 'deaf');
    lab.runFor(29_900);
    assert.equal(lab.pod('deaf').status.phase, 'Running');
    let lastExit: number | undefined;
    lab.pods.onChange(({ object }) => {
      lastExit = object.status.containerStatuses?.[0]?.state?.terminated?.exitCode ?? lastExit;
    });
    lab.runFor(300);
    assert.equal(lab.pods.get('default', 'deaf'), undefined);
    assert.equal(lastExit, 137);
  });

  it('runs the preStop hook first', () => {
    const lab = new NodeLab();
    lab.createPod('web', [{ lifecycle: { preStop: { exec: { command: ['sleep', '10'] } } } }]);
    lab.runUntil('web', isRunning);
    lab.admin.delete(PODS, 'default', 'web');
    lab.runFor(9_500);
    assert.ok(lab.pods.get('default', 'web'));
    lab.runFor(1_500);
    assert.equal(lab.pods.get('default', 'web'), undefined);
  });

  it('by force removes the object at once and the container soon after', () => {
    const lab = new NodeLab();
    const { uid } = lab.createPod('deaf', [SLEEPER]).metadata;
    lab.runUntil('deaf', isRunning);
    lab.admin.delete(PODS, 'default', 'deaf', { gracePeriodSeconds: 0 });
    assert.equal(lab.pods.get('default', 'deaf'), undefined);
    assert.ok(lab.machine.runtime.sandbox(uid));
    lab.runFor(1_500);
    assert.equal(lab.machine.runtime.sandbox(uid), undefined);
  });

  it('a second time with a shorter grace period hurries it up', () => {
    const lab = new NodeLab();
    lab.createPod('deaf', [SLEEPER]);
    lab.runUntil('deaf', isRunning);
    lab.admin.delete(PODS, 'default', 'deaf');
    lab.runFor(2_000);
    lab.admin.delete(PODS, 'default', 'deaf', { gracePeriodSeconds: 3 });
    lab.runFor(3_500);
    assert.equal(lab.pods.get('default', 'deaf'), undefined);
  });
});
