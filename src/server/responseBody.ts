// Sends a response: large ones compressed, and those in pieces as fast as the client reads them, without
// holding the extension host for long.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable, pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { RestResponse } from '../cluster/client/restHandler';

/** kube-apiserver compresses from this size on. */
const GZIP_MIN_LENGTH = 128 * 1024;
const SLICE_MS = 8;

export function sendResponse(
  request: IncomingMessage,
  response: ServerResponse,
  answer: RestResponse,
): void {
  const { code, headers, warnings, body } = answer;
  if (response.destroyed) return;
  response.statusCode = code;
  response.setHeaders(new Map(Object.entries(headers)));
  response.setHeader('cache-control', 'no-cache, private');
  if (warnings.length > 0) response.setHeader('warning', warnings.map(warningHeader));
  const isLarge = typeof body !== 'string' || body.length >= GZIP_MIN_LENGTH;
  const isZipped = isLarge && acceptsGzip(request);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  if (typeof body === 'string' && !isZipped) {
    response.setHeader('content-length', Buffer.byteLength(body));
    response.end(body);
    return;
  }
  const source = Readable.from(inSlices(typeof body === 'string' ? [body] : body));
  // Who goes away in the middle of an answer has no complaint that anybody could hear.
  const ignore = (): void => undefined;
  if (!isZipped) {
    pipeline(source, response, ignore);
    return;
  }
  response.setHeader('content-encoding', 'gzip');
  response.setHeader('vary', 'accept-encoding');
  pipeline(source, createGzip({ level: 1 }), response, ignore);
}

/** Gives way to other work between pieces that together took a slice of time. */
async function* inSlices(pieces: Iterable<string | Uint8Array>): AsyncGenerator<Buffer, void> {
  let endMs = performance.now() + SLICE_MS;
  for (const piece of pieces) {
    yield typeof piece === 'string' ? Buffer.from(piece, 'utf8') : Buffer.from(piece);
    if (performance.now() < endMs) continue;
    await new Promise<void>((resolve) => setImmediate(resolve));
    endMs = performance.now() + SLICE_MS;
  }
}

function acceptsGzip({ headers }: IncomingMessage): boolean {
  return /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''));
}

/** RFC 7234's form: code, agent, quoted text. Header values are Latin-1 without control characters. */
function warningHeader(text: string): string {
  const clean = text.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, '\\$&');
  return `299 - "${clean}"`;
}
