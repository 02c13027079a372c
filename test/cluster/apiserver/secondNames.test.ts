import assert from 'node:assert/strict';
import type { Draft } from '../../../src/apimachinery/objectMeta';
import type { HorizontalPodAutoscaler as First } from '../../../src/apis/generated/autoscaling/v1';
import type { HorizontalPodAutoscaler } from '../../../src/apis/generated/autoscaling/v2';
import type { Event as CoreEvent } from '../../../src/apis/generated/core/v1';
import type { Event as NewerEvent } from '../../../src/apis/generated/events/v1';
import {
  EVENTS,
  FIRST_HORIZONTAL_POD_AUTOSCALERS,
  HORIZONTAL_POD_AUTOSCALERS,
  NEWER_EVENTS,
} from '../../../src/apis/resources';
import { ServerLab } from './serverLab';

const TARGET = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };

describe('resources with two names', () => {
  it('are events: what is written under one name is read, selected and watched under the other', () => {
    const lab = new ServerLab();
    const watch = lab.watch(NEWER_EVENTS);
    lab.client.create(EVENTS, 'default', {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'web.1', namespace: 'default' },
      involvedObject: { kind: 'Pod', name: 'web', namespace: 'default' },
      message: 'Started container',
      reason: 'Started',
      type: 'Normal',
      count: 2,
      source: { component: 'kubelet', host: 'worker-1' },
      lastTimestamp: '2026-01-01T00:00:00Z',
    });
    const { metadata, ...rest } = lab.client.get(NEWER_EVENTS, 'default', 'web.1');
    assert.equal(metadata.name, 'web.1');
    assert.deepEqual(rest, {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      regarding: { kind: 'Pod', name: 'web', namespace: 'default' },
      note: 'Started container',
      reason: 'Started',
      type: 'Normal',
      deprecatedCount: 2,
      deprecatedSource: { component: 'kubelet', host: 'worker-1' },
      deprecatedLastTimestamp: '2026-01-01T00:00:00Z',
    });
    const list = (fieldSelector: string): number =>
      lab.client.list(NEWER_EVENTS, undefined, { fieldSelector }).items.length;
    assert.equal(list('regarding.name=web'), 1);
    assert.equal(list('regarding.name=db'), 0);
    assert.throws(() => list('involvedObject.name=web'), {
      message: 'field label not supported: involvedObject.name',
    });
    assert.deepEqual(watch.lines(), ['ADDED web.1']);
    lab.client.delete(NEWER_EVENTS, 'default', 'web.1');
    assert.equal(lab.client.list(EVENTS).items.length, 0);
    const last = watch.log.at(-1);
    assert.equal(last?.type === 'DELETED' && last.object.apiVersion, 'events.k8s.io/v1');
  });

  it('are events: the newer name asks for more', () => {
    const lab = new ServerLab();
    const event: Draft<NewerEvent> = {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: 'web.1', namespace: 'default' },
      regarding: { kind: 'Pod', name: 'web', namespace: 'default' },
      eventTime: '2026-01-01T00:00:00.000000Z',
      action: 'Binding',
      reason: 'Scheduled',
      reportingController: 'default-scheduler',
      reportingInstance: 'default-scheduler-cp',
      note: 'Assigned',
      type: 'Normal',
    };
    lab.client.create(NEWER_EVENTS, 'default', event);
    const core: CoreEvent = lab.client.get(EVENTS, 'default', 'web.1');
    assert.equal(core.apiVersion, 'v1');
    assert.equal(core.message, 'Assigned');
    assert.equal(core.reportingComponent, 'default-scheduler');
    assert.throws(
      () =>
        lab.client.create(NEWER_EVENTS, 'default', {
          ...event,
          metadata: { name: 'web.2', namespace: 'default' },
          action: '',
          type: 'Odd',
          deprecatedCount: 1,
        }),
      /action: Required value, type: Invalid value: "": has invalid value: Odd, count: Invalid value: "": needs to be unset/,
    );
  });

  it('are autoscalers: one metric in the older version, the others in annotations', () => {
    const lab = new ServerLab();
    lab.client.create(FIRST_HORIZONTAL_POD_AUTOSCALERS, 'default', {
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web', namespace: 'default' },
      spec: { scaleTargetRef: TARGET, maxReplicas: 5, targetCPUUtilizationPercentage: 50 },
    });
    const second: HorizontalPodAutoscaler = lab.client.get(
      HORIZONTAL_POD_AUTOSCALERS,
      'default',
      'web',
    );
    assert.equal(second.apiVersion, 'autoscaling/v2');
    assert.deepEqual(second.spec, {
      scaleTargetRef: TARGET,
      minReplicas: 1,
      maxReplicas: 5,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
        },
      ],
    });
    lab.client.update(HORIZONTAL_POD_AUTOSCALERS, {
      ...second,
      spec: {
        ...second.spec,
        metrics: [
          {
            type: 'Pods',
            pods: {
              metric: { name: 'requests' },
              target: { type: 'AverageValue', averageValue: '10' },
            },
          },
        ],
        behavior: { scaleDown: { stabilizationWindowSeconds: 60 } },
      },
    });
    const first: First = lab.client.get(FIRST_HORIZONTAL_POD_AUTOSCALERS, 'default', 'web');
    assert.equal(first.apiVersion, 'autoscaling/v1');
    assert.equal(first.spec.targetCPUUtilizationPercentage, undefined);
    const annotations = first.metadata.annotations ?? {};
    assert.equal(
      annotations['autoscaling.alpha.kubernetes.io/metrics'],
      '[{"type":"Pods","pods":{"metricName":"requests","targetAverageValue":"10"}}]',
    );
    assert.match(
      annotations['autoscaling.alpha.kubernetes.io/behavior'] ?? '',
      /"ScaleDown":\{.*"StabilizationWindowSeconds":60/,
    );
    const before = lab.client.get(HORIZONTAL_POD_AUTOSCALERS, 'default', 'web');
    lab.client.update(FIRST_HORIZONTAL_POD_AUTOSCALERS, {
      ...first,
      spec: { ...first.spec, maxReplicas: 7 },
    });
    const after = lab.client.get(HORIZONTAL_POD_AUTOSCALERS, 'default', 'web');
    assert.deepEqual(after.spec, { ...before.spec, maxReplicas: 7 });
    assert.equal(after.metadata.annotations, undefined);
  });
});
