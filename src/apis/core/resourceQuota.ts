// Rules of ResourceQuotas. Source: k8s.io/kubernetes/pkg/apis/core/{v1,validation}.
import { deepEqual } from '../../apimachinery/deepEqual';
import { invalidValue } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain } from '../../apimachinery/names';
import type { ResourceQuota } from '../generated/core/v1';
import type { KindRules } from '../kindRules';
import type { FieldErrors } from '../meta/fieldChecks';
import { kindValidation } from '../meta/kindValidation';
import { checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { withDefaults, withField } from '../meta/sharedDefaults';
import { RESOURCE_QUOTAS } from '../resources';
import { canonicalList } from './containerDefaults';
import { checkQuotaAmounts } from './quotaResources';
import { checkQuotaScopes } from './quotaScopes';

const SPEC = FieldPath.root('spec');
const STATUS = FieldPath.root('status');

export const RESOURCE_QUOTA_RULES: KindRules<ResourceQuota> = {
  defaults: (quota) =>
    withField(
      withField(withDefaults(quota, { spec: {}, status: {} }), 'spec', (spec) =>
        withField(spec, 'hard', canonicalList),
      ),
      'status',
      (status) => withField(withField(status, 'hard', canonicalList), 'used', canonicalList),
    ),
  ...kindValidation(RESOURCE_QUOTAS, {
    name: isDns1123Subdomain,
    check: (errors, { spec }) => {
      checkQuotaAmounts(errors, SPEC.child('hard'), spec.hard);
      checkQuotaScopes(errors, SPEC, spec);
    },
    checkUpdate: (errors, { spec }, old) => {
      if (deepEqual(sorted(spec.scopes), sorted(old.spec.scopes))) return;
      errors.push(invalidValue(SPEC.child('scopes'), spec.scopes, 'field is immutable'));
    },
  }),
  validateStatusUpdate({ metadata, status }, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, metadata, old.metadata);
    checkQuotaAmounts(errors, STATUS.child('hard'), status.hard);
    checkQuotaAmounts(errors, STATUS.child('used'), status.used);
    return errors;
  },
};

/** As a set, in which order does not count. */
function sorted(scopes: readonly string[] = []): readonly string[] {
  return [...new Set(scopes)].sort();
}
