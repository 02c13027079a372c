// The form of metrics in the annotations of autoscaling/v1: targets and values lie flat beside the
// metric's name. Source: k8s.io/api/autoscaling/v1 (MetricSpec, MetricStatus).
import { isJsonObject } from '../../apimachinery/jsonObject';
import type {
  MetricIdentifier,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from '../generated/autoscaling/v2';

type Flat = Readonly<Record<string, unknown>>;

/** What all sources have, but for the amounts. */
interface Source {
  readonly name?: string;
  readonly container?: string;
  readonly describedObject?: unknown;
  readonly metric?: MetricIdentifier;
}

const SOURCES = ['object', 'pods', 'resource', 'containerResource', 'external'] as const;

export function firstMetric(metric: MetricSpec): Flat {
  return mapSources(metric, (source: Source & { readonly target: MetricTarget }, name) => {
    const { value, averageValue, averageUtilization } = source.target;
    // Only an object's average goes without the word target.
    const average = name === 'object' ? 'averageValue' : 'targetAverageValue';
    return {
      ...flatSource(source, name),
      ...given('targetValue', name === 'object' ? (value ?? '0') : value),
      ...given(average, averageValue),
      ...given('targetAverageUtilization', averageUtilization),
    };
  });
}

export function firstMetricStatus(status: MetricStatus): Flat {
  return mapSources(status, (source: Source & { readonly current: MetricValueStatus }, name) => {
    const { value, averageValue, averageUtilization } = source.current;
    const average = name === 'object' ? 'averageValue' : 'currentAverageValue';
    const needsValue = name === 'object' || name === 'external';
    return {
      ...flatSource(source, name),
      ...given('currentValue', needsValue ? (value ?? '0') : undefined),
      ...given(average, averageValue),
      ...given('currentAverageUtilization', averageUtilization),
    };
  });
}

export function metricOfFirst(flat: unknown): MetricSpec {
  const made = mapSources(record(flat), (source: Flat, name) => {
    const averageValue = source.targetAverageValue ?? source.averageValue;
    const averageUtilization = source.targetAverageUtilization;
    const value = averageValue === undefined ? source.targetValue : undefined;
    const type =
      averageUtilization !== undefined
        ? 'Utilization'
        : value !== undefined
          ? 'Value'
          : 'AverageValue';
    return {
      ...nestedSource(source, name),
      target: {
        type,
        ...given('value', value),
        ...given('averageValue', averageValue),
        ...given('averageUtilization', averageUtilization),
      },
    };
  });
  // Validation looks at what came of it.
  return made as unknown as MetricSpec;
}

export function metricStatusOfFirst(flat: unknown): MetricStatus {
  const made = mapSources(record(flat), (source: Flat, name) => ({
    ...nestedSource(source, name),
    current: {
      ...given('value', source.currentValue),
      ...given('averageValue', source.currentAverageValue ?? source.averageValue),
      ...given('averageUtilization', source.currentAverageUtilization),
    },
  }));
  return made as unknown as MetricStatus;
}

/** The metric with each of its sources replaced. */
function mapSources<S>(metric: object, change: (source: S, name: string) => Flat): Flat {
  const made: Record<string, unknown> = { ...metric };
  for (const name of SOURCES) {
    // The name of the field says which source it holds.
    if (isJsonObject(made[name])) made[name] = change(made[name] as S, name);
  }
  return made;
}

function flatSource({ name, container, describedObject, metric }: Source, source: string): Flat {
  return {
    ...given('target', describedObject),
    ...given('name', name),
    ...given('container', container),
    ...given('metricName', metric?.name),
    ...given(source === 'external' ? 'metricSelector' : 'selector', metric?.selector),
  };
}

function nestedSource(flat: Flat, source: string): Flat {
  const metric = {
    name: flat.metricName,
    ...given('selector', source === 'external' ? flat.metricSelector : flat.selector),
  };
  return {
    ...given('describedObject', flat.target),
    ...given('name', flat.name),
    ...given('container', flat.container),
    ...(flat.metricName === undefined ? {} : { metric }),
  };
}

function record(value: unknown): Flat {
  return isJsonObject(value) ? value : {};
}

function given(name: string, value: unknown): Flat {
  return value === undefined ? {} : { [name]: value };
}
