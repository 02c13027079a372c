// Rules of DaemonSets. Source: k8s.io/kubernetes/pkg/apis/apps/{v1,validation}.
import { invalidValue, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { defaultPodTemplate } from '../core/podDefaults';
import type { DaemonSet, DaemonSetSpec, RollingUpdateDaemonSet } from '../generated/apps/v1';
import type { KindRules } from '../kindRules';
import {
  checkEnum,
  checkIntOrPercent,
  checkNonNegative,
  type FieldErrors,
} from '../meta/fieldChecks';
import { withDefaults, withField } from '../meta/sharedDefaults';
import { DAEMON_SETS } from '../resources';
import { workloadWarnings } from '../warnings/workloadWarnings';
import { defaultUpdateStrategy, isMoreThanAll, isZero } from './rollingUpdate';
import { checkSelectorAndTemplate, workloadValidation } from './workloadValidation';

const SPEC = FieldPath.root('spec');
const ROLLING_PATH = SPEC.child('updateStrategy').child('rollingUpdate');
const ROLLING_UPDATE: RollingUpdateDaemonSet = { maxSurge: 0, maxUnavailable: 1 };
// A manifest without spec: validation complains of what is missing in it.
const NO_SPEC = {} as DaemonSetSpec;
const EMPTY: Partial<DaemonSet> = {
  spec: NO_SPEC,
  status: {
    currentNumberScheduled: 0,
    desiredNumberScheduled: 0,
    numberMisscheduled: 0,
    numberReady: 0,
  },
};
const SPEC_DEFAULTS: Partial<DaemonSetSpec> = {
  revisionHistoryLimit: 10,
  template: {},
  updateStrategy: { rollingUpdate: ROLLING_UPDATE, type: 'RollingUpdate' },
};

export const DAEMON_SET_RULES: KindRules<DaemonSet> = {
  resource: DAEMON_SETS,
  defaults: (daemonSet) => withField(withDefaults(daemonSet, EMPTY), 'spec', defaultSpec),
  ...workloadValidation(checkSpec),
  warnings: workloadWarnings,
};

function defaultSpec(spec: DaemonSetSpec): DaemonSetSpec {
  return withField(
    withField(withDefaults(spec, SPEC_DEFAULTS), 'updateStrategy', (strategy) =>
      defaultUpdateStrategy(strategy, ROLLING_UPDATE),
    ),
    'template',
    defaultPodTemplate,
  );
}

function checkSpec(errors: FieldErrors, spec: DaemonSetSpec): void {
  checkSelectorAndTemplate(errors, 'DaemonSet', spec);
  checkNonNegative(errors, SPEC, 'minReadySeconds', spec.minReadySeconds);
  const strategy = spec.updateStrategy;
  checkEnum(errors, SPEC.child('updateStrategy'), 'type', strategy?.type, [
    'RollingUpdate',
    'OnDelete',
  ]);
  if (strategy?.type === 'RollingUpdate') {
    if (strategy.rollingUpdate === undefined) errors.push(required(ROLLING_PATH));
    else checkRollingUpdate(errors, strategy.rollingUpdate);
  }
  checkNonNegative(errors, SPEC, 'revisionHistoryLimit', spec.revisionHistoryLimit);
}

/** Exactly one of the two says how a node gets from the old pod to the new. */
function checkRollingUpdate(
  errors: FieldErrors,
  { maxSurge, maxUnavailable }: RollingUpdateDaemonSet,
): void {
  checkIntOrPercent(errors, ROLLING_PATH, 'maxUnavailable', maxUnavailable);
  checkIntOrPercent(errors, ROLLING_PATH, 'maxSurge', maxSurge);
  const mayMiss = !isZero(maxUnavailable);
  const maySurge = !isZero(maxSurge);
  if (mayMiss && maySurge) {
    const rule = 'may not be set when maxUnavailable is non-zero';
    errors.push(invalidValue(ROLLING_PATH.child('maxSurge'), maxSurge, rule));
  } else if (!mayMiss && !maySurge) {
    errors.push(required(ROLLING_PATH.child('maxUnavailable'), 'cannot be 0 when maxSurge is 0'));
  }
  for (const [field, value] of [
    ['maxUnavailable', maxUnavailable],
    ['maxSurge', maxSurge],
  ] as const) {
    if (!isMoreThanAll(value)) continue;
    errors.push(invalidValue(ROLLING_PATH.child(field), value, 'must not be greater than 100%'));
  }
}
