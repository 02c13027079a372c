// POST serviceaccounts/{name}/token: a token for the account, bound to a pod, node or secret where asked.
// Source: k8s.io/kubernetes/pkg/registry/core/serviceaccount/storage (token.go) and
// pkg/apis/authentication/validation.
import {
  ApiStatusError,
  badRequest,
  conflict,
  invalid,
  notFound,
  type FieldError,
} from '../../../apimachinery/apiStatus';
import { invalidValue } from '../../../apimachinery/fieldError';
import { FieldPath } from '../../../apimachinery/fieldPath';
import type { ApiObject, Draft } from '../../../apimachinery/objectMeta';
import { parseApiVersion, type Resource } from '../../../apimachinery/resource';
import { formatTime } from '../../../apimachinery/time';
import { serviceAccountUserName } from '../../../apimachinery/userInfo';
import type { BoundObjectReference, TokenRequest } from '../../../apis/generated/authentication/v1';
import { NODES, PODS, SECRETS } from '../../../apis/resources';
import type { ApiResponse } from '../../client/apiHandler';
import type { TokenClaims, TokenReference } from '../../client/tokenSigner';
import { API_AUDIENCES, ISSUER } from '../authentication/tokenAuthenticator';
import type { CreateRequest } from '../handlers/create';
import { randomFor, type ServerContext } from '../serverContext';
import { completeBody, subresourceAttributes } from './subresourceAdmission';

const TOKEN_REQUEST = {
  apiVersion: 'authentication.k8s.io/v1',
  kind: 'TokenRequest',
  schemaName: 'authentication.v1.TokenRequest',
  resource: { version: 'v1', kind: 'TokenRequest' },
};
const GROUP_KIND = { group: 'authentication.k8s.io', kind: 'TokenRequest' };
const EXPIRATION = FieldPath.root('spec').child('expirationSeconds');

const DEFAULT_SECONDS = 3600;
const MIN_SECONDS = 600;
const MAX_SECONDS = 2 ** 32;
/** What admission asks for on behalf of pods. Such tokens live a year, and warn after that time. */
const PROJECTED_SECONDS = 3607;
const EXTENDED_SECONDS = 365 * 24 * 3600;

type Bound = Pick<NonNullable<TokenClaims['kubernetes.io']>, 'pod' | 'node' | 'secret'>;

/** Throws NotFound without the account or what the token is to be bound to, InternalError without a signer. */
export function createToken(server: ServerContext, request: CreateRequest): ApiResponse {
  const kind = server.kinds.get(request.resource);
  const { name = '', namespace = '', options } = request;
  const body = server.decoder.decodeSubresource<TokenRequest>(TOKEN_REQUEST, request.body, options);
  assertSameAccount(body, namespace, name);
  const attributes = subresourceAttributes(server, request, TOKEN_REQUEST, name);
  const sent = { ...body, spec: { expirationSeconds: DEFAULT_SECONDS, ...body.spec } };
  const complete = completeBody<TokenRequest>(TOKEN_REQUEST, sent, request, name);
  const admitted = server.admission.admit(complete, attributes);
  const { spec } = admitted;
  const seconds = spec.expirationSeconds ?? DEFAULT_SECONDS;
  const account = server.storage.get(kind, namespace, name);
  if (account === undefined) throw notFound(kind.resource, name);
  const errors = expirationErrors(seconds);
  if (errors.length > 0) throw invalid(GROUP_KIND, name, errors);
  const audiences = spec.audiences?.length ? spec.audiences : API_AUDIENCES;
  const audienced: TokenRequest = { ...admitted, spec: { ...spec, audiences } };
  server.admission.validate(audienced, attributes);
  const bound =
    spec.boundObjectRef === undefined
      ? {}
      : boundObjects(server, spec.boundObjectRef, namespace, name);
  const claims = claimsFor(server, { account, audiences, seconds, bound, dryRun: options.dryRun });
  const nowMs = server.clock.epochMs;
  const issued = {
    ...TOKEN_REQUEST_TYPE,
    metadata: { name, namespace, creationTimestamp: server.clock.now() },
    spec: { ...spec, audiences, expirationSeconds: seconds },
    status: {
      token: options.dryRun === true ? '' : sign(server, claims),
      expirationTimestamp: formatTime(nowMs + seconds * 1000),
    },
  };
  // An answer that is never stored has no uid and no resourceVersion.
  return { code: 201, body: issued as unknown as ApiObject };
}

const TOKEN_REQUEST_TYPE = { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1' };

function assertSameAccount(
  { metadata = {} }: Partial<Draft<TokenRequest>>,
  namespace: string,
  name: string,
): void {
  if (metadata.name && metadata.name !== name) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  if (metadata.namespace && metadata.namespace !== namespace) {
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
}

function expirationErrors(seconds: number): readonly FieldError[] {
  if (seconds < MIN_SECONDS) {
    const why = 'may not specify a duration less than 10 minutes';
    return [invalidValue(EXPIRATION, seconds, why)];
  }
  if (seconds <= MAX_SECONDS) return [];
  return [invalidValue(EXPIRATION, seconds, 'may not specify a duration larger than 2^32 seconds')];
}

function claimsFor(
  server: ServerContext,
  token: {
    readonly account: ApiObject;
    readonly audiences: readonly string[];
    readonly seconds: number;
    readonly bound: Bound;
    readonly dryRun: boolean | undefined;
  },
): TokenClaims {
  const { account, audiences, seconds, bound, dryRun = false } = token;
  const { namespace = '', name } = account.metadata;
  const iat = Math.floor(server.clock.epochMs / 1000);
  const isExtended =
    bound.pod !== undefined && seconds === PROJECTED_SECONDS && audiences.includes(ISSUER);
  return {
    aud: audiences,
    exp: iat + (isExtended ? EXTENDED_SECONDS : seconds),
    iat,
    iss: ISSUER,
    jti: randomFor(server, dryRun).uuid(),
    'kubernetes.io': {
      namespace,
      ...bound,
      serviceaccount: referenceTo(account),
      ...(isExtended ? { warnafter: iat + seconds } : {}),
    },
    nbf: iat,
    sub: serviceAccountUserName(namespace, name),
  };
}

function sign(server: ServerContext, claims: TokenClaims): string {
  const { signer } = server.tokens;
  if (signer !== undefined) return signer.sign(claims);
  throw new ApiStatusError(
    'InternalError',
    'Internal error occurred: failed to generate token: this cluster has no key to sign service account tokens with',
  );
}

function boundObjects(
  server: ServerContext,
  reference: BoundObjectReference,
  namespace: string,
  account: string,
): Bound {
  const { apiVersion = '', kind = '', name = '', uid } = reference;
  const { group, version } = parseApiVersion(apiVersion);
  const bound = group === '' ? objectsOf(server, kind, namespace, name) : undefined;
  if (bound === undefined) {
    throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`);
  }
  const object = bound.pod ?? bound.secret ?? bound.node;
  if (uid && object !== undefined && object.uid !== uid) {
    const why =
      `the UID in the bound object reference (${uid}) does not match the UID in record. ` +
      'The object might have been deleted and then recreated';
    throw conflict({ group, plural: kind }, name, why);
  }
  const runsAs = bound.account;
  if (runsAs !== undefined && runsAs !== account) {
    throw badRequest(
      `cannot bind token for serviceaccount "${account}" to pod running with different serviceaccount name.`,
    );
  }
  return {
    ...(bound.pod === undefined ? {} : { pod: bound.pod }),
    ...(bound.node === undefined ? {} : { node: bound.node }),
    ...(bound.secret === undefined ? {} : { secret: bound.secret }),
  };
}

function objectsOf(
  server: ServerContext,
  kind: string,
  namespace: string,
  name: string,
): (Bound & { readonly account?: string }) | undefined {
  switch (kind) {
    case 'Pod': {
      const pod = existing(server, PODS, namespace, name);
      const { nodeName, serviceAccountName = '' } = pod.spec;
      const node = nodeName ? { node: nodeReference(server, nodeName) } : {};
      return { pod: referenceTo(pod), ...node, account: serviceAccountName };
    }
    case 'Secret':
      return { secret: referenceTo(existing(server, SECRETS, namespace, name)) };
    case 'Node':
      return { node: referenceTo(existing(server, NODES, undefined, name)) };
    default:
      return undefined;
  }
}

/** A pod may name a node that is not there. */
function nodeReference({ kinds, storage }: ServerContext, name: string): TokenReference {
  return { name, uid: storage.get(kinds.get(NODES), undefined, name)?.metadata.uid ?? '' };
}

function existing<T extends ApiObject>(
  { kinds, storage }: ServerContext,
  resource: Resource<T>,
  namespace: string | undefined,
  name: string,
): T {
  const object = storage.get(kinds.get(resource), namespace, name);
  if (object === undefined) throw notFound(resource, name);
  // The resource determines the kind of its objects.
  return object as T;
}

function referenceTo({ metadata }: ApiObject): TokenReference {
  return { name: metadata.name, uid: metadata.uid };
}
