// Where a list that comes in pieces goes on: opaque for clients, a revision and a key in truth.
// Source: k8s.io/apiserver/pkg/storage (continue.go).
//
// Differs from Kubernetes: bytes that are no text are answered as what is no base64.
import { badRequest } from '../../apimachinery/apiStatus';
import { decodeBase64Url, encodeBase64Url } from '../../apimachinery/base64Url';
import { isJsonObject } from '../../apimachinery/jsonObject';
import { JsonSyntaxError, parseStrictJson } from '../../apimachinery/strictJson';

const VERSION = 'meta.k8s.io/v1';

export interface ContinueToken {
  /** At which the list is read; undefined goes on at the newest one, whatever has changed. */
  readonly revision: number | undefined;
  /** First key to read, without the prefix that all keys of the list have. */
  readonly start: string;
}

export function encodeContinueToken({ revision, start }: ContinueToken): string {
  return encodeBase64Url(JSON.stringify({ v: VERSION, rv: revision ?? -1, start }));
}

/** Throws BadRequest. */
export function decodeContinueToken(text: string): ContinueToken {
  const { v, rv, start } = decoded(text);
  if (v !== VERSION) {
    throw refused(
      `: server does not recognize this encoded version ${typeof v === 'string' ? v : ''}`,
    );
  }
  if (typeof rv !== 'number' || rv === 0 || !Number.isSafeInteger(rv)) {
    throw refused(`: incorrect encoded start resourceVersion (version ${VERSION})`);
  }
  if (typeof start !== 'string' || start === '') {
    throw refused(`: encoded start key empty (version ${VERSION})`);
  }
  // A key that climbs out of its prefix would read what the client was not asked about.
  if (
    start
      .split('/')
      .some((step, index) => step === '.' || step === '..' || (step === '' && index > 0))
  ) {
    throw refused(`: ${start}`);
  }
  return { revision: rv < 0 ? undefined : rv, start };
}

function decoded(text: string): Readonly<Record<string, unknown>> {
  const json = decodeBase64Url(text);
  if (json === undefined) {
    throw refused(`: illegal base64 data at input byte ${String(corruptByte(text))}`);
  }
  try {
    const { value } = parseStrictJson(json);
    if (isJsonObject(value)) return value;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw refused(`: ${error.message}`);
  }
  throw refused(': json: cannot unmarshal into Go value of type storage.continueToken');
}

/** The first character that is none of the alphabet; else the last, which has nothing to go with. */
function corruptByte(text: string): number {
  const index = text.search(/[^\w-]/);
  return index < 0 ? text.length - 1 : index;
}

function refused(why: string): Error {
  return badRequest(`invalid continue token: continue key is not valid${why}`);
}
