// A user's request as it arrives at the API server: what comes from outside is JSON text and nothing
// else, of a bounded size, and its fields are checked. So a journal can keep it, and a replay gets
// exactly what the first run got.
// Source: k8s.io/apiserver/pkg/server (MaxRequestBodyBytes), pkg/endpoints/handlers (fieldValidation).
//
// Differs from Kubernetes: JSON may be nested 1,000 levels deep, not 10,000.
import { badRequest, entityTooLarge } from '../apimachinery/apiStatus';
import type { ApiRequest, Patch, WriteOptions } from './client/apiHandler';

const MAX_BODY_BYTES = 3 * 1024 * 1024;
const MAX_DEPTH = 1_000;

/** Throws BadRequest or RequestEntityTooLarge where a body cannot be sent. */
export function sentRequest(request: ApiRequest): ApiRequest {
  switch (request.verb) {
    case 'create':
    case 'update':
      return { ...request, body: sent(request.body), options: checked(request.options) };
    case 'patch': {
      // Only its body goes through JSON, and comes out as it was.
      const patch = { ...request.patch, body: sent(request.patch.body) } as Patch;
      return { ...request, patch, options: checked(request.options) };
    }
    default:
      return request;
  }
}

/** Users that ask for nothing get warnings about unknown fields, as since Kubernetes 1.27. */
function checked(options: WriteOptions): WriteOptions {
  return { ...options, fieldValidation: options.fieldValidation ?? 'Warn' };
}

function sent(body: unknown): unknown {
  if (body === undefined) return undefined;
  assertTree(body);
  const text = JSON.stringify(body);
  if (text.length > MAX_BODY_BYTES) {
    throw entityTooLarge(`limit is ${String(MAX_BODY_BYTES)}`);
  }
  return JSON.parse(text);
}

/** Without recursion: what is nested too deep, or holds itself, must not end in a stack overflow. */
function assertTree(body: unknown): void {
  const stack: { readonly value: unknown; readonly depth: number }[] = [{ value: body, depth: 1 }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value, depth } = next;
    if (typeof value === 'bigint') throw badRequest('json: unsupported type: bigint');
    if (typeof value !== 'object' || value === null) continue;
    if (depth > MAX_DEPTH) throw badRequest('json: exceeded max depth');
    for (const child of Object.values(value)) stack.push({ value: child, depth: depth + 1 });
  }
}
