// Rows of `kubectl get hpa`. Source: k8s.io/kubernetes/pkg/printers/internalversion (formatHPAMetrics).
import { canonicalQuantity, type QuantityLike } from '../../apimachinery/quantity';
import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from '../generated/autoscaling/v2';
import { age, AGE_COLUMN, column, NAME_COLUMN, type KindTable } from '../printerColumn';

const MAX_SHOWN = 2;
const UNKNOWN = '<unknown>';

export const HORIZONTAL_POD_AUTOSCALER_TABLE: KindTable<HorizontalPodAutoscaler> = {
  columns: [
    NAME_COLUMN,
    column('Reference', 'What it scales.'),
    column('Targets', 'Present and wanted values of the metrics.'),
    column('MinPods', 'Fewest pods.'),
    column('MaxPods', 'Most pods.'),
    column('Replicas', 'Pods that are there.'),
    AGE_COLUMN,
  ],
  row: ({ metadata, spec, status }, nowMs) => [
    metadata.name,
    `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`,
    metricsText(spec.metrics ?? [], status.currentMetrics ?? []),
    spec.minReplicas === undefined ? '<unset>' : String(spec.minReplicas),
    spec.maxReplicas,
    status.currentReplicas ?? 0,
    age(metadata.creationTimestamp, nowMs),
  ],
};

/** `cpu: 12%/50%, 3/10 (avg) + 1 more...`. */
function metricsText(specs: readonly MetricSpec[], statuses: readonly MetricStatus[]): string {
  if (specs.length === 0) return '<none>';
  const shown = specs
    .slice(0, MAX_SHOWN)
    .map((spec, index) => metricText(spec, statuses[index]))
    .join(', ');
  const more = specs.length - MAX_SHOWN;
  return more > 0 ? `${shown} + ${String(more)} more...` : shown;
}

function metricText(spec: MetricSpec, status: MetricStatus | undefined): string {
  switch (spec.type) {
    case 'External':
      return valueText(spec.external?.target, status?.external?.current);
    case 'Object':
      return valueText(spec.object?.target, status?.object?.current);
    case 'Pods':
      return `${averageText(status?.pods?.current)}/${quantityText(spec.pods?.target.averageValue)}`;
    case 'Resource':
      return resourceText(spec.resource, status?.resource?.current);
    case 'ContainerResource':
      return resourceText(spec.containerResource, status?.containerResource?.current);
    default:
      return '<unknown type>';
  }
}

function valueText(
  target: MetricTarget | undefined,
  current: MetricValueStatus | undefined,
): string {
  if (target?.averageValue !== undefined) {
    const average = current?.averageValue === undefined ? UNKNOWN : averageText(current);
    return `${average}/${quantityText(target.averageValue)} (avg)`;
  }
  const value = current === undefined ? UNKNOWN : quantityText(current.value);
  return `${value}/${quantityText(target?.value)}`;
}

function resourceText(
  source: { readonly name: string; readonly target: MetricTarget } | undefined,
  current: MetricValueStatus | undefined,
): string {
  const { name = '', target } = source ?? {};
  if (target?.averageValue !== undefined) {
    return `${name}: ${averageText(current)}/${quantityText(target.averageValue)}`;
  }
  const used = percentText(current?.averageUtilization) ?? UNKNOWN;
  return `${name}: ${used}/${percentText(target?.averageUtilization) ?? '<auto>'}`;
}

function averageText(current: MetricValueStatus | undefined): string {
  return current === undefined ? UNKNOWN : quantityText(current.averageValue);
}

function quantityText(quantity: QuantityLike | undefined): string {
  return canonicalQuantity(quantity ?? '0');
}

function percentText(percent: number | undefined): string | undefined {
  return percent === undefined ? undefined : `${String(percent)}%`;
}
