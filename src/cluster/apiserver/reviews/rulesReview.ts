// SelfSubjectRulesReview: all that the asker may do in a namespace, for `kubectl auth can-i --list`.
// Source: k8s.io/kubernetes/pkg/registry/authorization/selfsubjectrulesreview (rest.go).
import { badRequest } from '../../../apimachinery/apiStatus';
import type {
  SelfSubjectRulesReviewSpec,
  SubjectRulesReviewStatus,
} from '../../../apis/generated/authorization/v1';
import type { PolicyRule } from '../../../apis/generated/rbac/v1';
import { isNode } from '../authorization/nodeAuthorizer';
import { aggregate } from '../authorization/rbacAuthorizer';
import type { ReviewQuestion } from './reviews';

const NODE_ERROR = 'node authorizer does not support user rule resolution';

export function reviewRules({ server, request, body }: ReviewQuestion): {
  readonly spec: SelfSubjectRulesReviewSpec;
  readonly status: SubjectRulesReviewStatus;
} {
  const { spec = {} } = body as { readonly spec?: SelfSubjectRulesReviewSpec };
  const { namespace = '' } = spec;
  if (namespace === '') throw badRequest('no namespace on request');
  const { user } = request;
  const { rules, errors } = server.authorizer.rbac.rulesFor(user, namespace);
  const incomplete = isNode(user);
  const problems = incomplete ? [NODE_ERROR, ...errors] : errors;
  const status = {
    resourceRules: rules.filter(({ resources = [] }) => resources.length > 0).map(resourceRule),
    nonResourceRules: rules
      .filter(({ nonResourceURLs = [] }) => nonResourceURLs.length > 0)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
    incomplete,
    ...(problems.length === 0 ? {} : { evaluationError: aggregate(problems) }),
  };
  return { spec, status };
}

function resourceRule({ verbs, apiGroups, resources, resourceNames }: PolicyRule): PolicyRule {
  return { verbs, apiGroups, resources, ...(resourceNames === undefined ? {} : { resourceNames }) };
}
