// Rules of HorizontalPodAutoscalers. Source: k8s.io/kubernetes/pkg/apis/autoscaling/{v2,validation}.
//
// Differs from Kubernetes: HPAScaleToZero is off, as it is by default, so that minReplicas is at least 1.
import { invalidValue } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain } from '../../apimachinery/names';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerBehavior,
  HorizontalPodAutoscalerSpec,
  HPAScalingRules,
  MetricSpec,
} from '../generated/autoscaling/v2';
import type { KindRules } from '../kindRules';
import { checkNonNegative, type FieldErrors } from '../meta/fieldChecks';
import { kindValidation } from '../meta/kindValidation';
import { checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { withDefaults, withField } from '../meta/sharedDefaults';
import { HORIZONTAL_POD_AUTOSCALERS } from '../resources';
import { checkMetrics, checkObjectReference } from './metricValidation';
import { checkBehavior } from './scalingRules';

const SPEC = FieldPath.root('spec');
const STATUS = FieldPath.root('status');
// A manifest without spec: validation complains of what is missing in it.
const EMPTY: Partial<HorizontalPodAutoscaler> = {
  spec: {} as HorizontalPodAutoscalerSpec,
  status: { desiredReplicas: 0 },
};

/** What is scaled on where nothing is said, in both versions of the API. */
export const DEFAULT_METRICS: readonly MetricSpec[] = [
  {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
  },
];
const SCALE_UP: HPAScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};
const SCALE_DOWN: HPAScalingRules = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

export const HORIZONTAL_POD_AUTOSCALER_RULES: KindRules<HorizontalPodAutoscaler> = {
  defaults: (autoscaler) => withField(withDefaults(autoscaler, EMPTY), 'spec', defaultSpec),
  ...kindValidation(HORIZONTAL_POD_AUTOSCALERS, {
    name: isDns1123Subdomain,
    check: (errors, { spec }, old) => {
      checkSpec(errors, spec, old?.spec.minReplicas === 0 ? 0 : 1);
    },
  }),
  validateStatusUpdate({ metadata, status }, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, metadata, old.metadata);
    checkNonNegative(errors, STATUS, 'currentReplicas', status.currentReplicas);
    checkNonNegative(errors, STATUS, 'desiredReplicas', status.desiredReplicas);
    return errors;
  },
};

function defaultSpec(spec: HorizontalPodAutoscalerSpec): HorizontalPodAutoscalerSpec {
  const given = spec.metrics?.length === 0 ? { ...spec, metrics: undefined } : spec;
  return withField(
    withDefaults(given, { minReplicas: 1, metrics: DEFAULT_METRICS }),
    'behavior',
    defaultBehavior,
  );
}

/** One direction that is given brings the defaults of both. */
function defaultBehavior(
  behavior: HorizontalPodAutoscalerBehavior,
): HorizontalPodAutoscalerBehavior {
  const both = withDefaults(behavior, { scaleUp: SCALE_UP, scaleDown: SCALE_DOWN });
  return withField(
    withField(both, 'scaleUp', (rules) => withDefaults(rules, SCALE_UP)),
    'scaleDown',
    (rules) => withDefaults(rules, SCALE_DOWN),
  );
}

function checkSpec(errors: FieldErrors, spec: HorizontalPodAutoscalerSpec, fewest: number): void {
  // Validation meets what users wrote: anything may be missing.
  const { minReplicas, maxReplicas = 0 }: Partial<HorizontalPodAutoscalerSpec> = spec;
  if (minReplicas !== undefined && minReplicas < fewest) {
    const rule = `must be greater than or equal to ${String(fewest)}`;
    errors.push(invalidValue(SPEC.child('minReplicas'), minReplicas, rule));
  }
  if (maxReplicas < 1) {
    errors.push(invalidValue(SPEC.child('maxReplicas'), maxReplicas, 'must be greater than 0'));
  }
  if (minReplicas !== undefined && maxReplicas < minReplicas) {
    const rule = 'must be greater than or equal to `minReplicas`';
    errors.push(invalidValue(SPEC.child('maxReplicas'), maxReplicas, rule));
  }
  checkObjectReference(errors, SPEC.child('scaleTargetRef'), spec.scaleTargetRef);
  checkMetrics(errors, SPEC.child('metrics'), spec.metrics ?? [], minReplicas);
  if (spec.behavior !== undefined) checkBehavior(errors, SPEC.child('behavior'), spec.behavior);
}
