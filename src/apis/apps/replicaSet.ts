// Rules of ReplicaSets. Source: k8s.io/kubernetes/pkg/apis/apps/{v1,validation}.
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain } from '../../apimachinery/names';
import { defaultPodTemplate } from '../core/podDefaults';
import type { ReplicaSet, ReplicaSetSpec } from '../generated/apps/v1';
import type { KindRules } from '../kindRules';
import { checkImmutable, checkNonNegative, type FieldErrors } from '../meta/fieldChecks';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { withDefaults, withField } from '../meta/sharedDefaults';
import { REPLICA_SETS } from '../resources';
import { checkSelectorAndTemplate } from './workloadValidation';

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
  validate(replicaSet) {
    const errors: FieldErrors = [];
    checkObjectMeta(errors, replicaSet.metadata, true, isDns1123Subdomain);
    checkSpec(errors, replicaSet.spec);
    return errors;
  },
  validateUpdate(replicaSet, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, replicaSet.metadata, old.metadata);
    if (replicaSet.spec === old.spec) return errors;
    checkSpec(errors, replicaSet.spec);
    checkImmutable(errors, SPEC, 'selector', replicaSet.spec.selector, old.spec.selector);
    return errors;
  },
  selectableFields: ({ status }) => ({ 'status.replicas': String(status.replicas) }),
};

function checkSpec(errors: FieldErrors, spec: ReplicaSetSpec): void {
  checkNonNegative(errors, SPEC, 'replicas', spec.replicas);
  checkNonNegative(errors, SPEC, 'minReadySeconds', spec.minReadySeconds);
  checkSelectorAndTemplate(errors, 'ReplicaSet', spec);
}
