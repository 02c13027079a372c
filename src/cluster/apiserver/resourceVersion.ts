// The resourceVersion that clients send: opaque for them, etcd's revision in truth.
// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
import { ApiStatusError, badRequest } from '../../apimachinery/apiStatus';

/** 0 for "any", which is what an absent one and '0' mean. Throws BadRequest. */
export function parseResourceVersion(text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  if (!/^\d+$/.test(text)) {
    throw badRequest(
      `Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`,
    );
  }
  return Number(text);
}

/** A revision that the store has not reached yet (504). */
export function tooLargeResourceVersion(requested: number, current: number): ApiStatusError {
  const message = `Too large resource version: ${String(requested)}, current: ${String(current)}`;
  return new ApiStatusError('Timeout', message, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}
