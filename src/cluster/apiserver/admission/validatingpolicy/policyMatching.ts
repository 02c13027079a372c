// Whether a policy, or a binding, is about a request.
// Source: k8s.io/apiserver/pkg/admission/plugin/policy/matching (matching.go), webhook/predicates.
//
// Differs from Kubernetes: with matchPolicy Equivalent the version of a resource does not count; objects
// are looked at in the version of the request.
import { compileLabelSelector } from '../../../../apimachinery/labelSelector';
import type { ApiObject } from '../../../../apimachinery/objectMeta';
import type {
  MatchResources,
  NamedRuleWithOperations,
} from '../../../../apis/generated/admissionregistration/v1';
import { NAMESPACES } from '../../../../apis/resources';
import type { StoredObjects } from '../../storedObjects';
import type { AdmissionRequest, AdmissionScope } from '../admissionPlugin';

export interface Subject {
  readonly request: AdmissionRequest;
  readonly object: ApiObject | undefined;
  readonly old: ApiObject | undefined;
  /** That of a namespaced object; a namespace's own. */
  readonly namespace: ApiObject | undefined;
}

/** Policies cannot lock themselves in. */
export function isAdmissionPolicy({ kind: { resource } }: AdmissionScope): boolean {
  const { group, plural } = resource;
  return group === 'admissionregistration.k8s.io' && plural.includes('admissionpolic');
}

/** With the namespace of the object; a namespace's own is itself. */
export function subjectOf(objects: StoredObjects, about: Omit<Subject, 'namespace'>): Subject {
  const { request, object, old } = about;
  const { group, plural } = request.kind.resource;
  if (group === '' && plural === NAMESPACES.plural) return { ...about, namespace: object ?? old };
  const namespace =
    request.namespace === undefined
      ? undefined
      : objects.get(NAMESPACES, undefined, request.namespace);
  return { ...about, namespace };
}

export function matchesResources(match: MatchResources | undefined, subject: Subject): boolean {
  if (match === undefined) return true;
  const { resourceRules = [], excludeResourceRules = [], matchPolicy } = match;
  const exact = matchPolicy === 'Exact';
  const named = (rule: NamedRuleWithOperations): boolean => matchesRule(rule, subject, exact);
  if (!matchesNamespace(match, subject) || !matchesObject(match, subject)) return false;
  if (excludeResourceRules.some(named)) return false;
  return resourceRules.length === 0 || resourceRules.some(named);
}

function matchesNamespace({ namespaceSelector }: MatchResources, subject: Subject): boolean {
  const { namespace } = subject;
  // What belongs to no namespace is never left out.
  if (namespaceSelector === undefined || namespace === undefined) return true;
  return compileLabelSelector(namespaceSelector)(namespace.metadata.labels);
}

function matchesObject({ objectSelector }: MatchResources, { object, old }: Subject): boolean {
  if (objectSelector === undefined) return true;
  const { matchLabels = {}, matchExpressions = [] } = objectSelector;
  if (Object.keys(matchLabels).length === 0 && matchExpressions.length === 0) return true;
  const matches = compileLabelSelector(objectSelector);
  return [object, old].some(
    (each: Partial<ApiObject> = {}) => each.metadata !== undefined && matches(each.metadata.labels),
  );
}

function matchesRule(
  {
    operations = [],
    apiGroups = [],
    apiVersions = [],
    resources = [],
    scope = '*',
    resourceNames = [],
  }: NamedRuleWithOperations,
  { request }: Subject,
  exact: boolean,
): boolean {
  const { resource } = request.kind;
  const has = (list: readonly string[], value: string): boolean =>
    list.includes('*') || list.includes(value);
  if (!has(operations, request.operation) || !has(apiGroups, resource.group)) return false;
  if (exact && !has(apiVersions, resource.version)) return false;
  if (scope !== '*' && (scope === 'Namespaced') !== resource.namespaced) return false;
  if (resourceNames.length > 0 && !resourceNames.includes(request.name)) return false;
  return resources.some((each) => matchesResource(each, resource.plural, request.subresource));
}

// `pods`, `pods/status`, `*`, `*/*`, `pods/*`, `*/scale`.
function matchesResource(rule: string, plural: string, subresource: string | undefined): boolean {
  const [name = '', sub] = rule.split('/');
  if (name !== '*' && name !== plural) return false;
  return sub === '*' || sub === subresource;
}
