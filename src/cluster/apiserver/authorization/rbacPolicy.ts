// All roles and bindings, indexed by whom they are for. Of the four kinds, those are indexed anew that
// were written since the last question. Source: k8s.io/kubernetes/pkg/registry/rbac/validation (rule.go).
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

type Rules = ReadonlyMap<string, readonly PolicyRule[]>;

/** A rule that a user has, with the binding that gives it; or a role that a binding names in vain. */
export type HeldRule =
  { readonly rule: PolicyRule; readonly source: () => string } | { readonly missingRole: string };

const NO_RULES: readonly PolicyRule[] = [];

export class RbacPolicy {
  readonly #kinds: ServedKinds;
  readonly #storage: ObjectStorage;
  readonly #clusterRoles: Lazy<Rules>;
  /** By `namespace/name`. */
  readonly #roles: Lazy<Rules>;
  readonly #clusterGrants: Lazy<Grants>;
  /** By namespace. */
  readonly #grants: Lazy<ReadonlyMap<string, Grants>>;
  #generation = 0;

  constructor(kinds: ServedKinds, storage: ObjectStorage) {
    this.#kinds = kinds;
    this.#storage = storage;
    this.#clusterRoles = this.#following(CLUSTER_ROLES, rulesByName);
    this.#roles = this.#following(ROLES, rulesByName);
    this.#clusterGrants = this.#following(CLUSTER_ROLE_BINDINGS, grantsOfCluster);
    this.#grants = this.#following(ROLE_BINDINGS, grantsByNamespace);
  }

  /** Grows with every write to a role or binding: what was decided under another one is void. */
  get generation(): number {
    return this.#generation;
  }

  /** What a user may do in a namespace ('' for the whole cluster), in the order of the bindings. */
  *heldRules(user: UserInfo, namespace: string): Generator<HeldRule> {
    yield* this.#granted(this.#clusterGrants.value, user, '');
    const grants = namespace === '' ? undefined : this.#grants.value.get(namespace);
    if (grants !== undefined) yield* this.#granted(grants, user, namespace);
  }

  /** The rules behind a roleRef of a binding in `namespace`. Throws NotFound as a get of the role would. */
  rulesOf(ref: RoleRef, namespace: string): readonly PolicyRule[] {
    const rules = this.#rulesBehind(ref, namespace);
    if (rules === undefined) throw missingRole(ref);
    return rules;
  }

  *#granted(grants: Grants, user: UserInfo, namespace: string): Generator<HeldRule> {
    for (const { binding, subject } of grantsFor(grants, user)) {
      const rules = this.#rulesBehind(binding.roleRef, namespace);
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

  #rulesBehind({ kind, name }: RoleRef, namespace: string): readonly PolicyRule[] | undefined {
    return kind === 'Role'
      ? this.#roles.value.get(keyOf(namespace, name))
      : this.#clusterRoles.value.get(name);
  }

  /** What `make` makes of all objects of a kind, until one of them is written. */
  #following<T extends ApiObject, V>(
    resource: Resource<T>,
    make: (objects: readonly T[]) => V,
  ): Lazy<V> {
    const kind = this.#kinds.get(resource);
    // The resource determines the kind of its objects.
    const lazy = new Lazy(() => make(this.#storage.list(kind) as readonly T[]));
    this.#storage.etcd.watch({ prefix: kind.keyPrefix }, () => {
      this.#generation++;
      lazy.forget();
    });
    return lazy;
  }
}

/** Made when it is asked for, and again after it was forgotten. */
class Lazy<V> {
  readonly #make: () => V;
  #made: { readonly value: V } | undefined;

  constructor(make: () => V) {
    this.#make = make;
  }

  get value(): V {
    this.#made ??= { value: this.#make() };
    return this.#made.value;
  }

  forget(): void {
    this.#made = undefined;
  }
}

function rulesByName(roles: readonly (Role | ClusterRole)[]): Rules {
  return new Map(
    roles.map(({ metadata, rules }) => [
      keyOf(metadata.namespace, metadata.name),
      rules ?? NO_RULES,
    ]),
  );
}

function grantsOfCluster(bindings: readonly ClusterRoleBinding[]): Grants {
  const grants: Grants = new Map();
  bindings.forEach((binding, order) => {
    addGrants(grants, binding, order, '');
  });
  return grants;
}

function grantsByNamespace(bindings: readonly RoleBinding[]): ReadonlyMap<string, Grants> {
  const byNamespace = new Map<string, Grants>();
  bindings.forEach((binding, order) => {
    const { namespace = '' } = binding.metadata;
    let grants = byNamespace.get(namespace);
    if (grants === undefined) byNamespace.set(namespace, (grants = new Map<string, Grant[]>()));
    addGrants(grants, binding, order, namespace);
  });
  return byNamespace;
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
  const found: Grant[] = [...(grants.get(`User:${name}`) ?? [])];
  for (const group of groups) found.push(...(grants.get(`Group:${group}`) ?? []));
  if (found.length < 2) return found;
  const sorted = found.sort((a, b) => a.order - b.order);
  return sorted.filter((grant, at) => sorted[at - 1]?.binding !== grant.binding);
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
