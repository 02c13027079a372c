// Containers that end, and images that cannot be had: back-off in the kubelet's words and times.
import assert from 'node:assert/strict';
import type { ContainerStatus } from '../../../src/apis/generated/core/v1';
import { podStatusText } from '../../../src/apis/printerColumns';
import { ClusterLab } from '../clusterLab';

/** What a pod's first container has been through: each change of its state, with the second it came. */
function record(lab: ClusterLab, name: string): readonly string[] {
  const seen: string[] = [];
  const startMs = lab.nowMs;
  let last = '';
  lab.state.pods.onChange(({ object }) => {
    const status = object.status.containerStatuses?.[0];
    if (object.metadata.name !== name || status === undefined) return;
    const text = `${podStatusText(object)} ${String(status.restartCount)}${waitOf(status)}`;
    if (text === last) return;
    last = text;
    seen.push(`${String(Math.round((lab.nowMs - startMs) / 1000))} ${text}`);
  });
  return seen;
}

function waitOf({ state }: ContainerStatus): string {
  const wait = /^back-off \S+/.exec(state?.waiting?.message ?? '')?.[0];
  return wait === undefined ? '' : ` (${wait})`;
}

function seconds(line: string | undefined): number {
  return Number.parseInt(line ?? '', 10);
}

describe('a container that keeps failing', () => {
  it('is restarted at once, then after 10, 20, 40 ... seconds, at most 5 minutes', () => {
    const lab = ClusterLab.boot();
    const seen = record(lab, 'crash-loop');
    lab.applySample('crash-loop.yaml');
    lab.runFor(1_600_000);
    const words = seen.map((line) => line.replace(/^\d+ /, ''));
    assert.deepEqual(words.slice(0, 12), [
      'ContainerCreating 0',
      'Running 0',
      'Error 0',
      'Running 1',
      'Error 1',
      'CrashLoopBackOff 1 (back-off 10s)',
      'Running 2',
      'Error 2',
      'CrashLoopBackOff 2 (back-off 20s)',
      'Running 3',
      'Error 3',
      'CrashLoopBackOff 3 (back-off 40s)',
    ]);
    const waits = words.flatMap((text) => /\((.*)\)/.exec(text)?.[1] ?? []);
    assert.deepEqual(waits.slice(3, 7), [
      'back-off 1m20s',
      'back-off 2m40s',
      'back-off 5m0s',
      'back-off 5m0s',
    ]);
    const starts = seen.filter((line) => line.includes(' Running ')).map(seconds);
    const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
    // Five seconds of life, then the wait.
    for (const [index, waitS] of [0, 10, 20, 40, 80, 160, 300, 300].entries()) {
      const gap = gaps[index] ?? 0;
      assert.ok(gap >= waitS + 4 && gap <= waitS + 8, `${String(gap)} s for ${String(waitS)} s`);
    }
    const uid = lab.pod('crash-loop')?.metadata.uid ?? '';
    assert.deepEqual(
      lab.events('crash-loop').filter((text) => text.startsWith('Warning')),
      [
        `Warning BackOff Back-off restarting failed container clumsy in pod crash-loop_default(${uid})`,
      ],
    );
    const log = lab.cluster.machines
      .get(lab.pod('crash-loop')?.spec.nodeName ?? '')
      ?.containerLog(uid, 'clumsy');
    assert.deepEqual(
      log?.map(({ text }) => text),
      ['starting'],
    );
  });

  it('crashed once from outside, is back within seconds, and its service hardly notices', () => {
    const lab = ClusterLab.boot();
    lab.applySample('hello.yaml');
    lab.untilReady('hello');
    lab.runFor(5_000);
    const pod = lab.pods()[0]?.metadata.name ?? '';
    lab.input({ type: 'crashContainer', namespace: 'default', pod });
    lab.runFor(2_000);
    const [status] = lab.pod(pod)?.status.containerStatuses ?? [];
    assert.deepEqual(
      [
        status?.restartCount,
        status?.lastState?.terminated?.exitCode,
        status?.lastState?.terminated?.reason,
      ],
      [1, 137, 'Error'],
    );
    lab.until('all are ready', () => lab.readyEndpoints('hello').length === 3, 20_000);
    assert.equal(lab.podCensus(), 'Running 3');
  });
});

describe('an image that cannot be had', () => {
  it('is tried again after 10, 20, 40 ... seconds, at most 5 minutes', () => {
    const lab = ClusterLab.boot();
    const seen = record(lab, 'bad');
    lab.apply(
      '{apiVersion: v1, kind: Pod, metadata: {name: bad}, spec: {containers: [{name: a, image: "nosuch/image:1"}]}}',
    );
    lab.runFor(1_300_000);
    const tries = seen.filter((line) => line.includes('ErrImagePull')).map(seconds);
    const gaps = tries.slice(1).map((time, index) => time - (tries[index] ?? 0));
    for (const [index, waitS] of [10, 20, 40, 80, 160, 300, 300].entries()) {
      const gap = gaps[index] ?? 0;
      assert.ok(gap >= waitS - 1 && gap <= waitS + 16, `${String(gap)} s for ${String(waitS)} s`);
    }
    assert.equal(lab.podCensus(), 'ImagePullBackOff 1');
    const reference = 'docker.io/nosuch/image:1';
    assert.equal(
      lab.pod('bad')?.status.containerStatuses?.[0]?.state?.waiting?.message,
      'Back-off pulling image "nosuch/image:1": ErrImagePull: failed to pull and unpack image ' +
        `"${reference}": failed to resolve reference "${reference}": pull access denied, repository ` +
        'does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    );
  });

  it('that is no image name at all is told apart', () => {
    const lab = ClusterLab.boot();
    lab.apply(
      '{apiVersion: v1, kind: Pod, metadata: {name: bad}, spec: {containers: [{name: a, image: "Nginx::"}]}}',
    );
    lab.runFor(30_000);
    assert.equal(lab.podCensus(), 'InvalidImageName 1');
    assert.ok(lab.events('bad').includes('Warning Failed Error: InvalidImageName'));
  });
});
