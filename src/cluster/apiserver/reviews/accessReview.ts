// May I, may they? SelfSubjectAccessReview, SubjectAccessReview and LocalSubjectAccessReview: what
// `kubectl auth can-i` asks. Source: k8s.io/kubernetes/pkg/registry/authorization and pkg/apis/authorization/validation.
import { invalid, type FieldError } from '../../../apimachinery/apiStatus';
import { invalidNil, invalidValue } from '../../../apimachinery/fieldError';
import { FieldPath } from '../../../apimachinery/fieldPath';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { UserInfo } from '../../../apimachinery/userInfo';
import type {
  FieldSelectorAttributes,
  SelfSubjectAccessReviewSpec,
  SubjectAccessReviewSpec,
  SubjectAccessReviewStatus,
} from '../../../apis/generated/authorization/v1';
import type { Attributes } from '../authorization/attributes';
import type { ServedKind } from '../servedKinds';
import type { ReviewQuestion } from './reviews';

interface Answer<T> {
  readonly spec: T;
  readonly status: SubjectAccessReviewStatus;
}

const SPEC = FieldPath.root('spec');
const METADATA = FieldPath.root('metadata');

export function reviewOwnAccess(question: ReviewQuestion): Answer<SelfSubjectAccessReviewSpec> {
  const { spec = {} } = question.body as { readonly spec?: SelfSubjectAccessReviewSpec };
  const errors = [...specErrors(spec), ...metadataErrors(question.body, false)];
  assertValid(question, errors);
  return { spec, status: decide(question, spec, question.request.user) };
}

export function reviewSubjectAccess(question: ReviewQuestion): Answer<SubjectAccessReviewSpec> {
  const { spec = {} } = question.body as { readonly spec?: SubjectAccessReviewSpec };
  assertValid(question, [...subjectErrors(spec), ...metadataErrors(question.body, false)]);
  return { spec, status: decide(question, spec, subjectOf(spec)) };
}

export function reviewLocalAccess(question: ReviewQuestion): Answer<SubjectAccessReviewSpec> {
  const { spec = {} } = question.body as { readonly spec?: SubjectAccessReviewSpec };
  const errors = [...subjectErrors(spec), ...metadataErrors(question.body, true)];
  const namespace = question.body.metadata.namespace ?? question.request.namespace ?? '';
  const asked = spec.resourceAttributes;
  if (asked !== undefined && (asked.namespace ?? '') !== namespace) {
    const path = SPEC.child('resourceAttributes').child('namespace');
    errors.push(invalidValue(path, asked.namespace, 'must match metadata.namespace'));
  }
  if (spec.nonResourceAttributes !== undefined) {
    const why = 'disallowed on this kind of request';
    errors.push(invalidValue(SPEC.child('nonResourceAttributes'), spec.nonResourceAttributes, why));
  }
  assertValid(question, errors);
  return { spec, status: decide(question, spec, subjectOf(spec)) };
}

function decide(
  { server }: ReviewQuestion,
  spec: SelfSubjectAccessReviewSpec,
  user: UserInfo,
): SubjectAccessReviewStatus {
  const { allowed, reason } = server.authorizer.decide(attributesOf(spec, user));
  return { allowed, ...(reason === '' ? {} : { reason }) };
}

function attributesOf(
  { resourceAttributes, nonResourceAttributes }: SelfSubjectAccessReviewSpec,
  user: UserInfo,
): Attributes {
  if (resourceAttributes === undefined) {
    const { verb = '', path = '' } = nonResourceAttributes ?? {};
    return { user, verb, path };
  }
  const { verb = '', group = '', resource = '', subresource = '' } = resourceAttributes;
  const { namespace = '', name = '', fieldSelector } = resourceAttributes;
  const selector = fieldSelectorText(fieldSelector);
  return { user, verb, group, resource, subresource, namespace, name, fieldSelector: selector };
}

/** Of its requirements, those that are an equality. */
function fieldSelectorText(selector: FieldSelectorAttributes | undefined): string | undefined {
  if (selector?.rawSelector) return selector.rawSelector;
  return selector?.requirements
    ?.filter(({ operator, values = [] }) => operator === 'In' && values.length === 1)
    .map(({ key, values = [] }) => `${key}=${values.join('')}`)
    .join(',');
}

function subjectOf({ user = '', uid, groups = [], extra }: SubjectAccessReviewSpec): UserInfo {
  return { name: user, groups, ...(uid && { uid }), ...(extra && { extra }) };
}

function subjectErrors(spec: SubjectAccessReviewSpec): FieldError[] {
  const errors = specErrors(spec);
  if (!spec.user && (spec.groups ?? []).length === 0) {
    const why = 'at least one of user or group must be specified';
    errors.push(invalidValue(SPEC.child('user'), spec.user ?? '', why));
  }
  return errors;
}

function specErrors({
  resourceAttributes,
  nonResourceAttributes,
}: SelfSubjectAccessReviewSpec): FieldError[] {
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined) {
    const why = 'cannot be specified in combination with resourceAttributes';
    return [invalidValue(SPEC.child('nonResourceAttributes'), nonResourceAttributes, why)];
  }
  if (resourceAttributes !== undefined || nonResourceAttributes !== undefined) return [];
  const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  return [invalidNil(SPEC.child('resourceAttributes'), why)];
}

function metadataErrors({ metadata }: ApiObject, local: boolean): readonly FieldError[] {
  const ignored = local ? ['managedFields', 'namespace'] : ['managedFields'];
  const given = Object.entries(metadata).filter(
    ([key, value]) => value !== undefined && value !== null && !ignored.includes(key),
  );
  if (given.length === 0) return [];
  const why = local ? 'must be empty except for namespace' : 'must be empty';
  return [invalidValue(METADATA, metadata, why)];
}

function assertValid({ server, request }: ReviewQuestion, errors: readonly FieldError[]): void {
  const { resource }: ServedKind = server.kinds.get(request.resource);
  if (errors.length > 0) throw invalid(resource, '', errors);
}
