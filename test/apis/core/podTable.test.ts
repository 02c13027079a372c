import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { parseTime } from '../../../src/apimachinery/time';
import { podReadiness, podStatusText, POD_TABLE } from '../../../src/apis/core/podTable';
import type { Pod } from '../../../src/apis/generated/core/v1';

const NOW_MS = parseTime('2026-01-01T01:00:00Z') ?? 0;

function pod(status: string, more = ''): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    spec: { containers: [{ name: 'web' }] },
    ...(more === '' ? {} : (parse(more) as object)),
    metadata: {
      name: 'web-1',
      uid: 'u',
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:55:00Z',
      ...(more.includes('deletionTimestamp') && { deletionTimestamp: '2026-01-01T00:59:00Z' }),
    },
    status: parse(status) as object,
  };
}

const waiting = (reason: string): string =>
  `{ phase: Pending, containerStatuses: [{ name: web, restartCount: 0, state: { waiting: { reason: ${reason} } } }] }`;
const ended = (fields: string): string =>
  `{ phase: Failed, containerStatuses: [{ name: web, restartCount: 0, state: { terminated: { ${fields} } } }] }`;
const INIT = 'spec: { initContainers: [{ name: a }, { name: b }], containers: [{ name: web }] }';
const SIDECAR =
  'spec: { initContainers: [{ name: a, restartPolicy: Always }], containers: [{ name: web }] }';
const RUNNING_WEB = '{ name: web, restartCount: 0, ready: true, state: { running: {} } }';

describe('the STATUS column of pods', () => {
  const cases: readonly [string, string, string?][] = [
    ['Pending', '{ phase: Pending }'],
    ['ContainerCreating', waiting('ContainerCreating')],
    ['ImagePullBackOff', waiting('ImagePullBackOff')],
    ['CrashLoopBackOff', waiting('CrashLoopBackOff')],
    ['Running', `{ phase: Running, containerStatuses: [${RUNNING_WEB}] }`],
    ['Completed', ended('exitCode: 0, reason: Completed').replace('Failed', 'Succeeded')],
    ['Error', ended('exitCode: 1, reason: Error')],
    ['OOMKilled', ended('exitCode: 137, reason: OOMKilled')],
    ['ExitCode:3', ended('exitCode: 3')],
    ['Signal:9', ended('exitCode: 137, signal: 9')],
    ['Evicted', '{ phase: Failed, reason: Evicted }'],
    [
      'SchedulingGated',
      '{ phase: Pending, conditions: [{ type: PodScheduled, status: "False", reason: SchedulingGated }] }',
    ],
    [
      'Terminating',
      `{ phase: Running, containerStatuses: [${RUNNING_WEB}] }`,
      '{ deletionTimestamp: x }',
    ],
    ['Unknown', '{ phase: Running, reason: NodeLost }', '{ deletionTimestamp: x }'],
    ['Succeeded', '{ phase: Succeeded }', '{ deletionTimestamp: x }'],
    [
      'Init:0/2',
      '{ phase: Pending, initContainerStatuses: [{ name: a, restartCount: 0, state: { running: {} } }] }',
      INIT,
    ],
    [
      'Init:1/2',
      '{ phase: Pending, initContainerStatuses: [{ name: a, restartCount: 0, state: { terminated: { exitCode: 0 } } }, { name: b, restartCount: 0, state: { waiting: { reason: PodInitializing } } }] }',
      INIT,
    ],
    [
      'Init:Error',
      '{ phase: Pending, initContainerStatuses: [{ name: a, restartCount: 0, state: { terminated: { exitCode: 1, reason: Error } } }] }',
      INIT,
    ],
    [
      'Init:ExitCode:2',
      '{ phase: Pending, initContainerStatuses: [{ name: a, restartCount: 0, state: { terminated: { exitCode: 2 } } }] }',
      INIT,
    ],
    [
      'Init:CrashLoopBackOff',
      '{ phase: Pending, initContainerStatuses: [{ name: a, restartCount: 3, state: { waiting: { reason: CrashLoopBackOff } } }] }',
      INIT,
    ],
    [
      'PodInitializing',
      '{ phase: Pending, initContainerStatuses: [{ name: a, restartCount: 0, state: { terminated: { exitCode: 0 } } }], containerStatuses: [{ name: web, restartCount: 0, state: { waiting: { reason: PodInitializing } } }] }',
      INIT,
    ],
    [
      'NotReady',
      `{ phase: Running, containerStatuses: [{ name: job, restartCount: 0, state: { terminated: { exitCode: 0, reason: Completed } } }, ${RUNNING_WEB}] }`,
    ],
  ];
  for (const [expected, status, more] of cases) {
    it(expected, () => {
      assert.equal(podStatusText(pod(status, more)), expected);
    });
  }

  it('is that of the first container in trouble', () => {
    const status = `{ phase: Running, containerStatuses: [${RUNNING_WEB.replace('running: {}', 'waiting: { reason: ErrImagePull }')}, { name: b, restartCount: 0, state: { waiting: { reason: CrashLoopBackOff } } }] }`;
    assert.equal(podStatusText(pod(status)), 'ErrImagePull');
  });
});

describe('rows of pods', () => {
  it('count sidecars and restarts', () => {
    const status = `{ phase: Running, podIP: 10.244.1.2,
      initContainerStatuses: [{ name: a, ready: true, started: true, restartCount: 1, state: { running: {} } }],
      containerStatuses: [{ name: web, ready: true, restartCount: 2, state: { running: {} }, lastState: { terminated: { exitCode: 1, finishedAt: "2026-01-01T00:59:40Z" } } }] }`;
    const running = pod(status, SIDECAR);
    assert.deepEqual(podReadiness(running), { ready: 2, total: 2 });
    assert.deepEqual(POD_TABLE.row(running, NOW_MS), [
      'web-1',
      '2/2',
      'Running',
      '3 (20s ago)',
      '5m',
      '10.244.1.2',
      '<none>',
      '<none>',
      '<none>',
    ]);
  });

  it('forget the restarts of init containers that are done', () => {
    const status = `{ phase: Running,
      initContainerStatuses: [{ name: a, restartCount: 4, state: { terminated: { exitCode: 0 } } }, { name: b, restartCount: 0, state: { terminated: { exitCode: 0 } } }],
      containerStatuses: [${RUNNING_WEB}] }`;
    assert.equal(POD_TABLE.row(pod(status, INIT), NOW_MS)[3], '0');
  });
});
