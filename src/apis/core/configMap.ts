// Rules of ConfigMaps. Source: k8s.io/kubernetes/pkg/apis/core/validation (ValidateConfigMap).
import { forbiddenValue, invalidValue, tooLong } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { deepEqual } from '../../apimachinery/deepEqual';
import { isConfigMapKey, isDns1123Subdomain } from '../../apimachinery/names';
import type { ConfigMap } from '../generated/core/v1';
import type { KindRules } from '../kindRules';
import { complain, type FieldErrors } from '../meta/fieldChecks';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { CONFIG_MAPS } from '../resources';
import { base64Bytes, checkImmutableData, MAX_DATA_BYTES, utf8Bytes } from './dataSize';

const DATA = FieldPath.root('data');
const BINARY_DATA = FieldPath.root('binaryData');

export const CONFIG_MAP_RULES: KindRules<ConfigMap> = {
  resource: CONFIG_MAPS,
  defaults: (configMap) => configMap,
  validate(configMap) {
    const errors: FieldErrors = [];
    checkObjectMeta(errors, configMap.metadata, true, isDns1123Subdomain);
    checkData(errors, configMap);
    return errors;
  },
  validateUpdate(configMap, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, configMap.metadata, old.metadata);
    if (
      checkImmutableData(errors, configMap, old) &&
      !deepEqual(configMap.binaryData, old.binaryData)
    ) {
      errors.push(forbiddenValue(BINARY_DATA, 'field is immutable when `immutable` is set'));
    }
    if (configMap.data !== old.data || configMap.binaryData !== old.binaryData)
      checkData(errors, configMap);
    return errors;
  },
};

function checkData(errors: FieldErrors, { data, binaryData }: ConfigMap): void {
  let size = 0;
  for (const key in data) {
    complain(errors, DATA.key(key), key, isConfigMapKey(key));
    if (binaryData?.[key] !== undefined) {
      errors.push(invalidValue(DATA.key(key), key, 'duplicate of key present in binaryData'));
    }
    size += utf8Bytes(data[key] ?? '');
  }
  for (const key in binaryData) {
    complain(errors, BINARY_DATA.key(key), key, isConfigMapKey(key));
    size += base64Bytes(binaryData[key] ?? '');
  }
  // An empty path prints so in Kubernetes.
  if (size > MAX_DATA_BYTES) errors.push(tooLong(FieldPath.root('[]'), MAX_DATA_BYTES));
}
