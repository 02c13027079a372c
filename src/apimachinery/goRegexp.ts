// Regular expressions of Go: RE2's syntax, and its promise that looking takes no longer than the text is long.
// JavaScript's own search by backtracking: a hostile pattern over thirty letters keeps them busy for a day.
import { RE2JS, RE2JSException } from 're2js';

/** What is wrong with an expression, in Go's words. */
export class GoRegexpError extends Error {
  override readonly name = 'GoRegexpError';
}

export interface GoRegexp {
  /** Whether it matches anywhere in the text. */
  test(text: string): boolean;
  /** The parts of the text that match, from left to right; no more than `limit` of them. */
  find(text: string, limit?: number): readonly string[];
}

/** Compiling takes far longer than matching a name. Of a pure function, so that it cannot be observed. */
const COMPILED = new Map<string, GoRegexp>();
const MAX_COMPILED = 500;

/** Throws {@link GoRegexpError} where Go does not take the expression. */
export function goRegexp(pattern: string): GoRegexp {
  const known = COMPILED.get(pattern);
  if (known !== undefined) return known;
  const made = compiled(pattern);
  if (COMPILED.size >= MAX_COMPILED) COMPILED.clear();
  COMPILED.set(pattern, made);
  return made;
}

function compiled(pattern: string): GoRegexp {
  let expression: RE2JS;
  try {
    expression = RE2JS.compile(pattern);
  } catch (error) {
    if (error instanceof RE2JSException) throw new GoRegexpError(error.message);
    throw error;
  }
  return {
    test: (text) => expression.test(text),
    find(text, limit = Infinity) {
      const found: string[] = [];
      const matcher = expression.matcher(text);
      while (found.length < limit && matcher.find()) found.push(matcher.group() ?? '');
      return found;
    },
  };
}
