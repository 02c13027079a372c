// The MD5 of a text of ASCII characters, by which Kubernetes orders a few things; not for secrets.
// Source: RFC 1321.

/** How far the words of each step are turned, four a round. */
const TURNS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const SINES = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32));

/** In hexadecimal. */
export function md5(text: string): string {
  let state: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  const words = paddedWords(text);
  for (let start = 0; start < words.length; start += 16) {
    state = afterBlock(state, words.subarray(start, start + 16));
  }
  return state.map(littleEndianHex).join('');
}

type State = readonly [number, number, number, number];

/** A one bit, zeros, and the length in bits. */
function paddedWords(text: string): Uint32Array {
  const words = new Uint32Array((((text.length + 8) >>> 6) + 1) * 16);
  const put = (index: number, byte: number): void => {
    words[index >>> 2] = (words[index >>> 2] ?? 0) | (byte << ((index & 3) * 8));
  };
  for (let i = 0; i < text.length; i++) put(i, text.charCodeAt(i) & 0xff);
  put(text.length, 0x80);
  words[words.length - 2] = text.length * 8;
  return words;
}

function afterBlock(state: State, words: Uint32Array): State {
  let [a, b, c, d] = state;
  for (let i = 0; i < 64; i++) {
    const round = i >>> 4;
    const mixed = mix(round, b, c, d) + a + (SINES[i] ?? 0) + (words[wordIndex(round, i)] ?? 0);
    const turn = TURNS[round * 4 + (i & 3)] ?? 0;
    const turned = (mixed << turn) | ((mixed | 0) >>> (32 - turn));
    [a, d, c, b] = [d, c, b, (b + turned) | 0];
  }
  return [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0];
}

function mix(round: number, b: number, c: number, d: number): number {
  if (round === 0) return (b & c) | (~b & d);
  if (round === 1) return (d & b) | (~d & c);
  if (round === 2) return b ^ c ^ d;
  return c ^ (b | ~d);
}

function wordIndex(round: number, step: number): number {
  if (round === 0) return step;
  if (round === 1) return (5 * step + 1) & 15;
  if (round === 2) return (3 * step + 5) & 15;
  return (7 * step) & 15;
}

function littleEndianHex(word: number): string {
  return [0, 8, 16, 24]
    .map((shift) => ((word >>> shift) & 0xff).toString(16).padStart(2, '0'))
    .join('');
}
