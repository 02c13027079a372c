// autoscaling/v1 knows one metric, the use of CPU. What else an autoscaler has travels in annotations there.
// Source: k8s.io/kubernetes/pkg/apis/autoscaling/v1 (conversion.go).
import type { StringMap } from '../../apimachinery/objectMeta';
import type { HorizontalPodAutoscaler as First } from '../generated/autoscaling/v1';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerBehavior,
  HorizontalPodAutoscalerCondition,
  MetricSpec,
  MetricStatus,
} from '../generated/autoscaling/v2';
import { DEFAULT_METRICS } from './horizontalPodAutoscaler';
import { firstMetric, firstMetricStatus, metricOfFirst, metricStatusOfFirst } from './firstMetrics';

const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
const CURRENT_METRICS = 'autoscaling.alpha.kubernetes.io/current-metrics';
const CONDITIONS = 'autoscaling.alpha.kubernetes.io/conditions';
const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';
const OWN: readonly string[] = [METRICS, CURRENT_METRICS, CONDITIONS, BEHAVIOR];

/** In the version that is stored. */
export function autoscalerOfFirst(first: First): HorizontalPodAutoscaler {
  const { annotations } = first.metadata;
  const { targetCPUUtilizationPercentage: percent, ...spec } = first.spec;
  const { currentCPUUtilizationPercentage: used, ...status } = first.status;
  const others = listIn(annotations?.[METRICS]).map(metricOfFirst);
  const metrics = [...(percent === undefined ? [] : [cpuMetric(percent)]), ...others];
  const current =
    annotations?.[CURRENT_METRICS] === undefined
      ? used === undefined
        ? []
        : [cpuStatus(used)]
      : listIn(annotations[CURRENT_METRICS]).map(metricStatusOfFirst);
  const behavior = parsed(annotations?.[BEHAVIOR]);
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { ...first.metadata, annotations: withoutOwn(annotations) },
    spec: {
      ...spec,
      metrics: metrics.length === 0 ? DEFAULT_METRICS : metrics,
      ...(behavior === undefined
        ? {}
        : { behavior: lowerCased(behavior) as HorizontalPodAutoscalerBehavior }),
    },
    status: {
      ...status,
      ...(current.length === 0 ? {} : { currentMetrics: current }),
      ...(annotations?.[CONDITIONS] === undefined
        ? {}
        : {
            conditions: listIn(
              annotations[CONDITIONS],
            ) as readonly HorizontalPodAutoscalerCondition[],
          }),
    },
  };
}

export function firstOfAutoscaler(autoscaler: HorizontalPodAutoscaler): First {
  const { metadata } = autoscaler;
  const { metrics = [], behavior, ...spec } = autoscaler.spec;
  const { currentMetrics = [], conditions = [], ...status } = autoscaler.status;
  const cpu = metrics.find(isCpu)?.resource?.target.averageUtilization;
  const used = currentMetrics.find(
    ({ type, resource }) => type === 'Resource' && resource?.name === 'cpu',
  )?.resource?.current.averageUtilization;
  const others = metrics.filter(
    (metric) => !isCpu(metric) || metric.resource?.target.averageUtilization === undefined,
  );
  const own: Record<string, string> = {};
  if (others.length > 0) own[METRICS] = JSON.stringify(others.map(firstMetric));
  if (currentMetrics.length > 0)
    own[CURRENT_METRICS] = JSON.stringify(currentMetrics.map(firstMetricStatus));
  if (behavior !== undefined) own[BEHAVIOR] = JSON.stringify(upperCased(behavior));
  if (conditions.length > 0) own[CONDITIONS] = JSON.stringify(conditions);
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata:
      Object.keys(own).length === 0
        ? metadata
        : { ...metadata, annotations: { ...withoutOwn(metadata.annotations), ...own } },
    spec: { ...spec, ...(cpu === undefined ? {} : { targetCPUUtilizationPercentage: cpu }) },
    status: {
      ...status,
      currentReplicas: status.currentReplicas ?? 0,
      desiredReplicas: status.desiredReplicas ?? 0,
      ...(used === undefined ? {} : { currentCPUUtilizationPercentage: used }),
    },
  };
}

function isCpu({ type, resource }: MetricSpec): boolean {
  return type === 'Resource' && resource?.name === 'cpu';
}

function cpuMetric(averageUtilization: number): MetricSpec {
  return {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
  };
}

function cpuStatus(averageUtilization: number): MetricStatus {
  return { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization } } };
}

function withoutOwn(annotations: StringMap | undefined): StringMap | undefined {
  if (annotations === undefined) return undefined;
  const rest = Object.entries(annotations).filter(([key]) => !OWN.includes(key));
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

/** What cannot be read counts as absent. */
function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function listIn(text: string | undefined): readonly unknown[] {
  const value = parsed(text);
  return Array.isArray(value) ? value : [];
}

/** Kubernetes writes the behavior with the names of its Go struct: `ScaleUp`. */
function upperCased(value: unknown): unknown {
  return renamed(value, (key) => key.charAt(0).toUpperCase() + key.slice(1));
}

function lowerCased(value: unknown): unknown {
  return renamed(value, (key) => key.charAt(0).toLowerCase() + key.slice(1));
}

function renamed(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(entries.map(([key, item]) => [rename(key), renamed(item, rename)]));
}
