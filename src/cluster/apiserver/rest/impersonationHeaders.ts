// The wish to act as someone else, in a request's headers.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
import type { Impersonation } from '../authorization/impersonation';

const EXTRA_PREFIX = 'impersonate-extra-';

/**
 * Undefined where there is none. Several headers of one name have come together as one, parted by a
 * comma and a space, so that a group's name cannot hold these two.
 */
export function impersonationIn(
  headers: Readonly<Record<string, string | undefined>>,
): Impersonation | undefined {
  const user = headers['impersonate-user'] ?? '';
  const uid = headers['impersonate-uid'] ?? '';
  const groups = valuesOf(headers['impersonate-group']);
  const extra = Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(EXTRA_PREFIX))
      .map(([name, value]) => [unescaped(name.slice(EXTRA_PREFIX.length)), valuesOf(value)]),
  );
  const isAsked = user !== '' || uid !== '' || groups.length > 0 || Object.keys(extra).length > 0;
  return isAsked ? { user, uid, groups, extra } : undefined;
}

function valuesOf(value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : value.split(', ');
}

/** Keys are percent-encoded; what is not stays as it is. */
function unescaped(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
