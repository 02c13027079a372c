// Reads DER, the bytes that certificates and requests for them are made of: values that each have a tag, a
// length, and contents, which may be values again. Bytes are strings with one character a byte.
// Source: ITU-T X.690; the words of errors are those of Go's encoding/asn1.
//
//     30 06 02 01 05 0c 01 61   a SEQUENCE of the INTEGER 5 and the UTF8String `a`

export interface DerValue {
  readonly tag: number;
  readonly contents: string;
}

export class DerError extends Error {
  override readonly name = 'DerError';
}

export const SEQUENCE = 0x30;
export const SET = 0x31;
export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const OBJECT_IDENTIFIER = 0x06;

/** The values that stand one after the other in `bytes`. Throws {@link DerError}. */
export function readDer(bytes: string): readonly DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length;) {
    const { length, start } = readLength(bytes, at + 1);
    const end = start + length;
    if (end > bytes.length) throw new DerError('asn1: syntax error: data truncated');
    values.push({ tag: bytes.charCodeAt(at), contents: bytes.slice(start, end) });
    at = end;
  }
  return values;
}

/** The contents of a value that has to be there with that tag. Throws {@link DerError}. */
export function contentsOf(value: DerValue | undefined, ...tags: readonly number[]): string {
  if (value === undefined) throw new DerError('asn1: syntax error: sequence truncated');
  if (tags.includes(value.tag)) return value.contents;
  throw new DerError(
    `asn1: structure error: tags don't match (${tags.join(' or ')} vs ${String(value.tag)})`,
  );
}

/** The text of a string value: UTF-8, or one character a byte in the older kinds of strings. */
export function derText({ tag, contents }: DerValue): string {
  const UTF8_STRING = 0x0c;
  const BMP_STRING = 0x1e;
  if (tag === UTF8_STRING) return utf8Text(contents);
  return tag === BMP_STRING ? twoByteText(contents) : contents;
}

/** One byte where it is less than 128; else that many bytes less 128 tell it. */
function readLength(
  bytes: string,
  at: number,
): { readonly length: number; readonly start: number } {
  const first = bytes.charCodeAt(at);
  if (Number.isNaN(first)) throw truncatedLength();
  if (first < 0x80) return { length: first, start: at + 1 };
  const count = first & 0x7f;
  // No request has a length of five bytes.
  if (count === 0 || count > 4) throw new DerError('asn1: structure error: length too large');
  const start = at + 1 + count;
  if (start > bytes.length) throw truncatedLength();
  let length = 0;
  for (let index = at + 1; index < start; index++) length = length * 256 + bytes.charCodeAt(index);
  return { length, start };
}

function truncatedLength(): DerError {
  return new DerError('asn1: syntax error: truncated tag or length');
}

function utf8Text(bytes: string): string {
  const percent = Array.from(
    bytes,
    (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  try {
    return decodeURIComponent(percent.join(''));
  } catch {
    throw new DerError('x509: invalid UTF-8 string');
  }
}

function twoByteText(bytes: string): string {
  const units = (bytes.match(/[^]{2}/g) ?? []).map(
    (pair) => pair.charCodeAt(0) * 256 + pair.charCodeAt(1),
  );
  return String.fromCharCode(...units);
}
