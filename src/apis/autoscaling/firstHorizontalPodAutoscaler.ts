// Rules of HorizontalPodAutoscalers in autoscaling/v1: those of autoscaling/v2, of what the object is there.
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerSpec,
} from '../generated/autoscaling/v1';
import type { KindRules } from '../kindRules';
import { withDefaults, withField } from '../meta/sharedDefaults';
import { FIRST_HORIZONTAL_POD_AUTOSCALERS } from '../resources';
import { HORIZONTAL_POD_AUTOSCALER_RULES } from './horizontalPodAutoscaler';
import { autoscalerOfFirst } from './horizontalPodAutoscalerConversion';

// A manifest without spec: validation complains of what is missing in it.
const EMPTY: Partial<HorizontalPodAutoscaler> = {
  spec: {} as HorizontalPodAutoscalerSpec,
  status: { currentReplicas: 0, desiredReplicas: 0 },
};

export const FIRST_HORIZONTAL_POD_AUTOSCALER_RULES: KindRules<HorizontalPodAutoscaler> = {
  resource: FIRST_HORIZONTAL_POD_AUTOSCALERS,
  defaults: (autoscaler) =>
    withField(withDefaults(autoscaler, EMPTY), 'spec', (spec) =>
      withDefaults(spec, { minReplicas: 1 }),
    ),
  validate: (autoscaler) => HORIZONTAL_POD_AUTOSCALER_RULES.validate(autoscalerOfFirst(autoscaler)),
  validateUpdate: (autoscaler, old) =>
    HORIZONTAL_POD_AUTOSCALER_RULES.validateUpdate(
      autoscalerOfFirst(autoscaler),
      autoscalerOfFirst(old),
    ),
  validateStatusUpdate: (autoscaler, old) =>
    HORIZONTAL_POD_AUTOSCALER_RULES.validateStatusUpdate?.(
      autoscalerOfFirst(autoscaler),
      autoscalerOfFirst(old),
    ) ?? [],
};
