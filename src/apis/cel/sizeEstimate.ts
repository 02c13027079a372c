// How large a value may be, and what looking at it costs; nothing is larger than Go's largest uint64.
// Source: github.com/google/cel-go/checker (cost.go).

/** Characters of a text, elements of a list, entries of a map. */
export interface Size {
  readonly min: number;
  readonly max: number;
}

export const MAX = 2 ** 64 - 1;
export const UNKNOWN_SIZE: Size = { min: 0, max: MAX };

/** What looking at one character costs. */
export const PER_CHARACTER = 0.1;
/** What one character of a regular expression multiplies the search by. */
export const PER_PATTERN_CHARACTER = 0.25;

export function fixed(size: number): Size {
  return { min: size, max: size };
}

export function sum(...amounts: readonly number[]): number {
  return Math.min(
    MAX,
    amounts.reduce((total, each) => total + each, 0),
  );
}

export function product(a: number, b: number): number {
  return Math.min(MAX, a * b);
}

/** Rounded up. */
export function scaled(amount: number, factor: number): number {
  return Math.min(MAX, Math.ceil(amount * factor));
}

export function added(a: Size, b: Size): Size {
  return { min: sum(a.min, b.min), max: sum(a.max, b.max) };
}

export function multiplied(a: Size, b: Size): Size {
  return { min: product(a.min, b.min), max: product(a.max, b.max) };
}

export function united(a: Size, b: Size): Size {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}
