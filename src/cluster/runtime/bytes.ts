// Text inside of a container is bytes: strings of which each character stands for one byte, as a
// pipe or a file has it. Here they are made from Unicode text (UTF-8) and from base64.

/** The UTF-8 bytes of a text, one a character; plain ASCII is returned as it is. */
export function toBytes(text: string): string {
  if (isAscii(text)) return text;
  const pieces: string[] = [];
  for (const character of text) pieces.push(encoded(character.codePointAt(0) ?? 0));
  return pieces.join('');
}

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

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

function encoded(point: number): string {
  if (point < 0x80) return String.fromCharCode(point);
  const tail = (shift: number): number => 0x80 | ((point >> shift) & 0x3f);
  if (point < 0x800) return String.fromCharCode(0xc0 | (point >> 6), tail(0));
  if (point < 0x10000) return String.fromCharCode(0xe0 | (point >> 12), tail(6), tail(0));
  return String.fromCharCode(0xf0 | (point >> 18), tail(12), tail(6), tail(0));
}
