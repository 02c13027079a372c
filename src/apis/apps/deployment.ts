// Rules of Deployments. Source: k8s.io/kubernetes/pkg/apis/apps/{v1,validation}.
import { forbiddenValue, invalidValue, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { defaultPodTemplate } from '../core/podDefaults';
import type {
  Deployment,
  DeploymentSpec,
  DeploymentStrategy,
  RollingUpdateDeployment,
} from '../generated/apps/v1';
import type { KindRules } from '../kindRules';
import {
  checkEnum,
  checkIntOrPercent,
  checkNonNegative,
  type FieldErrors,
} from '../meta/fieldChecks';
import { withDefaults, withField } from '../meta/sharedDefaults';
import { DEPLOYMENTS } from '../resources';
import { workloadWarnings } from '../warnings/workloadWarnings';
import { defaultUpdateStrategy, isMoreThanAll, isZero } from './rollingUpdate';
import { checkSelectorAndTemplate, workloadValidation } from './workloadValidation';

const SPEC = FieldPath.root('spec');
const STRATEGY = SPEC.child('strategy');
// A manifest without spec: validation complains of what is missing in it.
const NO_SPEC = {} as DeploymentSpec;
const EMPTY: Partial<Deployment> = {
  spec: NO_SPEC,
  status: {},
};
const ROLLING_UPDATE: RollingUpdateDeployment = { maxSurge: '25%', maxUnavailable: '25%' };
const SPEC_DEFAULTS: Partial<DeploymentSpec> = {
  progressDeadlineSeconds: 600,
  replicas: 1,
  revisionHistoryLimit: 10,
  strategy: { rollingUpdate: ROLLING_UPDATE, type: 'RollingUpdate' },
  template: {},
};

export const DEPLOYMENT_RULES: KindRules<Deployment> = {
  resource: DEPLOYMENTS,
  defaults: (deployment) => withField(withDefaults(deployment, EMPTY), 'spec', defaultSpec),
  ...workloadValidation(checkSpec),
  warnings: workloadWarnings,
};

function defaultSpec(spec: DeploymentSpec): DeploymentSpec {
  return withField(
    withField(withDefaults(spec, SPEC_DEFAULTS), 'strategy', (strategy) =>
      defaultUpdateStrategy(strategy, ROLLING_UPDATE),
    ),
    'template',
    defaultPodTemplate,
  );
}

function checkSpec(errors: FieldErrors, spec: DeploymentSpec): void {
  checkNonNegative(errors, SPEC, 'replicas', spec.replicas);
  checkSelectorAndTemplate(errors, 'ReplicaSet', spec);
  if (spec.strategy) checkStrategy(errors, spec.strategy);
  checkNonNegative(errors, SPEC, 'minReadySeconds', spec.minReadySeconds);
  checkNonNegative(errors, SPEC, 'revisionHistoryLimit', spec.revisionHistoryLimit);
  const deadline = spec.progressDeadlineSeconds;
  checkNonNegative(errors, SPEC, 'progressDeadlineSeconds', deadline);
  if (deadline !== undefined && deadline <= (spec.minReadySeconds ?? 0)) {
    const path = SPEC.child('progressDeadlineSeconds');
    errors.push(invalidValue(path, deadline, 'must be greater than minReadySeconds'));
  }
}

function checkStrategy(errors: FieldErrors, strategy: DeploymentStrategy): void {
  checkEnum(errors, STRATEGY, 'type', strategy.type, ['Recreate', 'RollingUpdate']);
  const path = STRATEGY.child('rollingUpdate');
  if (strategy.type === 'Recreate' && strategy.rollingUpdate !== undefined) {
    errors.push(forbiddenValue(path, "may not be specified when strategy `type` is 'Recreate'"));
  }
  if (strategy.type !== 'RollingUpdate') return;
  if (strategy.rollingUpdate === undefined) {
    errors.push(required(path, 'this should be defaulted and never be nil'));
  } else checkRollingUpdate(errors, path, strategy.rollingUpdate);
}

function checkRollingUpdate(
  errors: FieldErrors,
  path: FieldPath,
  { maxSurge, maxUnavailable }: RollingUpdateDeployment,
): void {
  checkIntOrPercent(errors, path, 'maxUnavailable', maxUnavailable);
  checkIntOrPercent(errors, path, 'maxSurge', maxSurge);
  if (isZero(maxUnavailable) && isZero(maxSurge)) {
    const rule = 'may not be 0 when `maxSurge` is 0';
    errors.push(invalidValue(path.child('maxUnavailable'), maxUnavailable, rule));
  }
  if (isMoreThanAll(maxUnavailable)) {
    const rule = 'must not be greater than 100%';
    errors.push(invalidValue(path.child('maxUnavailable'), maxUnavailable, rule));
  }
}
