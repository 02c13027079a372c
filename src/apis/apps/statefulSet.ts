// Rules of StatefulSets. Source: k8s.io/kubernetes/pkg/apis/apps/{v1,validation}.
import { deepEqual } from '../../apimachinery/deepEqual';
import {
  forbiddenValue,
  invalidValue,
  notSupported,
  required,
} from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Label } from '../../apimachinery/names';
import { defaultPodTemplate } from '../core/podDefaults';
import type { StatefulSet, StatefulSetSpec } from '../generated/apps/v1';
import type { KindRules } from '../kindRules';
import { checkName, checkNonNegative, type FieldErrors } from '../meta/fieldChecks';
import { kindValidation } from '../meta/kindValidation';
import { mapShared, withDefaults, withField } from '../meta/sharedDefaults';
import { STATEFUL_SETS } from '../resources';
import { statefulSetWarnings } from '../warnings/workloadWarnings';
import { defaultUpdateStrategy } from './rollingUpdate';
import { statefulSetStatusErrors } from './statefulSetStatus';
import { checkStatefulTemplate, statefulTemplateErrors } from './statefulSetTemplate';
import { checkStatefulUpdateStrategy } from './statefulSetUpdateStrategy';
import { checkClaimTemplates, defaultClaimTemplate } from './volumeClaimTemplates';

const SPEC = FieldPath.root('spec');
const RETENTION = SPEC.child('persistentVolumeClaimRetentionPolicy');
const RETENTIONS: readonly string[] = ['Retain', 'Delete'];
const ROLLING_UPDATE = { partition: 0, maxUnavailable: 1 };
const RETAIN = { whenDeleted: 'Retain', whenScaled: 'Retain' };
// A manifest without spec: validation complains of what is missing in it.
const EMPTY: Partial<StatefulSet> = { spec: {} as StatefulSetSpec, status: { replicas: 0 } };
const SPEC_DEFAULTS: Partial<StatefulSetSpec> = {
  persistentVolumeClaimRetentionPolicy: RETAIN,
  podManagementPolicy: 'OrderedReady',
  replicas: 1,
  revisionHistoryLimit: 10,
  template: {},
  updateStrategy: { rollingUpdate: ROLLING_UPDATE, type: 'RollingUpdate' },
};
const MUTABLE: readonly (keyof StatefulSetSpec)[] = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

export const STATEFUL_SET_RULES: KindRules<StatefulSet> = {
  defaults: (set) => withField(withDefaults(set, EMPTY), 'spec', defaultSpec),
  ...kindValidation(STATEFUL_SETS, {
    name: isDns1123Label,
    check: (errors, { spec }, old) => {
      checkSpec(errors, spec, old?.spec);
    },
    checkUpdate: (errors, { spec }, old) => {
      const changed = withMutableOf(spec, old.spec);
      if (deepEqual(changed, old.spec)) return;
      const names = MUTABLE.map((field) => `'${field}'`);
      const rule = `updates to statefulset spec for fields other than ${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''} are forbidden`;
      errors.push(forbiddenValue(SPEC, rule));
    },
  }),
  validateStatusUpdate: statefulSetStatusErrors,
  warnings: statefulSetWarnings,
};

function defaultSpec(given: StatefulSetSpec): StatefulSetSpec {
  let spec = withDefaults(given, SPEC_DEFAULTS);
  spec = withField(spec, 'updateStrategy', (strategy) =>
    defaultUpdateStrategy(strategy, ROLLING_UPDATE),
  );
  spec = withField(spec, 'persistentVolumeClaimRetentionPolicy', (policy) =>
    withDefaults(policy, RETAIN),
  );
  spec = withField(spec, 'volumeClaimTemplates', (claims) =>
    mapShared(claims, defaultClaimTemplate),
  );
  return withField(spec, 'template', defaultPodTemplate);
}

function withMutableOf(spec: StatefulSetSpec, old: StatefulSetSpec): StatefulSetSpec {
  const changed = { ...spec };
  for (const field of MUTABLE) Object.assign(changed, { [field]: old[field] });
  return changed;
}

function checkSpec(
  errors: FieldErrors,
  spec: StatefulSetSpec,
  old: StatefulSetSpec | undefined,
): void {
  const policy: string = spec.podManagementPolicy ?? '';
  const at = SPEC.child('podManagementPolicy');
  if (policy === '') errors.push(required(at));
  else if (policy !== 'OrderedReady' && policy !== 'Parallel') {
    errors.push(invalidValue(at, policy, "must be 'OrderedReady' or 'Parallel'"));
  }
  checkStatefulUpdateStrategy(errors, SPEC.child('updateStrategy'), spec.updateStrategy);
  const { persistentVolumeClaimRetentionPolicy: retention } = spec;
  for (const field of ['whenDeleted', 'whenScaled'] as const) {
    const value = retention?.[field];
    if (retention === undefined || RETENTIONS.includes(value ?? '')) continue;
    errors.push(notSupported(RETENTION.child(field), value, RETENTIONS));
  }
  checkNonNegative(errors, SPEC, 'replicas', spec.replicas);
  checkNonNegative(errors, SPEC, 'minReadySeconds', spec.minReadySeconds);
  checkNonNegative(errors, SPEC, 'ordinals.start', spec.ordinals?.start);
  // What was stored before these were checked may stay as it is.
  if (old === undefined && spec.serviceName) {
    checkName(errors, SPEC, 'serviceName', spec.serviceName, isDns1123Label);
  }
  if (old === undefined) checkClaimTemplates(errors, SPEC, spec.volumeClaimTemplates ?? []);
  checkStatefulTemplate(errors, spec);
  if (old === undefined || statefulTemplateErrors(old).length === 0) {
    errors.push(...statefulTemplateErrors(spec));
  }
}
