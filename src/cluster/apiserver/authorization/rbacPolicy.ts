// All roles and bindings, indexed by whom they are for. Built anew on the first question after a
// write to any of them. Source: k8s.io/kubernetes/pkg/registry/rbac/validation (rule.go).
import { notFound, type ApiStatusError } from '../../../apimachinery/apiStatus';
import { quote } from '../../../apimachinery/fieldError';
import { keyOf } from '../../../apimachinery/objectMeta';
import type { Resource } from '../../../apimachinery/resource';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import { serviceAccountUserName, type UserInfo } from '../../../apimachinery/userInfo';
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
  RoleRef,
  Subject,
} from '../../../apis/generated/rbac/v1';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  ROLE_BINDINGS,
  ROLES,
} from '../../../apis/resources';
import type { ObjectStorage } from '../objectStorage';
import type { ServedKinds } from '../servedKinds';

type Binding = RoleBinding | ClusterRoleBinding;

/** A binding that is for a user, and the subject that says so. */
interface Grant {
  readonly order: number;
  readonly binding: Binding;
  readonly subject: Subject;
}

/** By `User:jane`, `Group:dev`: all grants of one namespace, or of the whole cluster. */
type Grants = Map<string, Grant[]>;

interface Index {
  readonly clusterRoles: ReadonlyMap<string, readonly PolicyRule[]>;
  /** By `namespace/name`. */
  readonly roles: ReadonlyMap<string, readonly PolicyRule[]>;
  readonly clusterGrants: Grants;
  readonly grants: ReadonlyMap<string, Grants>;
}

/** A rule that a user has, with the binding that gives it; or a role that a binding names in vain. */
export type HeldRule =
  { readonly rule: PolicyRule; readonly source: () => string } | { readonly missingRole: string };

const NO_RULES: readonly PolicyRule[] = [];

export class RbacPolicy {
  readonly #kinds: ServedKinds;
  readonly #storage: ObjectStorage;
  #generation = 0;
  #index: Index | undefined;

  constructor(kinds: ServedKinds, storage: ObjectStorage) {
    this.#kinds = kinds;
    this.#storage = storage;
    const changed = (): void => {
      this.#generation++;
      this.#index = undefined;
    };
    for (const { plural } of [CLUSTER_ROLES, CLUSTER_ROLE_BINDINGS, ROLES, ROLE_BINDINGS]) {
      storage.etcd.watch({ prefix: `/registry/${plural}/` }, changed);
    }
  }

  /** Grows with every write to a role or binding: what was decided under another one is void. */
  get generation(): number {
    return this.#generation;
  }

  /** What a user may do in a namespace ('' for the whole cluster), in the order of the bindings. */
  *heldRules(user: UserInfo, namespace: string): Generator<HeldRule> {
    const index = this.#current();
    yield* this.#granted(index, index.clusterGrants, user, '');
    const grants = namespace === '' ? undefined : index.grants.get(namespace);
    if (grants !== undefined) yield* this.#granted(index, grants, user, namespace);
  }

  /** The rules behind a roleRef of a binding in `namespace`. Throws NotFound as a get of the role would. */
  rulesOf(ref: RoleRef, namespace: string): readonly PolicyRule[] {
    const rules = rulesBehind(this.#current(), ref, namespace);
    if (rules === undefined) throw missingRole(ref);
    return rules;
  }

  *#granted(index: Index, grants: Grants, user: UserInfo, namespace: string): Generator<HeldRule> {
    for (const { binding, subject } of grantsFor(grants, user)) {
      const rules = rulesBehind(index, binding.roleRef, namespace);
      if (rules === undefined) {
        const { kind, name } = binding.roleRef;
        yield {
          missingRole: `${kind.toLowerCase()}.rbac.authorization.k8s.io ${quote(name)} not found`,
        };
        continue;
      }
      const source = (): string => describeGrant(binding, subject);
      for (const rule of rules) yield { rule, source };
    }
  }

  #current(): Index {
    this.#index ??= this.#build();
    return this.#index;
  }

  #build(): Index {
    const clusterGrants: Grants = new Map();
    const grants = new Map<string, Grants>();
    this.#list(CLUSTER_ROLE_BINDINGS).forEach((binding, order) => {
      addGrants(clusterGrants, binding, order, '');
    });
    this.#list(ROLE_BINDINGS).forEach((binding, order) => {
      const { namespace = '' } = binding.metadata;
      let ofNamespace = grants.get(namespace);
      if (ofNamespace === undefined)
        grants.set(namespace, (ofNamespace = new Map<string, Grant[]>()));
      addGrants(ofNamespace, binding, order, namespace);
    });
    return {
      clusterRoles: new Map(this.#list(CLUSTER_ROLES).map(entry)),
      roles: new Map(this.#list(ROLES).map(entry)),
      clusterGrants,
      grants,
    };
  }

  #list<T extends ApiObject>(resource: Resource<T>): readonly T[] {
    // The resource determines the kind of its objects.
    return this.#storage.list(this.#kinds.get(resource)) as readonly T[];
  }
}

function entry({ metadata, rules }: Role | ClusterRole): readonly [string, readonly PolicyRule[]] {
  return [keyOf(metadata.namespace, metadata.name), rules ?? NO_RULES];
}

function addGrants(grants: Grants, binding: Binding, order: number, namespace: string): void {
  for (const subject of binding.subjects ?? []) {
    const key = subjectKey(subject, namespace);
    if (key === undefined) continue;
    const known = grants.get(key);
    if (known === undefined) grants.set(key, [{ order, binding, subject }]);
    else known.push({ order, binding, subject });
  }
}

/** A service account is the user that it acts as. */
function subjectKey(subject: Subject, namespace: string): string | undefined {
  switch (subject.kind) {
    case 'User':
    case 'Group':
      return `${subject.kind}:${subject.name}`;
    case 'ServiceAccount': {
      const of = subject.namespace || namespace;
      return of === '' ? undefined : `User:${serviceAccountUserName(of, subject.name)}`;
    }
    default:
      return undefined;
  }
}

/** In the order of the bindings, each binding once. */
function grantsFor(grants: Grants, { name, groups }: UserInfo): readonly Grant[] {
  const found = [`User:${name}`, ...groups.map((group) => `Group:${group}`)].flatMap(
    (key) => grants.get(key) ?? [],
  );
  if (found.length < 2) return found;
  const sorted = [...found].sort((a, b) => a.order - b.order);
  return sorted.filter((grant, at) => sorted[at - 1]?.binding !== grant.binding);
}

function rulesBehind(
  index: Index,
  { kind, name }: RoleRef,
  namespace: string,
): readonly PolicyRule[] | undefined {
  return kind === 'Role' ? index.roles.get(keyOf(namespace, name)) : index.clusterRoles.get(name);
}

function missingRole({ kind, name }: RoleRef): ApiStatusError {
  return notFound(kind === 'Role' ? ROLES : CLUSTER_ROLES, name);
}

/** `ClusterRoleBinding "admins" of ClusterRole "cluster-admin" to Group "ops"` */
function describeGrant({ kind, metadata, roleRef }: Binding, subject: Subject): string {
  const { name, namespace } = metadata;
  const binding = namespace === undefined ? name : `${name}/${namespace}`;
  const who =
    subject.kind === 'ServiceAccount'
      ? `${subject.name}/${subject.namespace || (namespace ?? '')}`
      : subject.name;
  return `${kind} ${quote(binding)} of ${roleRef.kind} ${quote(roleRef.name)} to ${subject.kind} ${quote(who)}`;
}
