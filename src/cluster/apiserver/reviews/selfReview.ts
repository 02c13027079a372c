// SelfSubjectReview: as whom the API server knows the asker, for `kubectl auth whoami`.
// Source: k8s.io/kubernetes/pkg/registry/authentication/selfsubjectreview (rest.go).
import type { UserInfo } from '../../../apimachinery/userInfo';
import type {
  SelfSubjectReviewStatus,
  UserInfo as ReviewedUser,
} from '../../../apis/generated/authentication/v1';
import type { ReviewQuestion } from './reviews';

export function reviewSelf({ request }: ReviewQuestion): {
  readonly status: SelfSubjectReviewStatus;
} {
  return { status: { userInfo: reviewedUser(request.user) } };
}

/** A user in the words of the API. */
export function reviewedUser({ name, uid, groups, extra }: UserInfo): ReviewedUser {
  return { username: name, ...(uid && { uid }), groups, ...(extra && { extra }) };
}
