// RBAC: allowed is what some role allows that is bound to the user or one of their groups.
// Source: k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac (rbac.go).
//
// Components ask the same thing all the time, so what was found is kept by user, verb, resource and
// namespace until a role or binding is written. Most rules are for all names; where only rules with
// names match, the names are kept.
import type { UserInfo } from '../../../apimachinery/userInfo';
import type { PolicyRule } from '../../../apis/generated/rbac/v1';
import {
  groupMatches,
  pathMatches,
  resourceMatches,
  verbMatches,
} from '../../../apis/rbac/policyRule';
import {
  isPathRequest,
  type Attributes,
  type Decision,
  type ResourceAttributes,
} from './attributes';
import type { RbacPolicy } from './rbacPolicy';

/** All names, or these. */
type AllowedNames = 'all' | ReadonlySet<string>;

/** What was found for requests that differ in their names alone. */
interface Answer extends Omit<ResourceAttributes, 'user' | 'name' | 'fieldSelector'> {
  readonly names: AllowedNames;
}

interface UserMemo {
  readonly answers: Map<string, Answer>;
  /** Some of late: a component has few things to ask, which are found without a text to look them up by. */
  readonly recent: Answer[];
}

/** Beyond this, what is known is forgotten: users from outside come and go. */
const MAX_USERS = 10_000;
const MAX_ANSWERS = 10_000;
const MAX_RECENT = 8;

export class RbacAuthorizer {
  readonly #policy: RbacPolicy;
  #generation = -1;
  /** A component's identity is one object for as long as it runs. */
  #byIdentity = new WeakMap<UserInfo, UserMemo>();
  readonly #byName = new Map<string, UserMemo>();

  constructor(policy: RbacPolicy) {
    this.#policy = policy;
  }

  /** The decision alone, from memory where it can. */
  allows(attributes: ResourceAttributes): boolean {
    const { answers, recent } = this.#memoOf(attributes.user);
    for (const answer of recent) {
      if (isFor(answer, attributes)) return allowsName(answer, attributes.name);
    }
    const answer = this.#answer(answers, attributes);
    if (recent.length >= MAX_RECENT) recent.shift();
    recent.push(answer);
    return allowsName(answer, attributes.name);
  }

  #answer(answers: Map<string, Answer>, attributes: ResourceAttributes): Answer {
    const { verb, group, resource, subresource, namespace } = attributes;
    const key = `${verb} ${group}/${resource}/${subresource} ${namespace}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    const names = this.#allowedNames(attributes);
    const answer = { verb, group, resource, subresource, namespace, names };
    if (answers.size >= MAX_ANSWERS) answers.clear();
    answers.set(key, answer);
    return answer;
  }

  /** The decision with what it rests on: the binding that allows it, or roles that are not there. */
  decide(attributes: Attributes): Decision {
    const namespace = isPathRequest(attributes) ? '' : attributes.namespace;
    const missing: string[] = [];
    for (const held of this.#policy.heldRules(attributes.user, namespace)) {
      if ('missingRole' in held) missing.push(held.missingRole);
      else if (ruleAllows(held.rule, attributes)) {
        return { allowed: true, reason: `RBAC: allowed by ${held.source()}` };
      }
    }
    return { allowed: false, reason: missing.length === 0 ? '' : `RBAC: ${aggregate(missing)}` };
  }

  /** What a user may do in a namespace, and what could not be found out. */
  rulesFor(
    user: UserInfo,
    namespace: string,
  ): { readonly rules: readonly PolicyRule[]; readonly errors: readonly string[] } {
    const rules: PolicyRule[] = [];
    const errors: string[] = [];
    for (const held of this.#policy.heldRules(user, namespace)) {
      if ('missingRole' in held) errors.push(held.missingRole);
      else rules.push(held.rule);
    }
    return { rules, errors };
  }

  #memoOf(user: UserInfo): UserMemo {
    if (this.#generation !== this.#policy.generation) {
      this.#generation = this.#policy.generation;
      this.#byIdentity = new WeakMap();
      this.#byName.clear();
    }
    let memo = this.#byIdentity.get(user);
    if (memo === undefined) {
      memo = this.#memoByName(user);
      this.#byIdentity.set(user, memo);
    }
    return memo;
  }

  #memoByName({ name, groups }: UserInfo): UserMemo {
    const key = JSON.stringify([name, ...groups]);
    let memo = this.#byName.get(key);
    if (memo === undefined) {
      memo = { answers: new Map(), recent: [] };
      if (this.#byName.size >= MAX_USERS) this.#byName.clear();
      this.#byName.set(key, memo);
    }
    return memo;
  }

  #allowedNames(attributes: ResourceAttributes): AllowedNames {
    const names = new Set<string>();
    for (const held of this.#policy.heldRules(attributes.user, attributes.namespace)) {
      if ('missingRole' in held || !ruleMatches(held.rule, attributes)) continue;
      const { resourceNames = [] } = held.rule;
      if (resourceNames.length === 0) return 'all';
      for (const name of resourceNames) names.add(name);
    }
    return names;
  }
}

function isFor(answer: Answer, attributes: ResourceAttributes): boolean {
  return (
    answer.resource === attributes.resource &&
    answer.verb === attributes.verb &&
    answer.subresource === attributes.subresource &&
    answer.namespace === attributes.namespace &&
    answer.group === attributes.group
  );
}

function allowsName({ names }: Answer, name: string): boolean {
  return names === 'all' || names.has(name);
}

/** Whether one rule allows the request. */
export function ruleAllows(rule: PolicyRule, attributes: Attributes): boolean {
  if (isPathRequest(attributes)) {
    return verbMatches(rule, attributes.verb) && pathMatches(rule, attributes.path);
  }
  const { resourceNames = [] } = rule;
  return (
    ruleMatches(rule, attributes) &&
    (resourceNames.length === 0 || resourceNames.includes(attributes.name))
  );
}

/** Whether a rule is for such requests, whatever the name. */
function ruleMatches(
  rule: PolicyRule,
  { verb, group, resource, subresource }: ResourceAttributes,
): boolean {
  return (
    verbMatches(rule, verb) &&
    groupMatches(rule, group) &&
    resourceMatches(rule, resource, subresource)
  );
}

/** As k8s.io/apimachinery/pkg/util/errors prints several: each once, in brackets. */
export function aggregate(errors: readonly string[]): string {
  const distinct = [...new Set(errors)];
  return distinct.length === 1 ? distinct.join('') : `[${distinct.join(', ')}]`;
}
