// Rules of RBAC roles, written short, and what a rule allows.
// Source: k8s.io/kubernetes/pkg/apis/rbac/v1 (evaluation_helpers.go, helpers.go).
import type { PolicyRule } from '../generated/rbac/v1';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';

export const READ = 'get list watch';
export const WRITE = 'create update patch delete deletecollection';
export const READ_WRITE = `${READ} ${WRITE}`;

const ALL = '*';

/**
 * `policyRule('get list', 'apps', 'deployments deployments/scale')`: words are separated by spaces,
 * the core group is ''. Sorted, as the API server writes its own roles.
 */
export function policyRule(
  verbs: string,
  groups: string | readonly string[],
  resources: string,
  names?: string,
): PolicyRule {
  return {
    verbs: words(verbs),
    apiGroups: typeof groups === 'string' ? [groups] : [...groups].sort(),
    resources: words(resources),
    ...(names === undefined ? {} : { resourceNames: words(names) }),
  };
}

/** For paths that are no resources: `/healthz`, `/api/*`. */
export function pathRule(verbs: string, paths: string): PolicyRule {
  return { verbs: words(verbs), nonResourceURLs: words(paths) };
}

export function verbMatches(rule: PolicyRule, verb: string): boolean {
  return rule.verbs.includes(ALL) || rule.verbs.includes(verb);
}

export function groupMatches({ apiGroups = [] }: PolicyRule, group: string): boolean {
  return apiGroups.includes(ALL) || apiGroups.includes(group);
}

/** A star before the slash means that subresource of every resource; a star alone everything. */
export function resourceMatches(
  { resources = [] }: PolicyRule,
  resource: string,
  subresource: string,
): boolean {
  if (resources.includes(ALL)) return true;
  if (subresource === '') return resources.includes(resource);
  return resources.includes(`${resource}/${subresource}`) || resources.includes(`*/${subresource}`);
}

export function pathMatches({ nonResourceURLs = [] }: PolicyRule, path: string): boolean {
  return nonResourceURLs.some(
    (each) =>
      each === ALL ||
      each === path ||
      (each.endsWith(ALL) && path.startsWith(each.replace(/\*+$/, ''))),
  );
}

function words(text: string): readonly string[] {
  return text.split(' ').sort();
}
