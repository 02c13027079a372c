// The one source of randomness of a simulation: seeded, so that a run can be repeated exactly.
// Algorithm: sfc32 (Chris Doty-Humphrey's PractRand), seeded through splitmix32.
import { putHex } from './hex8';

const UUID_LENGTH = 36;
const DASH = 0x2d;

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  /** Character codes of the last UUID, the dashes in their places: every object gets one. */
  readonly #uuidDigits = new Array<number>(UUID_LENGTH).fill(DASH);

  constructor(seed: number) {
    const next = splitmix32(seed);
    this.#a = next();
    this.#b = next();
    this.#c = next();
    for (let warmUp = 0; warmUp < 12; warmUp++) this.uint32();
  }

  /** 0 to 2^32 - 1. */
  uint32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  /** 0 (inclusive) to 1 (exclusive). */
  fraction(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** A whole number from 0 (inclusive) to `bound` (exclusive). */
  below(bound: number): number {
    return Math.floor(this.fraction() * bound);
  }

  /** From `min` (inclusive) to `max` (exclusive). */
  between(min: number, max: number): number {
    return min + this.fraction() * (max - min);
  }

  /** `length` characters of `alphabet`. */
  string(length: number, alphabet: string): string {
    const codes: number[] = [];
    for (let i = 0; i < length; i++) codes.push(alphabet.charCodeAt(this.below(alphabet.length)));
    // In one piece: text that is put together bit by bit keeps all its bits in memory.
    return String.fromCharCode(...codes);
  }

  /** A version 4 UUID. */
  uuid(): string {
    const digits = this.#uuidDigits;
    putHex(digits, 0, this.uint32(), 8);
    const versioned = (this.uint32() & 0xffff0fff) | 0x00004000;
    putHex(digits, 9, versioned >>> 16, 4);
    putHex(digits, 14, versioned, 4);
    const variant = (this.uint32() & 0x3fffffff) | 0x80000000;
    putHex(digits, 19, variant >>> 16, 4);
    putHex(digits, 24, variant, 4);
    putHex(digits, 28, this.uint32(), 8);
    return String.fromCharCode(...digits);
  }

  /** A source of its own whose run does not depend on how much this one is used later. */
  fork(): Random {
    return new Random(this.uint32());
  }
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}
