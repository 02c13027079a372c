// Hashes and identifiers as text.

/** All bytes in hexadecimal: every object gets a UUID, and V8 prints large numbers digit by digit. */
const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The low 32 bits as eight hexadecimal digits. */
export function hex8(value: number): string {
  return byteAt(value, 24) + byteAt(value, 16) + byteAt(value, 8) + byteAt(value, 0);
}

/** Puts the character codes of the low `digits` hexadecimal digits into a list, from `start` on. */
export function putHex(codes: number[], start: number, value: number, digits: number): void {
  for (let at = 0; at < digits; at++) {
    codes[start + at] = DIGITS.charCodeAt((value >>> (4 * (digits - 1 - at))) & 0xf);
  }
}

/** What so many hexadecimal digits mean, in small letters; NaN where others are among them. */
export function hexNumber(text: string, start: number, digits: number): number {
  let number = 0;
  for (let i = start; i < start + digits; i++) {
    const code = text.charCodeAt(i);
    const digit = code >= LOWER_A ? code - LOWER_A + 10 : code - ZERO;
    if (digit < 0 || digit > 15 || (digit > 9 && code < LOWER_A)) return NaN;
    number = number * 16 + digit;
  }
  return number;
}

const DIGITS = '0123456789abcdef';
const ZERO = 0x30;
const LOWER_A = 0x61;

function byteAt(value: number, shift: number): string {
  return BYTES[(value >>> shift) & 0xff] ?? '';
}
