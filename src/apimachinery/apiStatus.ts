// Errors of the API as Status objects, with Kubernetes' reasons, codes and wording.
// Source: k8s.io/apimachinery/pkg/api/errors and apis/meta/v1 (StatusReason).
import { qualifiedKind, qualifiedResource } from './resource';

export type StatusReason =
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Gone'
  | 'Invalid'
  | 'BadRequest'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'UnsupportedMediaType'
  | 'Expired'
  | 'TooManyRequests'
  | 'RequestEntityTooLarge'
  | 'InternalError'
  | 'ServiceUnavailable'
  | 'Timeout'
  | 'ServerTimeout'
  /** Go's StatusReasonUnknown: goes over the wire as no reason at all. */
  | 'Unknown';

export interface StatusCause {
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly field?: string | undefined;
}

export interface StatusDetails {
  readonly name?: string | undefined;
  readonly group?: string | undefined;
  readonly kind?: string | undefined;
  readonly uid?: string | undefined;
  readonly causes?: readonly StatusCause[] | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** The wire form: `kind: Status`, `apiVersion: v1`. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  /** Of an expired list: where it may go on, though not at the same moment. */
  readonly metadata: { readonly continue?: string | undefined };
  readonly status: 'Success' | 'Failure';
  readonly message?: string | undefined;
  readonly reason?: StatusReason | undefined;
  readonly details?: StatusDetails | undefined;
  readonly code?: number | undefined;
}

const CODES: Readonly<Record<StatusReason, number>> = {
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  AlreadyExists: 409,
  Conflict: 409,
  Gone: 410,
  Invalid: 422,
  BadRequest: 400,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  UnsupportedMediaType: 415,
  Expired: 410,
  TooManyRequests: 429,
  RequestEntityTooLarge: 413,
  InternalError: 500,
  ServiceUnavailable: 503,
  Timeout: 504,
  ServerTimeout: 500,
  Unknown: 500,
};

/** What V8 adds to Error; other engines do without. */
interface StackTraces {
  /** How many frames a new error notes. */
  stackTraceLimit?: number | undefined;
  captureStackTrace?(error: Error): void;
}

const STACK_TRACES = Error as ErrorConstructor & StackTraces;

/**
 * Thrown by every client call that the API server refused. The server's answer has no stack: to note one takes
 * longer than most requests, and who looks for what may not be there does not want it. See {@link traced}.
 */
export class ApiStatusError extends Error {
  readonly reason: StatusReason;
  readonly code: number;
  readonly details: StatusDetails | undefined;
  readonly metadata: Status['metadata'];

  constructor(
    reason: StatusReason,
    message: string,
    details?: StatusDetails,
    metadata: Status['metadata'] = {},
    code = CODES[reason],
  ) {
    const { stackTraceLimit } = STACK_TRACES;
    STACK_TRACES.stackTraceLimit = 0;
    super(message);
    STACK_TRACES.stackTraceLimit = stackTraceLimit;
    this.name = 'ApiStatusError';
    this.reason = reason;
    this.code = code;
    this.details = details;
    this.metadata = metadata;
  }

  /** The Status object that goes over the wire. */
  toStatus(): Status {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: this.metadata,
      status: 'Failure',
      message: this.message,
      ...(this.reason === 'Unknown' ? {} : { reason: this.reason }),
      ...(this.details ? { details: this.details } : {}),
      code: this.code,
    };
  }
}

/** What was thrown; the answer of an API server with the stack of who asked, and did not expect it. */
export function traced(error: unknown): unknown {
  if (error instanceof ApiStatusError) STACK_TRACES.captureStackTrace?.(error);
  return error;
}

/** Thrown by a client whose API server cannot be reached: there was no answer, so no Status. */
export class ApiConnectionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ApiConnectionError';
  }
}

interface ResourceName {
  readonly group: string;
  readonly plural: string;
}

export function notFound(resource: ResourceName, name: string): ApiStatusError {
  return new ApiStatusError('NotFound', `${qualifiedResource(resource)} "${name}" not found`, {
    name,
    group: resource.group || undefined,
    kind: resource.plural,
  });
}

export function alreadyExists(resource: ResourceName, name: string): ApiStatusError {
  return new ApiStatusError(
    'AlreadyExists',
    `${qualifiedResource(resource)} "${name}" already exists`,
    {
      name,
      group: resource.group || undefined,
      kind: resource.plural,
    },
  );
}

/** No free name was found for `generateName`; the client may try again. */
export function generateNameConflict(resource: ResourceName, name: string): ApiStatusError {
  const { message, details } = alreadyExists(resource, name);
  const why = 'the server was not able to generate a unique name for the object';
  return new ApiStatusError('AlreadyExists', `${message}, ${why}`, {
    ...details,
    retryAfterSeconds: 1,
  });
}

export function conflict(resource: ResourceName, name: string, why: string): ApiStatusError {
  return new ApiStatusError(
    'Conflict',
    `Operation cannot be fulfilled on ${qualifiedResource(resource)} "${name}": ${why}`,
    { name, group: resource.group || undefined, kind: resource.plural },
  );
}

export function badRequest(message: string): ApiStatusError {
  return new ApiStatusError('BadRequest', message);
}

export function forbidden(resource: ResourceName, name: string, why: string): ApiStatusError {
  const subject =
    name === '' ? qualifiedResource(resource) : `${qualifiedResource(resource)} "${name}"`;
  return new ApiStatusError('Forbidden', `${subject} is forbidden: ${why}`, {
    name: name || undefined,
    group: resource.group || undefined,
    kind: resource.plural,
  });
}

/** `resourceVersion` is older than what etcd still holds (410); `continueToken` says where to go on. */
export function expired(message: string, continueToken?: string): ApiStatusError {
  const metadata = continueToken === undefined ? {} : { continue: continueToken };
  return new ApiStatusError('Expired', message, undefined, metadata);
}

/** A request that is bigger than the API server takes (413). */
export function entityTooLarge(message: string): ApiStatusError {
  return new ApiStatusError('RequestEntityTooLarge', `Request entity too large: ${message}`);
}

export type FieldErrorType =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueTypeInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueDuplicate'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueNotFound';

/**
 * One complaint of validation. `path` is the field in Kubernetes' notation
 * (`spec.containers[0].name`), `detail` the whole text after the path as field.Error prints it,
 * e.g. `Required value: must specify ...` or `Invalid value: "x": must ...`.
 */
export interface FieldError {
  readonly type: FieldErrorType;
  readonly path: string;
  readonly detail: string;
}

/** 422 with all causes: `Pod "x" is invalid: spec.containers: Required value` (lists are bracketed). */
export function invalid(
  gvk: { readonly group: string; readonly kind: string },
  name: string,
  errors: readonly FieldError[],
): ApiStatusError {
  const texts = [...new Set(errors.map((error) => `${error.path}: ${error.detail}`))];
  const list = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
  return new ApiStatusError('Invalid', `${qualifiedKind(gvk)} "${name}" is invalid: ${list}`, {
    name,
    group: gvk.group || undefined,
    kind: gvk.kind,
    causes: errors.map((error) => ({
      reason: error.type,
      message: error.detail,
      field: error.path,
    })),
  });
}

/** A refusal, or no answer at all: anything else that is thrown is a bug. */
export function isApiError(error: unknown): error is ApiStatusError | ApiConnectionError {
  return error instanceof ApiStatusError || error instanceof ApiConnectionError;
}

export function isNotFound(error: unknown): error is ApiStatusError {
  return error instanceof ApiStatusError && error.reason === 'NotFound';
}

export function isConflict(error: unknown): error is ApiStatusError {
  return error instanceof ApiStatusError && error.reason === 'Conflict';
}

export function isAlreadyExists(error: unknown): error is ApiStatusError {
  return error instanceof ApiStatusError && error.reason === 'AlreadyExists';
}
