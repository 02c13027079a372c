import assert from 'node:assert/strict';
import type { Container, Pod } from '../../../src/apis/generated/core/v1';
import { isRunning, NodeLab } from './nodeLab';

/** Seconds between the moments at which `value` of the pod changes. */
function momentsOf(
  lab: NodeLab,
  name: string,
  isMoment: (pod: Pod, old: Pod | undefined) => boolean,
): number[] {
  const moments: number[] = [];
  lab.pods.onChange(({ object, old, type }) => {
    if (type !== 'DELETED' && object.metadata.name === name && isMoment(object, old))
      moments.push(lab.nowSeconds);
  });
  return moments;
}

const waitingReason = (pod: Pod | undefined) =>
  pod?.status.containerStatuses?.[0]?.state?.waiting?.reason;

describe('a container that crashes', () => {
  it('restarts at once, then after 10, 20, 40, 80, 160, 300 s', () => {
    const lab = new NodeLab();
    const starts: number[] = [];
    const ends: number[] = [];
    lab.machine.runtime.addListener({
      containerStarted: () => {
        starts.push(lab.nowSeconds);
      },
      containerExited: () => {
        ends.push(lab.nowSeconds);
      },
    });
    lab.createPod('crash', [{ image: 'busybox:1.37', command: ['sh', '-c', 'echo oops; exit 1'] }]);
    lab.runFor(1_300_000);
    const pauses = starts.slice(1).map((start, i) => start - (ends[i] ?? 0));
    assert.ok((pauses[0] ?? 9) < 1.3, 'the first restart is immediate');
    for (const [i, expected] of [10, 20, 40, 80, 160, 300, 300].entries()) {
      const pause = pauses[i + 1] ?? 0;
      assert.ok(
        pause >= expected && pause < expected + 1.3,
        `pause ${String(i + 1)}: ${String(pause)} s`,
      );
    }
  });

  it('is Error, then CrashLoopBackOff with the back-off in words', () => {
    const lab = new NodeLab();
    const seen = new Set<string>();
    lab.pods.onChange(({ object }) => {
      const state = object.status.containerStatuses?.[0]?.state;
      seen.add(state?.waiting?.reason ?? state?.terminated?.reason ?? 'Running');
    });
    const { uid } = lab.createPod('crash', [
      { image: 'busybox:1.37', command: ['sh', '-c', 'exit 1'] },
    ]).metadata;
    lab.runUntil('crash', (pod) => waitingReason(pod) === 'CrashLoopBackOff');
    assert.deepEqual([...seen], ['Running', 'ContainerCreating', 'Error', 'CrashLoopBackOff']);
    const status = lab.pod('crash').status.containerStatuses?.[0];
    assert.equal(
      status?.state?.waiting?.message,
      `back-off 10s restarting failed container=web pod=crash_default(${uid})`,
    );
    assert.equal(status?.restartCount, 1);
    assert.equal(status?.lastState?.terminated?.exitCode, 1);
    assert.equal(lab.pod('crash').status.phase, 'Running');
    assert.ok(
      lab
        .eventsOf('crash')
        .includes(`BackOff: Back-off restarting failed container web in pod crash_default(${uid})`),
    );
    lab.runUntil(
      'crash',
      ({ status: { containerStatuses } }) => (containerStatuses?.[0]?.restartCount ?? 0) >= 4,
      200,
    );
    lab.runUntil('crash', (pod) => waitingReason(pod) === 'CrashLoopBackOff');
    assert.match(
      lab.pod('crash').status.containerStatuses?.[0]?.state?.waiting?.message ?? '',
      /^back-off 1m20s /,
    );
  });

  it('forgets its crashes after ten quiet minutes', () => {
    const lab = new NodeLab();
    const { uid } = lab.createPod('web', [{}]).metadata;
    lab.runUntil('web', isRunning);
    for (let i = 0; i < 3; i++) {
      lab.machine.crashContainer(uid);
      lab.runFor(200);
      lab.runUntil(
        'web',
        (pod) => isRunning(pod) && pod.status.containerStatuses?.[0]?.restartCount === i + 1,
      );
    }
    lab.runFor(700_000);
    lab.machine.crashContainer(uid);
    const seconds = lab.runUntil(
      'web',
      (pod) => pod.status.containerStatuses?.[0]?.restartCount === 4,
    );
    assert.ok(seconds < 2, `came back after ${String(seconds)} s`);
  });

  it('cannot start without its executable', () => {
    const lab = new NodeLab();
    lab.createPod('typo', [{ command: ['ngnix'] }]);
    lab.runUntil('typo', (pod) => waitingReason(pod) === 'RunContainerError');
    const status = lab.pod('typo').status.containerStatuses?.[0];
    assert.match(
      status?.state?.waiting?.message ?? '',
      /exec: "ngnix": executable file not found in \$PATH$/,
    );
    assert.equal(status?.lastState?.terminated?.reason, 'StartError');
    assert.equal(status?.lastState?.terminated?.exitCode, 128);
    lab.runUntil('typo', (pod) => waitingReason(pod) === 'CrashLoopBackOff', 20);
  });
});

describe('an image that cannot be had', () => {
  it('is tried again after 10, 20, 40, 80, 160, 300, 300 s', () => {
    const lab = new NodeLab();
    const failures = momentsOf(
      lab,
      'web',
      (pod, old) => waitingReason(pod) === 'ErrImagePull' && waitingReason(old) !== 'ErrImagePull',
    );
    lab.createPod('web', [{ image: 'nginxx' }]);
    lab.runFor(1_000_000);
    const pauses = failures.slice(1).map((moment, i) => moment - (failures[i] ?? 0));
    for (const [i, expected] of [10, 20, 40, 80, 160, 300, 300].entries()) {
      const pause = pauses[i] ?? 0;
      assert.ok(
        pause >= expected && pause < expected + 0.6,
        `pause ${String(i + 1)}: ${String(pause)} s`,
      );
    }
  });

  it("is explained in containerd's words", () => {
    const lab = new NodeLab();
    lab.createPod('repository', [{ image: 'nginxx' }]);
    lab.createPod('tag', [{ image: 'nginx:1.161' }]);
    lab.runFor(5_000);
    const denied =
      'failed to pull and unpack image "docker.io/library/nginxx:latest": failed to resolve reference ' +
      '"docker.io/library/nginxx:latest": pull access denied, repository does not exist or may require ' +
      'authorization: server message: insufficient_scope: authorization failed';
    assert.deepEqual(lab.eventsOf('repository'), [
      'Pulling: Pulling image "nginxx"',
      `Failed: Failed to pull image "nginxx": ${denied}`,
      'Failed: Error: ErrImagePull',
      'BackOff: Back-off pulling image "nginxx"',
      'Failed: Error: ImagePullBackOff',
    ]);
    assert.deepEqual(lab.pod('repository').status.containerStatuses?.[0]?.state?.waiting, {
      reason: 'ImagePullBackOff',
      message: `Back-off pulling image "nginxx": ErrImagePull: ${denied}`,
    });
    assert.match(
      lab.eventsOf('tag')[1] ?? '',
      /rpc error: code = NotFound desc = failed to pull and unpack image "docker.io\/library\/nginx:1.161": .*: docker.io\/library\/nginx:1.161: not found$/,
    );
  });

  it('has an invalid name', () => {
    const lab = new NodeLab();
    lab.createPod('web', [{ image: '<YOUR-CONTAINER>' }]);
    lab.runFor(3_000);
    assert.equal(lab.statusOf('web'), 'InvalidImageName');
    assert.deepEqual(lab.eventsOf('web'), [
      'InspectFailed: Failed to apply default image tag "<YOUR-CONTAINER>": couldn\'t parse image name ' +
        '"<YOUR-CONTAINER>": invalid reference format: repository name (library/<YOUR-CONTAINER>) must be lowercase',
      'Failed: Error: InvalidImageName',
    ]);
  });

  it('may not be pulled at all', () => {
    const lab = new NodeLab();
    lab.createPod('web', [{ imagePullPolicy: 'Never' }]);
    lab.runFor(3_000);
    assert.equal(lab.statusOf('web'), 'ErrImageNeverPull');
    assert.equal(
      lab.eventsOf('web')[0],
      'ErrImageNeverPull: Container image "nginx:1.29" is not present with pull policy of Never',
    );
  });
});

describe('probes', () => {
  const healthFile: Partial<Container> = {
    image: 'busybox:1.37',
    args: ['/bin/sh', '-c', 'touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600'],
    livenessProbe: {
      exec: { command: ['cat', '/tmp/healthy'] },
      initialDelaySeconds: 5,
      periodSeconds: 5,
    },
  };

  it('restart the container of the Kubernetes documentation after its file is gone', () => {
    const lab = new NodeLab();
    lab.createPod('liveness', [healthFile]);
    lab.runUntil('liveness', isRunning);
    const seconds = lab.runUntil(
      'liveness',
      ({ status }) => status.containerStatuses?.[0]?.restartCount === 1,
    );
    // Failures at 30, 35 and 40 s (or the beat after), then 30 s of grace.
    assert.ok(seconds > 65 && seconds < 80, `restarted after ${String(seconds)} s`);
    const events = lab.eventsOf('liveness');
    assert.ok(
      events.includes(
        "Unhealthy: Liveness probe failed: cat: can't open '/tmp/healthy': No such file or directory",
      ),
    );
    assert.ok(events.includes('Killing: Container web failed liveness probe, will be restarted'));
  });

  it('keep a container unready while nothing listens on the port', () => {
    const lab = new NodeLab();
    lab.createPod('web', [
      { readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 5 } },
    ]);
    lab.runUntil('web', ({ status }) => status.phase === 'Running');
    lab.runFor(20_000);
    const ready = lab.pod('web').status.conditions?.find(({ type }) => type === 'Ready');
    assert.deepEqual(
      [ready?.status, ready?.reason, ready?.message],
      ['False', 'ContainersNotReady', 'containers with unready status: [web]'],
    );
    assert.ok(
      lab
        .eventsOf('web')
        .includes(
          'Unhealthy: Readiness probe failed: Get "http://10.244.1.2:8080/": dial tcp 10.244.1.2:8080: connect: connection refused',
        ),
    );
  });

  it('tell a wrong path', () => {
    const lab = new NodeLab();
    lab.createPod('web', [
      { readinessProbe: { httpGet: { path: '/healthz', port: 80 }, initialDelaySeconds: 1 } },
    ]);
    lab.runFor(10_000);
    assert.ok(
      lab
        .eventsOf('web')
        .includes('Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 404'),
    );
  });

  it('make a database ready when it has started up', () => {
    const lab = new NodeLab();
    lab.createPod('db', [
      {
        image: 'postgres:17',
        env: [{ name: 'POSTGRES_PASSWORD', value: 'x' }],
        readinessProbe: { exec: { command: ['pg_isready'] }, periodSeconds: 2 },
      },
    ]);
    lab.runUntil('db', ({ status }) => status.phase === 'Running');
    assert.equal(lab.pod('db').status.containerStatuses?.[0]?.ready, false);
    const seconds = lab.runUntil('db', isRunning);
    assert.ok(seconds > 2 && seconds < 6, `ready after ${String(seconds)} s`);
  });

  it('that pass cost no events', () => {
    const lab = new NodeLab();
    const httpGet = { path: '/', port: 80 };
    lab.createPod('web', [
      {
        readinessProbe: { httpGet, periodSeconds: 1 },
        livenessProbe: { httpGet, periodSeconds: 1 },
      },
    ]);
    lab.runUntil('web', isRunning);
    lab.runFor(10_000);
    const before = lab.simulation.executedEvents;
    lab.runFor(600_000);
    const events = lab.simulation.executedEvents - before;
    // The node's heartbeats and the API server's bookmarks; probes would make 1,200.
    assert.ok(events < 120, `${String(events)} events in ten minutes`);
  });

  it('of the startup kind hold back the others', () => {
    const lab = new NodeLab();
    const httpGet = { path: '/', port: 80 };
    lab.createPod('web', [
      { startupProbe: { httpGet, initialDelaySeconds: 10 }, readinessProbe: { httpGet } },
    ]);
    lab.runUntil('web', ({ status }) => status.phase === 'Running');
    assert.equal(lab.pod('web').status.containerStatuses?.[0]?.started, false);
    const seconds = lab.runUntil('web', isRunning);
    assert.ok(seconds >= 9.9 && seconds < 11, `ready after ${String(seconds)} s`);
  });
});
