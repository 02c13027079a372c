// Kinds that are asked and answered, and never stored: created only. To add one: a file beside this one,
// and a line here. Source: k8s.io/kubernetes/pkg/registry/{authorization,authentication}.
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { Resource } from '../../../apimachinery/resource';
import type { ApiResponse } from '../../client/apiHandler';
import { warningsOf } from '../bodyDecoder';
import type { CreateRequest } from '../handlers/create';
import type { ServerContext } from '../serverContext';
import { reviewLocalAccess, reviewOwnAccess, reviewSubjectAccess } from './accessReview';
import { reviewRules } from './rulesReview';
import { reviewSelf } from './selfReview';
import { reviewToken } from './tokenReview';

export interface ReviewQuestion {
  readonly server: ServerContext;
  readonly request: CreateRequest;
  /** As decoded; fields that clients leave out are not there. */
  readonly body: ApiObject & { readonly spec?: unknown };
}

/** What is added to the question: its status, and its spec as it was understood. */
type Review = (question: ReviewQuestion) => { readonly spec?: unknown; readonly status: unknown };

const AUTHORIZATION = 'authorization.k8s.io';
const AUTHENTICATION = 'authentication.k8s.io';

const REVIEWS: Readonly<Record<string, Review>> = {
  [`${AUTHORIZATION}/selfsubjectaccessreviews`]: reviewOwnAccess,
  [`${AUTHORIZATION}/subjectaccessreviews`]: reviewSubjectAccess,
  [`${AUTHORIZATION}/localsubjectaccessreviews`]: reviewLocalAccess,
  [`${AUTHORIZATION}/selfsubjectrulesreviews`]: reviewRules,
  [`${AUTHENTICATION}/selfsubjectreviews`]: reviewSelf,
  [`${AUTHENTICATION}/tokenreviews`]: reviewToken,
};

/** Asked for each request: most are told by their group. */
export function isReview({ group, plural }: Resource): boolean {
  if (group !== AUTHORIZATION && group !== AUTHENTICATION) return false;
  return REVIEWS[`${group}/${plural}`] !== undefined;
}

/** Throws what the question is refused with: BadRequest, Invalid. */
export function answerReview(server: ServerContext, request: CreateRequest): ApiResponse {
  const kind = server.kinds.get(request.resource);
  const { group, plural } = kind.resource;
  const review = REVIEWS[`${group}/${plural}`];
  if (review === undefined) throw new Error(`${plural} are no reviews`);
  const decoded = server.decoder.decode(kind, request.body, request.options);
  const { object } = decoded;
  const answer = {
    kind: kind.kind,
    apiVersion: kind.apiVersion,
    metadata: object.metadata,
    ...review({ server, request, body: object }),
  };
  return { code: 201, body: answer, ...warningsOf(decoded) };
}
