// The metrics of an autoscaler. Source: k8s.io/kubernetes/pkg/apis/autoscaling/validation
// (validateMetricSpec).
import {
  forbiddenValue,
  invalidValue,
  notSupported,
  required,
} from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Label, isPathSegmentName } from '../../apimachinery/names';
import { canonicalQuantity, quantityValue } from '../../apimachinery/quantity';
import { checkContainerResourceName } from '../core/resourcesValidation';
import type {
  ContainerResourceMetricSource,
  CrossVersionObjectReference,
  ExternalMetricSource,
  MetricIdentifier,
  MetricSpec,
  MetricTarget,
  ObjectMetricSource,
  PodsMetricSource,
  ResourceMetricSource,
} from '../generated/autoscaling/v2';
import { checkRequiredName, complain, type FieldErrors } from '../meta/fieldChecks';

const TYPES: readonly string[] = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
const TARGET_TYPES: readonly string[] = ['Utilization', 'Value', 'AverageValue'];
/** The field of each type, in the order in which Kubernetes looks at them. */
const SOURCES: Readonly<Record<string, Source>> = {
  Object: 'object',
  External: 'external',
  Pods: 'pods',
  Resource: 'resource',
  ContainerResource: 'containerResource',
};

type Source = Exclude<keyof MetricSpec, 'type'>;

export function checkObjectReference(
  errors: FieldErrors,
  path: FieldPath,
  reference: CrossVersionObjectReference | undefined,
): void {
  checkRequiredName(errors, path, 'kind', reference?.kind, isPathSegmentName);
  checkRequiredName(errors, path, 'name', reference?.name, isPathSegmentName);
}

export function checkMetrics(
  errors: FieldErrors,
  path: FieldPath,
  metrics: readonly MetricSpec[],
  minReplicas: number | undefined,
): void {
  metrics.forEach((metric, index) => {
    checkMetric(errors, path.index(index), metric);
  });
  const wakes = metrics.some(({ type }) => type === 'Object' || type === 'External');
  if (minReplicas === 0 && !wakes) {
    const rule =
      'must specify at least one Object or External metric to support scaling to zero replicas';
    errors.push(forbiddenValue(path, rule));
  }
}

function checkMetric(errors: FieldErrors, path: FieldPath, metric: MetricSpec): void {
  const { type = '' }: Partial<MetricSpec> = metric;
  if (type === '') errors.push(required(path.child('type'), 'must specify a metric source type'));
  if (!TYPES.includes(type)) errors.push(notSupported(path.child('type'), type, TYPES));
  const present = Object.values(SOURCES).filter((source) => metric[source] !== undefined);
  // Of several only the first is looked into.
  if (present[0] !== undefined) checkSource(errors, path.child(present[0]), metric, present[0]);
  const expected = Object.hasOwn(SOURCES, type) ? SOURCES[type] : undefined;
  if (expected === undefined) {
    errors.push(notSupported(path.child('type'), type, TYPES));
  } else if (metric[expected] === undefined) {
    const rule = 'must populate information for the given metric source';
    errors.push(required(path.child(expected), rule));
  }
  if (present.length === 1) return;
  for (const source of present) {
    if (source === expected) continue;
    const rule = 'must populate the given metric source only';
    errors.push(forbiddenValue(path.child(source), rule));
  }
}

function checkSource(
  errors: FieldErrors,
  path: FieldPath,
  metric: MetricSpec,
  source: Source,
): void {
  if (source === 'object' && metric.object) checkObject(errors, path, metric.object);
  if (source === 'external' && metric.external) checkExternal(errors, path, metric.external);
  if (source === 'pods' && metric.pods) checkPods(errors, path, metric.pods);
  if (source === 'resource' && metric.resource) checkResource(errors, path, metric.resource);
  if (source === 'containerResource' && metric.containerResource) {
    checkContainerResource(errors, path, metric.containerResource);
  }
}

function checkObject(errors: FieldErrors, path: FieldPath, source: ObjectMetricSource): void {
  checkObjectReference(errors, path.child('describedObject'), source.describedObject);
  checkIdentifier(errors, path.child('metric'), source.metric);
  const target = checkTarget(errors, path.child('target'), source.target);
  if (target.value === undefined && target.averageValue === undefined) {
    const rule = 'must set either a target value or averageValue';
    errors.push(required(path.child('target').child('averageValue'), rule));
  }
}

function checkExternal(errors: FieldErrors, path: FieldPath, source: ExternalMetricSource): void {
  checkIdentifier(errors, path.child('metric'), source.metric);
  const target = checkTarget(errors, path.child('target'), source.target);
  if (target.value === undefined && target.averageValue === undefined) {
    const rule = 'must set either a target value for metric or a per-pod target';
    errors.push(required(path.child('target').child('averageValue'), rule));
  }
  if (target.value !== undefined && target.averageValue !== undefined) {
    const rule = 'may not set both a target value for metric and a per-pod target';
    errors.push(forbiddenValue(path.child('target').child('value'), rule));
  }
}

function checkPods(errors: FieldErrors, path: FieldPath, source: PodsMetricSource): void {
  checkIdentifier(errors, path.child('metric'), source.metric);
  const target = checkTarget(errors, path.child('target'), source.target);
  if (target.averageValue === undefined) {
    const rule = 'must specify a positive target averageValue';
    errors.push(required(path.child('target').child('averageValue'), rule));
  }
}

function checkResource(errors: FieldErrors, path: FieldPath, source: ResourceMetricSource): void {
  if (!source.name) errors.push(required(path.child('name'), 'must specify a resource name'));
  checkUse(errors, path.child('target'), source.target);
}

function checkContainerResource(
  errors: FieldErrors,
  path: FieldPath,
  source: ContainerResourceMetricSource,
): void {
  if (!source.name) errors.push(required(path.child('name'), 'must specify a resource name'));
  else checkContainerResourceName(errors, path.child('name'), source.name);
  if (!source.container) {
    errors.push(required(path.child('container'), 'must specify a container'));
  } else {
    complain(errors, path.child('container'), source.container, isDns1123Label(source.container));
  }
  checkUse(errors, path.child('target'), source.target);
}

/** The target of what is requested and used: a share of the request, or an amount. */
function checkUse(errors: FieldErrors, path: FieldPath, given: MetricTarget): void {
  const { averageUtilization, averageValue } = checkTarget(errors, path, given);
  if (averageUtilization === undefined && averageValue === undefined) {
    const rule = 'must set either a target raw value or a target utilization';
    errors.push(required(path.child('averageUtilization'), rule));
  }
  if (averageUtilization !== undefined && averageValue !== undefined) {
    const rule = 'may not set both a target raw value and a target utilization';
    errors.push(forbiddenValue(path.child('averageValue'), rule));
  }
}

function checkTarget(
  errors: FieldErrors,
  path: FieldPath,
  given: MetricTarget | undefined,
): Partial<MetricTarget> {
  const target: Partial<MetricTarget> = given ?? {};
  const { type = '', averageUtilization } = target;
  if (type === '') errors.push(required(path.child('type'), 'must specify a metric target type'));
  if (!TARGET_TYPES.includes(type)) {
    const rule = 'must be either Utilization, Value, or AverageValue';
    errors.push(invalidValue(path.child('type'), type, rule));
  }
  for (const field of ['value', 'averageValue'] as const) {
    const quantity = target[field];
    if (quantity === undefined || quantityValue(quantity) > 0) continue;
    errors.push(invalidValue(path.child(field), canonicalQuantity(quantity), 'must be positive'));
  }
  if (averageUtilization !== undefined && averageUtilization < 1) {
    const at = path.child('averageUtilization');
    errors.push(invalidValue(at, averageUtilization, 'must be greater than 0'));
  }
  return target;
}

function checkIdentifier(
  errors: FieldErrors,
  path: FieldPath,
  metric: MetricIdentifier | undefined,
): void {
  if (!metric?.name) errors.push(required(path.child('name'), 'must specify a metric name'));
  else complain(errors, path.child('name'), metric.name, isPathSegmentName(metric.name));
}
