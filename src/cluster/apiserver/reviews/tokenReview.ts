// TokenReview: whose token is this? Asked by kubelets and by servers that trust the cluster's tokens.
// Source: k8s.io/kubernetes/pkg/registry/authentication/tokenreview (storage.go).
import { badRequest } from '../../../apimachinery/apiStatus';
import type { TokenReviewSpec, TokenReviewStatus } from '../../../apis/generated/authentication/v1';
import { API_AUDIENCES, authenticateToken } from '../authentication/tokenAuthenticator';
import type { ReviewQuestion } from './reviews';
import { reviewedUser } from './selfReview';

export function reviewToken({ server, body }: ReviewQuestion): {
  readonly spec: TokenReviewSpec;
  readonly status: TokenReviewStatus;
} {
  const { spec = { token: '' } } = body as { readonly spec?: TokenReviewSpec };
  if (!spec.token) throw badRequest('token is required for TokenReview in authentication');
  const audiences = spec.audiences?.length ? spec.audiences : API_AUDIENCES;
  const verdict = authenticateToken(server, spec.token, audiences);
  if ('error' in verdict) return { spec, status: { user: {}, error: verdict.error } };
  const user = reviewedUser(verdict.user);
  return { spec, status: { authenticated: true, user, audiences: verdict.audiences } };
}
