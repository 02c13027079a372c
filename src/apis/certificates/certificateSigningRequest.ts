// Rules of CertificateSigningRequests.
// Source: k8s.io/kubernetes/pkg/apis/certificates/validation (validation.go).
import {
  duplicate,
  forbiddenValue,
  invalidValue,
  notSupported,
  required,
} from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain } from '../../apimachinery/names';
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition,
} from '../generated/certificates/v1';
import type { KindRules } from '../kindRules';
import type { FieldErrors } from '../meta/fieldChecks';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { CERTIFICATE_SIGNING_REQUESTS } from '../resources';
import { parseCertificateRequest } from './certificateRequest';

type Conditions = readonly CertificateSigningRequestCondition[];

const SPEC = FieldPath.root('spec');
const CONDITIONS = FieldPath.root('status').child('conditions');
const MIN_SECONDS = 600;
/** What was decided once stays. */
const VERDICTS: readonly string[] = ['Approved', 'Denied', 'Failed'];
const STATUSES: readonly string[] = ['True', 'False', 'Unknown'];

export const CERTIFICATE_SIGNING_REQUEST_RULES: KindRules<CertificateSigningRequest> = {
  resource: CERTIFICATE_SIGNING_REQUESTS,
  defaults: (request) => request,
  validate(request) {
    const errors: FieldErrors = [];
    checkObjectMeta(errors, request.metadata, false, () => []);
    checkSpec(errors, request.spec);
    return errors;
  },
  validateUpdate(request, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, request.metadata, old.metadata);
    return errors;
  },
  validateStatusUpdate: (request, old) => conditionErrors(request, old, ['Approved', 'Denied']),
  subresources: { approval: (request, old) => conditionErrors(request, old, ['Failed']) },
  selectableFields(request) {
    const spec: Partial<CertificateSigningRequest['spec']> | undefined = request.spec;
    return { 'spec.signerName': spec?.signerName ?? '' };
  },
};

/** Values may be missing: the object came from outside. */
function checkSpec(
  errors: FieldErrors,
  spec: Partial<CertificateSigningRequest['spec']> | undefined,
): void {
  const { request = '', usages = [], signerName = '', expirationSeconds } = spec ?? {};
  const parsed = parseCertificateRequest(request);
  if ('problem' in parsed) {
    errors.push(invalidValue(SPEC.child('request'), request, parsed.problem));
  }
  if (usages.length === 0) errors.push(required(SPEC.child('usages')));
  usages.forEach((usage, index) => {
    if (usages.indexOf(usage) < index)
      errors.push(duplicate(SPEC.child('usages').index(index), usage));
  });
  checkSignerName(errors, signerName);
  if (expirationSeconds !== undefined && expirationSeconds < MIN_SECONDS) {
    const why = 'may not specify a duration less than 600 seconds (10 minutes)';
    errors.push(invalidValue(SPEC.child('expirationSeconds'), expirationSeconds, why));
  }
}

/** `example.com/signer-name` */
function checkSignerName(errors: FieldErrors, name: string): void {
  const path = SPEC.child('signerName');
  if (name === '') {
    errors.push(required(path));
    return;
  }
  if (name === 'kubernetes.io/legacy-unknown') {
    const why = 'the legacy signerName is not allowed via this API version';
    errors.push(invalidValue(path, name, why));
    return;
  }
  const [domain = '', ...rest] = name.split('/');
  if (rest.length === 0 || rest.some((each) => each === '')) {
    const why = `must be a fully qualified domain and path of the form 'example.com/signer-name'`;
    errors.push(invalidValue(path, name, why));
    return;
  }
  for (const complaint of isDns1123Subdomain(domain)) {
    errors.push(invalidValue(path, domain, `validating label "${domain}": ${complaint}`));
  }
}

/** `mayNotAdd`: verdicts that belong to another subresource. */
function conditionErrors(
  { status }: CertificateSigningRequest,
  old: CertificateSigningRequest,
  mayNotAdd: readonly string[],
): FieldErrors {
  const errors: FieldErrors = [];
  const conditions = status.conditions ?? [];
  conditions.forEach((condition, index) => {
    checkCondition(errors, conditions, condition, index);
  });
  const had = types(old.status.conditions);
  const has = types(conditions);
  if (has.has('Approved') && has.has('Denied')) {
    const why = 'Approved and Denied conditions are mutually exclusive';
    errors.push(invalidValue(CONDITIONS, 'Denied', why));
  }
  for (const type of VERDICTS) {
    if (had.has(type) && !has.has(type)) {
      const why = `updates may not remove a condition of type "${type}"`;
      errors.push(forbiddenValue(CONDITIONS, why));
    }
    if (!had.has(type) && has.has(type) && mayNotAdd.includes(type)) {
      const why = `updates may not add a condition of type "${type}"`;
      errors.push(forbiddenValue(CONDITIONS, why));
    }
  }
  return errors;
}

function checkCondition(
  errors: FieldErrors,
  all: Conditions,
  { type, status }: Partial<CertificateSigningRequestCondition>,
  index: number,
): void {
  const path = CONDITIONS.index(index);
  if (!type) errors.push(required(path.child('type')));
  const allowed = VERDICTS.includes(type ?? '') ? ['True'] : STATUSES;
  if (!status) errors.push(required(path.child('status')));
  else if (!allowed.includes(status)) {
    errors.push(notSupported(path.child('status'), status, allowed));
  }
  if (all.findIndex((each) => each.type === type) < index) {
    errors.push(duplicate(path.child('type'), type));
  }
}

function types(conditions: Conditions = []): ReadonlySet<string> {
  return new Set(conditions.map(({ type }) => type));
}
