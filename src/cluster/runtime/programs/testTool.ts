// `test`, `[` and `[[`: comparisons of text and numbers, and questions about files.
// Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/test.html; errors are those of busybox.
// Differs from it: `[[` compares no patterns, and has no && and ||.
import { isDirectory, sizeOf } from '../files/fileNode';
import { fail, pathOf, type Call } from './call';

export const FILE_TEST = /^-[edfrswxLh]$/;
const TEXT_TEST = /^-[zn]$/;
const INTEGER = /^\s*[-+]?\d+\s*$/;
const WRONG = 2;

/** Why an expression is none. */
class ExpressionError extends Error {}

/** 0 where it is true, 1 where not, 2 where it cannot be understood. */
export function test(call: Call): number {
  const closing = call.name === '[' ? ']' : call.name === '[[' ? ']]' : undefined;
  const shell = baseShell(call);
  if (closing !== undefined && call.args.at(-1) !== closing)
    return fail(call, `${shell}: missing ${closing}`, WRONG);
  const words = closing === undefined ? call.args : call.args.slice(0, -1);
  if (words.length === 0) return 1;
  try {
    const expression = new Expression(call, words);
    return expression.value() ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return fail(call, `${shell}: ${error.message}`, WRONG);
  }
}

function baseShell({ state }: Call): string {
  return state.options.image.userland === 'gnu' ? 'bash' : 'sh';
}

/** Read from the first word to the last; `or` binds less than `and`, and that less than `!`. */
class Expression {
  readonly #call: Call;
  readonly #words: readonly string[];
  #at = 0;

  constructor(call: Call, words: readonly string[]) {
    this.#call = call;
    this.#words = words;
  }

  value(): boolean {
    const value = this.#or();
    const rest = this.#words[this.#at];
    if (rest !== undefined) throw new ExpressionError(`${rest}: unknown operand`);
    return value;
  }

  #or(): boolean {
    let value = this.#and();
    while (this.#takes('-o')) value = this.#and() || value;
    return value;
  }

  #and(): boolean {
    let value = this.#not();
    while (this.#takes('-a')) value = this.#not() && value;
    return value;
  }

  #not(): boolean {
    // A sole `!` is a text like others.
    if (this.#at < this.#words.length - 1 && this.#takes('!')) return !this.#not();
    return this.#primary();
  }

  #primary(): boolean {
    const [first, second, third] = this.#words.slice(this.#at, this.#at + 3);
    if (first === undefined) throw new ExpressionError('argument expected');
    const compare = second === undefined ? undefined : COMPARISONS[second];
    if (compare !== undefined && third !== undefined) {
      this.#at += 3;
      return compare(first, third);
    }
    if (first === '(' && second !== undefined) return this.#inParentheses();
    if (second !== undefined && (FILE_TEST.test(first) || TEXT_TEST.test(first))) {
      this.#at += 2;
      return TEXT_TEST.test(first)
        ? (second === '') === (first === '-z')
        : isFileTrue(this.#call, first, second);
    }
    this.#at++;
    return first !== '';
  }

  #inParentheses(): boolean {
    this.#at++;
    const value = this.#or();
    if (!this.#takes(')')) throw new ExpressionError('closing paren expected');
    return value;
  }

  #takes(operator: string): boolean {
    const isThere = this.#words[this.#at] === operator;
    if (isThere) this.#at++;
    return isThere;
  }
}

type Comparison = (left: string, right: string) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  '=': (left, right) => left === right,
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '>': (left, right) => left > right,
  '-eq': numeric((left, right) => left === right),
  '-ne': numeric((left, right) => left !== right),
  '-lt': numeric((left, right) => left < right),
  '-le': numeric((left, right) => left <= right),
  '-gt': numeric((left, right) => left > right),
  '-ge': numeric((left, right) => left >= right),
};

function numeric(compare: (left: number, right: number) => boolean): Comparison {
  return (left, right) => compare(integer(left), integer(right));
}

function integer(text: string): number {
  if (!INTEGER.test(text)) throw new ExpressionError(`${text}: bad number`);
  return Number(text);
}

function isFileTrue(call: Call, operator: string, operand: string): boolean {
  const node = call.state.files.get(pathOf(call, operand), operator !== '-L' && operator !== '-h');
  switch (operator) {
    case '-d':
      return isDirectory(node);
    case '-f':
      return node?.kind === 'file';
    case '-s':
      return node !== undefined && sizeOf(node) > 0;
    case '-x':
      return isDirectory(node) || (node?.kind === 'file' && (node.mode & 0o111) !== 0);
    case '-L':
    case '-h':
      return node?.kind === 'link';
    default:
      return node !== undefined;
  }
}
