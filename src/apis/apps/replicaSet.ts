// Rules of ReplicaSets. Source: k8s.io/kubernetes/pkg/apis/apps/{v1,validation}.
import { FieldPath } from '../../apimachinery/fieldPath';
import { defaultPodTemplate } from '../core/podDefaults';
import type { ReplicaSet, ReplicaSetSpec } from '../generated/apps/v1';
import type { KindRules } from '../kindRules';
import { checkNonNegative, type FieldErrors } from '../meta/fieldChecks';
import { withDefaults, withField } from '../meta/sharedDefaults';
import { REPLICA_SETS } from '../resources';
import { workloadWarnings } from '../warnings/workloadWarnings';
import { checkSelectorAndTemplate, workloadValidation } from './workloadValidation';

const SPEC = FieldPath.root('spec');
// A manifest without spec: validation complains of what is missing in it.
const NO_SPEC = {} as ReplicaSetSpec;
const EMPTY: Partial<ReplicaSet> = {
  spec: NO_SPEC,
  status: { replicas: 0 },
};
const SPEC_DEFAULTS: Partial<ReplicaSetSpec> = { replicas: 1, template: {} };

export const REPLICA_SET_RULES: KindRules<ReplicaSet> = {
  resource: REPLICA_SETS,
  defaults: (replicaSet) =>
    withField(withDefaults(replicaSet, EMPTY), 'spec', (spec) =>
      withField(withDefaults(spec, SPEC_DEFAULTS), 'template', defaultPodTemplate),
    ),
  ...workloadValidation(checkSpec),
  selectableFields: ({ status }) => ({ 'status.replicas': String(status.replicas) }),
  warnings: workloadWarnings,
};

function checkSpec(errors: FieldErrors, spec: ReplicaSetSpec): void {
  checkNonNegative(errors, SPEC, 'replicas', spec.replicas);
  checkNonNegative(errors, SPEC, 'minReadySeconds', spec.minReadySeconds);
  checkSelectorAndTemplate(errors, 'ReplicaSet', spec);
}
