// Base64 (Go's base64.StdEncoding), of bytes: strings of which each character stands for one byte. The core
// has neither btoa nor Buffer.
import { toBytes } from './bytes';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The bytes that base64 text stands for; anything beside its alphabet is skipped. */
export function fromBase64(text: string): string {
  const codes: string[] = [];
  let bits = 0;
  let value = 0;
  for (const character of text) {
    const digit = BASE64.indexOf(character);
    if (digit < 0) continue;
    value = ((value << 6) | digit) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    codes.push(String.fromCharCode((value >> bits) & 0xff));
  }
  return codes.join('');
}

export function toBase64(bytes: string): string {
  const digits: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const [a, b, c] = [at, at + 1, at + 2].map((index) => bytes.charCodeAt(index) || 0);
    const value = ((a ?? 0) << 16) | ((b ?? 0) << 8) | (c ?? 0);
    const group = [18, 12, 6, 0].map((shift) => BASE64[(value >> shift) & 63] ?? '').join('');
    digits.push(left >= 3 ? group : group.slice(0, left + 1).padEnd(4, '='));
  }
  return digits.join('');
}

/** The base64 of a text in UTF-8. */
export function textToBase64(text: string): string {
  // Half a surrogate pair is no text; Go's decoder of JSON puts this character for it.
  return toBase64(toBytes(text.replace(/\p{Surrogate}/gu, '\ufffd')));
}
