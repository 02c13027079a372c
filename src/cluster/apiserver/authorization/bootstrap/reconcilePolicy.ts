// Makes the bootstrap roles and bindings when the API server starts, and gives back what was taken
// from them since, unless their annotation says to leave them alone.
// Source: k8s.io/kubernetes/pkg/registry/rbac/rest (storage_rbac.go), k8s.io/component-helpers/auth/rbac/reconciliation.
//
// Differs from Kubernetes: labels and annotations that were taken are not given back, and a binding
// whose roleRef differs is left as it is.
import { deepEqual } from '../../../../apimachinery/deepEqual';
import type { ApiObject } from '../../../../apimachinery/objectMeta';
import type { PolicyRule, Subject } from '../../../../apis/generated/rbac/v1';
import { LOOPBACK_USER } from '../../loopback';
import type { ServerContext } from '../../serverContext';
import { uncoveredRules } from '../ruleCoverage';
import { AUTOUPDATE, bootstrapPolicy, type PolicyDraft } from './bootstrapPolicy';

interface PolicyParts extends ApiObject {
  readonly rules?: readonly PolicyRule[] | undefined;
  readonly subjects?: readonly Subject[] | undefined;
}

export function reconcilePolicy(server: ServerContext): void {
  for (const { resource, draft } of bootstrapPolicy()) {
    const kind = server.kinds.get(resource);
    const { namespace, name = '' } = draft.metadata;
    // The resource determines the kind of its objects.
    const old = server.storage.get(kind, namespace, name) as PolicyParts | undefined;
    const object = old === undefined ? complete(server, draft) : reconciled(old, draft);
    if (object === old) continue;
    const verb = old === undefined ? 'create' : 'update';
    server.storage.put({ user: LOOPBACK_USER, verb, subresource: undefined }, kind, object);
  }
}

function complete(server: ServerContext, draft: PolicyDraft['draft']): ApiObject {
  const metadata = {
    ...draft.metadata,
    name: draft.metadata.name ?? '',
    uid: server.simulation.random.uuid(),
    resourceVersion: '',
    creationTimestamp: server.clock.now(),
  };
  return { ...draft, metadata };
}

/** The object itself where nothing of the draft is missing. */
function reconciled(old: PolicyParts, draft: PolicyDraft['draft']): PolicyParts {
  if (old.metadata.annotations?.[AUTOUPDATE] === 'false') return old;
  // Only roles have rules, only bindings have subjects.
  const { rules = [], subjects = [] } = draft as Partial<PolicyParts>;
  const missingRules = deepEqual(old.rules, rules) ? [] : uncoveredRules(old.rules ?? [], rules);
  const missingSubjects = subjects.filter(
    (subject) => old.subjects?.some((each) => deepEqual(each, subject)) !== true,
  );
  if (missingRules.length > 0) return { ...old, rules: [...(old.rules ?? []), ...missingRules] };
  if (missingSubjects.length > 0)
    return { ...old, subjects: [...(old.subjects ?? []), ...missingSubjects] };
  return old;
}
