// Rules of ControllerRevisions. Source: k8s.io/kubernetes/pkg/apis/apps/validation.
import { required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isJsonObject } from '../../apimachinery/jsonObject';
import { isDns1123Subdomain } from '../../apimachinery/names';
import { deepEqual } from '../../apimachinery/deepEqual';
import { invalidValue } from '../../apimachinery/fieldError';
import type { ControllerRevision } from '../generated/apps/v1';
import type { KindRules } from '../kindRules';
import { kindValidation } from '../meta/kindValidation';
import { CONTROLLER_REVISIONS } from '../resources';

const DATA = FieldPath.root('data');
const REVISION = FieldPath.root('revision');

export const CONTROLLER_REVISION_RULES: KindRules<ControllerRevision> = {
  defaults: (revision) => revision,
  ...kindValidation(CONTROLLER_REVISIONS, {
    name: isDns1123Subdomain,
    check: (errors, { data, revision }, old) => {
      if (revision < 0) {
        errors.push(invalidValue(REVISION, revision, 'must be greater than or equal to 0'));
      }
      if (old !== undefined) return;
      if (data === undefined || data === null) errors.push(required(DATA, 'data is mandatory'));
      else if (!isJsonObject(data)) {
        errors.push(required(DATA, 'data must be a valid JSON object'));
      }
    },
    checkUpdate: (errors, { data }, old) => {
      if (!deepEqual(data, old.data)) errors.push(invalidValue(DATA, data, 'field is immutable'));
    },
  }),
};
