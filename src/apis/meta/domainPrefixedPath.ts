// Names such as `acme.io/foo`: a domain and a path behind it. Source: k8s.io/apimachinery/pkg/util/validation
// (IsDomainPrefixedPath).
import { invalidValue, required } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain } from '../../apimachinery/names';
import { complain, type FieldErrors } from './fieldChecks';

const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const HTTP_PATH_PATTERN = new RegExp(`^${HTTP_PATH}$`);

export function checkDomainPrefixedPath(errors: FieldErrors, path: FieldPath, value: string): void {
  if (value === '') {
    errors.push(required(path));
    return;
  }
  const slash = value.indexOf('/');
  const [domain, rest] = [value.slice(0, Math.max(0, slash)), value.slice(slash + 1)];
  if (slash < 0 || domain === '' || rest === '') {
    const rule = 'must be a domain-prefixed path (such as "acme.io/foo")';
    errors.push(invalidValue(path, value, rule));
    return;
  }
  complain(errors, path, domain, isDns1123Subdomain(domain));
  if (HTTP_PATH_PATTERN.test(rest)) return;
  const rule = `Invalid path (regex used for validation is '${HTTP_PATH}')`;
  errors.push(invalidValue(path, rest, rule));
}
