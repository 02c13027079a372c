// The body of a request, of a bounded size.
// Source: k8s.io/apiserver/pkg/server (MaxRequestBodyBytes).
import type { IncomingMessage } from 'node:http';
import { ApiStatusError, badRequest } from '../apimachinery/apiStatus';

const MAX_BODY_BYTES = 3 * 1024 * 1024;

/** Rejects with RequestEntityTooLarge, or with BadRequest where the client goes away in the middle. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_BODY_BYTES) {
        chunks.push(chunk);
        return;
      }
      request.pause();
      reject(tooLarge());
    });
    request.on('end', () => {
      resolve(Buffer.concat(chunks));
    });
    request.on('error', () => {
      reject(badRequest('the body of the request ended early'));
    });
  });
}

function tooLarge(): ApiStatusError {
  const limit = String(MAX_BODY_BYTES);
  return new ApiStatusError('RequestEntityTooLarge', `Request entity too large: limit is ${limit}`);
}
