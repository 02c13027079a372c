// Whether what someone holds covers what they want to give: rules are broken down to one verb, one
// resource and one name each, and each of these must be within one rule of the owner's.
// Source: k8s.io/component-helpers/auth/rbac/validation (policy_comparator.go) and
// k8s.io/kubernetes/pkg/registry/rbac/validation (policy_compact.go).
//
// get+list on pods, held: get on pods. Broken down: {get pods}, {list pods}; the second is missing.
import { quote } from '../../../apimachinery/fieldError';
import type { PolicyRule } from '../../../apis/generated/rbac/v1';

const ALL = '*';

/** The smallest parts of `wanted` that `held` does not cover; none where it covers all. */
export function uncoveredRules(
  held: readonly PolicyRule[],
  wanted: readonly PolicyRule[],
): readonly PolicyRule[] {
  return wanted.flatMap(breakDown).filter((part) => !held.some((rule) => ruleCovers(rule, part)));
}

/** Parts that differ only by verb, in one rule again. */
export function compactRules(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  const compact: PolicyRule[] = [];
  const simple = new Map<string, PolicyRule>();
  for (const rule of rules) {
    const { resourceNames = [], nonResourceURLs = [], apiGroups = [], resources = [] } = rule;
    const isSimple =
      resourceNames.length + nonResourceURLs.length === 0 &&
      apiGroups.length === 1 &&
      resources.length === 1;
    if (!isSimple) {
      compact.push(rule);
      continue;
    }
    const key = `${apiGroups.join()}/${resources.join()}`;
    const known = simple.get(key);
    const verbs = known === undefined ? rule.verbs : [...known.verbs, ...rule.verbs];
    simple.set(key, { ...rule, verbs });
  }
  return [...compact, ...simple.values()];
}

/** `{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}` */
export function describeRule(rule: PolicyRule): string {
  const parts: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['ResourceNames', rule.resourceNames],
    ['Verbs', rule.verbs],
  ];
  const texts = parts.flatMap(([name, values = []]) =>
    values.length === 0 ? [] : [`${name}:${quoteAll(values)}`],
  );
  return `{${texts.join(', ')}}`;
}

/** Go's %q of a list: `["a" "b"]`. */
export function quoteAll(values: readonly string[]): string {
  return `[${values.map(quote).join(' ')}]`;
}

function breakDown(rule: PolicyRule): readonly PolicyRule[] {
  const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs } = rule;
  const parts: PolicyRule[] = [];
  for (const group of apiGroups) {
    for (const resource of resources) {
      for (const verb of verbs) {
        const part = { apiGroups: [group], resources: [resource], verbs: [verb] };
        if (resourceNames.length === 0) parts.push(part);
        else parts.push(...resourceNames.map((name) => ({ ...part, resourceNames: [name] })));
      }
    }
  }
  for (const path of nonResourceURLs) {
    for (const verb of verbs) parts.push({ nonResourceURLs: [path], verbs: [verb] });
  }
  return parts;
}

/** `part` has at most one value in each list. */
function ruleCovers(owner: PolicyRule, part: PolicyRule): boolean {
  return (
    coversAll(owner.verbs, part.verbs) &&
    coversAll(owner.apiGroups, part.apiGroups) &&
    (part.resources ?? []).every((resource) => coversResource(owner.resources ?? [], resource)) &&
    coversNames(owner.resourceNames ?? [], part.resourceNames ?? []) &&
    (part.nonResourceURLs ?? []).every((path) => coversPath(owner.nonResourceURLs ?? [], path))
  );
}

function coversAll(owner: readonly string[] = [], part: readonly string[] = []): boolean {
  return owner.includes(ALL) || part.every((value) => owner.includes(value));
}

function coversResource(owner: readonly string[], resource: string): boolean {
  if (owner.includes(ALL) || owner.includes(resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && owner.includes(`*${resource.slice(slash)}`);
}

/** Without names a rule is for all of them. */
function coversNames(owner: readonly string[], part: readonly string[]): boolean {
  if (owner.length === 0) return true;
  return part.length > 0 && part.every((name) => owner.includes(name));
}

function coversPath(owner: readonly string[], path: string): boolean {
  return owner.some(
    (each) => each === path || (each.endsWith(ALL) && path.startsWith(each.replace(/\*+$/, ''))),
  );
}
