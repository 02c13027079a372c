// Errors as kubectl prints them. Source: k8s.io/kubectl/pkg/cmd/util (checkErr, AddSourceToErr).
import { ApiConnectionError, ApiStatusError, isApiError } from '../apimachinery/apiStatus';

/** An error of kubectl's own: nothing was sent, or the answer did not help. */
export class KubectlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'KubectlError';
  }
}

/** `error when creating "guestbook.yaml": ...`, with the reason of the API server kept. */
export function addSource(verb: string, source: string, error: unknown): Error {
  if (error instanceof ApiConnectionError) return error;
  if (error instanceof ApiStatusError) {
    const message = `error when ${verb} "${source}": ${error.message}`;
    return new ApiStatusError(error.reason, message, error.details);
  }
  return new KubectlError(`error when ${verb} "${source}": ${messageOf(error)}`);
}

/** What kubectl prints on stderr at its end. One error may take several lines. */
export function printErrors(errors: readonly Error[]): string {
  const [only] = errors;
  if (only === undefined) return '';
  return errors.length === 1 ? printError(only) : errors.map(plainMessage).join('\n');
}

/** One error alone: invalid objects are told of field by field. */
export function printError(error: Error): string {
  if (error instanceof ApiStatusError && error.reason === 'Invalid') return printInvalid(error);
  const message = plainMessage(error);
  const isStandard = isApiError(error);
  return isStandard || message.startsWith('error: ') ? message : `error: ${message}`;
}

function printInvalid(error: ApiStatusError): string {
  const { details } = error;
  if (details === undefined) return `The request is invalid: ${error.message}`;
  const head = `The ${details.kind ?? ''} "${details.name ?? ''}" is invalid`;
  const causes = new Set(
    (details.causes ?? []).map(({ field, message }) => `${field ?? ''}: ${message ?? ''}`),
  );
  const [only] = causes;
  if (only === undefined) return head;
  return causes.size === 1
    ? `${head}: ${only}`
    : [`${head}: `, ...[...causes].map((cause) => `* ${cause}`)].join('\n');
}

/** As one of several. */
function plainMessage(error: Error): string {
  if (error instanceof ApiStatusError)
    return `Error from server (${error.reason}): ${error.message}`;
  if (error instanceof ApiConnectionError)
    return `Unable to connect to the server: ${error.message}`;
  return error.message;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
