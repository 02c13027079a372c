// Bytes as strings of which each character stands for one byte: the text inside of a container, as a pipe or
// a file has it, and what base64 encodes. Here they are made from Unicode text (UTF-8).

/** The UTF-8 bytes of a text, one a character; plain ASCII is returned as it is. */
export function toBytes(text: string): string {
  if (isAscii(text)) return text;
  const pieces: string[] = [];
  for (const character of text) pieces.push(encoded(character.codePointAt(0) ?? 0));
  return pieces.join('');
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
