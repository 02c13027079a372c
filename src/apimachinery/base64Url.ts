// Base64 in the alphabet of URLs and without padding, for text (Go's base64.RawURLEncoding). The
// core has neither btoa nor Buffer.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function encodeBase64Url(text: string): string {
  const bytes = utf8Bytes(text);
  let encoded = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = bytes.slice(i, i + 3);
    encoded += digit(a >> 2) + digit(((a & 3) << 4) | ((b ?? 0) >> 4));
    if (b !== undefined) encoded += digit(((b & 15) << 2) | ((c ?? 0) >> 6));
    if (c !== undefined) encoded += digit(c & 63);
  }
  return encoded;
}

/** Undefined where it is no such text, or none in UTF-8. */
export function decodeBase64Url(encoded: string): string | undefined {
  if (encoded.length % 4 === 1) return undefined;
  let percent = '';
  let bits = 0;
  let bitCount = 0;
  for (const character of encoded) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) return undefined;
    bits = ((bits << 6) | value) & 0xffff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    percent += `%${((bits >> bitCount) & 0xff).toString(16).padStart(2, '0')}`;
  }
  try {
    return decodeURIComponent(percent);
  } catch {
    return undefined;
  }
}

function digit(value: number): string {
  return ALPHABET.charAt(value);
}

function utf8Bytes(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const part of encodeURIComponent(text).match(/%..|[^%]/g) ?? []) {
    bytes.push(part.startsWith('%') ? Number.parseInt(part.slice(1), 16) : part.charCodeAt(0));
  }
  return bytes;
}
