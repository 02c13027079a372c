// The resourceVersion that clients send: opaque for them, etcd's revision in truth.
// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
import { ApiStatusError, badRequest } from '../../apimachinery/apiStatus';
import { quote } from '../../apimachinery/fieldError';

/** 0 for "any", which is what an absent one and '0' mean. Throws BadRequest. */
export function parseResourceVersion(text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  const why = /^\d+$/.test(text) ? 'value out of range' : 'invalid syntax';
  const quoted = quote(text);
  const parse = `strconv.ParseUint: parsing ${quoted}: ${why}`;
  throw badRequest(`invalid resource version: resourceVersion: Invalid value: ${quoted}: ${parse}`);
}

/** Throws Timeout (504) for a revision that the store has not reached. */
export function assertReached(requested: number, current: number): void {
  if (requested <= current) return;
  const what = 'Too large resource version';
  const message = `Timeout: ${what}: ${String(requested)}, current: ${String(current)}`;
  throw new ApiStatusError('Timeout', message, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: what }],
    retryAfterSeconds: 1,
  });
}
