// Rules of Secrets. Source: k8s.io/kubernetes/pkg/apis/core/validation (ValidateSecret), and
// pkg/apis/core/v1 (conversion.go) for stringData, which is for writing only.
import { textToBase64 } from '../../apimachinery/base64';
import { invalidValue, required, tooLong } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isConfigMapKey, isDns1123Subdomain } from '../../apimachinery/names';
import type { Secret } from '../generated/core/v1';
import type { KindRules } from '../kindRules';
import { complain, type FieldErrors } from '../meta/fieldChecks';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { withDefaults } from '../meta/sharedDefaults';
import { SECRETS } from '../resources';
import { base64Bytes, checkImmutableData, MAX_DATA_BYTES } from './dataSize';

const DATA = FieldPath.root('data');
const ACCOUNT_ANNOTATION = 'kubernetes.io/service-account.name';
const DEFAULTS: Partial<Secret> = { type: 'Opaque' };

/** Keys that a secret of the type must have. */
const REQUIRED_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

export const SECRET_RULES: KindRules<Secret> = {
  resource: SECRETS,
  defaults: (secret) =>
    withDefaults(encoded(secret.type === '' ? { ...secret, type: undefined } : secret), DEFAULTS),
  validate(secret) {
    const errors: FieldErrors = [];
    checkObjectMeta(errors, secret.metadata, true, isDns1123Subdomain);
    checkSecret(errors, secret);
    return errors;
  },
  validateUpdate(secret, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, secret.metadata, old.metadata);
    if (secret.type !== old.type) {
      errors.push(invalidValue(FieldPath.root('type'), secret.type, 'field is immutable'));
    }
    checkImmutableData(errors, secret, old);
    checkSecret(errors, secret);
    return errors;
  },
  selectableFields: ({ type }) => ({ type: type ?? '' }),
};

/** What is written as text becomes data, and wins over what was there. */
function encoded(written: Secret): Secret {
  const { stringData, ...secret } = written;
  if (stringData === undefined) return written;
  const data: Record<string, string> = { ...secret.data };
  for (const [key, text] of Object.entries(stringData)) data[key] = textToBase64(text);
  return { ...secret, data };
}

function checkSecret(errors: FieldErrors, { metadata, data = {}, type = '' }: Secret): void {
  let size = 0;
  for (const key in data) {
    complain(errors, DATA.key(key), key, isConfigMapKey(key));
    size += base64Bytes(data[key] ?? '');
  }
  if (size > MAX_DATA_BYTES) errors.push(tooLong(DATA, MAX_DATA_BYTES));
  const has = (key: string): boolean => data[key] !== undefined;
  const keys = Object.hasOwn(REQUIRED_KEYS, type) ? (REQUIRED_KEYS[type] ?? []) : [];
  for (const key of keys) if (!has(key)) errors.push(required(DATA.key(key)));
  if (type === 'kubernetes.io/basic-auth' && !has('username') && !has('password')) {
    errors.push(required(DATA.key('username')), required(DATA.key('password')));
  }
  if (
    type === 'kubernetes.io/service-account-token' &&
    !metadata.annotations?.[ACCOUNT_ANNOTATION]
  ) {
    errors.push(required(FieldPath.root('metadata').child('annotations').key(ACCOUNT_ANNOTATION)));
  }
}
