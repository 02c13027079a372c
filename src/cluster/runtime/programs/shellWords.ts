// Expansion of a shell's words: parameters, command substitution, arithmetic, field splitting.
import type { Wait } from './process';
import type { ShellNode, Word } from './shellTree';

/** What the shell offers to the expansion of its words. */
export interface Expander {
  parameter(name: string): string;
  assign(name: string, value: string): void;
  /** Paths that match a pattern; undefined where none does. */
  glob(pattern: string): Generator<Wait, readonly string[] | undefined>;
  run(script: ShellNode): Generator<Wait, string>;
}

/** The fields that a word becomes: none for an unquoted empty one, several where it is split. */
export function* expandWord(word: Word, shell: Expander): Generator<Wait, readonly string[]> {
  const fields: string[] = [];
  let field = '';
  let isField = false;
  for (const part of word) {
    if (part.kind === 'text') {
      field += part.quoted ? quotedText(part.text) : part.text;
      isField = true;
      continue;
    }
    const value = yield* expandPart(part, shell);
    if (part.quoted) {
      field += quotedText(value);
      isField = true;
      continue;
    }
    const pieces = value.split(/\s+/);
    for (const [position, piece] of pieces.entries()) {
      if (position > 0 && isField) {
        fields.push(field);
        field = '';
        isField = false;
      }
      field += piece;
      isField ||= piece !== '';
    }
  }
  if (isField) fields.push(field);
  if (!fields.some((text) => /[*?]/.test(text))) return fields.map(withoutMarks);
  const expanded: string[] = [];
  for (const text of fields)
    expanded.push(...((yield* globbed(text, shell)) ?? [withoutMarks(text)]));
  return expanded;
}

function* globbed(text: string, shell: Expander): Generator<Wait, readonly string[] | undefined> {
  return /[*?]/.test(text) ? yield* shell.glob(text) : undefined;
}

/** Quoted wildcards mean themselves: they are marked until the paths are matched. */
const QUOTED_STAR = '\u0003';
const QUOTED_MARK = '\u0004';

function quotedText(text: string): string {
  return text.replaceAll('*', QUOTED_STAR).replaceAll('?', QUOTED_MARK);
}

export function withoutMarks(text: string): string {
  return text.replaceAll(QUOTED_STAR, '*').replaceAll(QUOTED_MARK, '?');
}

function* expandPart(
  part: Exclude<Word[number], { readonly kind: 'text' }>,
  shell: Expander,
): Generator<Wait, string> {
  switch (part.kind) {
    case 'command':
      return yield* shell.run(part.script);
    case 'arithmetic':
      return String(evaluateArithmetic(part.expression, (name) => shell.parameter(name)));
    case 'parameter': {
      const value = shell.parameter(part.name);
      if (part.fallback === undefined) return value;
      const { operator, word } = part.fallback;
      if ((value === '') === (operator === '+')) return operator === '+' ? '' : value;
      const other = (yield* expandWord(word, shell)).join(' ');
      if (operator === '=') shell.assign(part.name, other);
      return other;
    }
  }
}

/** Whole-number arithmetic: + - * / % ( ) and comparisons; anything else counts as 0. */
export function evaluateArithmetic(
  expression: string,
  parameter: (name: string) => string,
): number {
  const tokens = expression.match(/\d+|[A-Za-z_]\w*|[<>=!]=|&&|\|\||[-+*/%()<>]/g) ?? [];
  let at = 0;
  const primary = (): number => {
    const token = tokens[at++];
    if (token === undefined) return 0;
    if (token === '(') {
      const value = level(0);
      at++;
      return value;
    }
    if (token === '-') return -primary();
    if (/^\d/.test(token)) return Number(token);
    return Math.trunc(Number(parameter(token))) || 0;
  };
  const level = (depth: number): number => {
    const operators = LEVELS[depth];
    if (operators === undefined) return primary();
    let value = level(depth + 1);
    for (
      let token = tokens[at];
      token !== undefined && operators.includes(token);
      token = tokens[at]
    ) {
      at++;
      value = apply(token, value, level(depth + 1));
    }
    return value;
  };
  return level(0);
}

const LEVELS = [['||'], ['&&'], ['==', '!='], ['<', '>', '<=', '>='], ['+', '-'], ['*', '/', '%']];

function apply(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? 0 : Math.trunc(left / right);
    case '%':
      return right === 0 ? 0 : left % right;
    case '<':
      return left < right ? 1 : 0;
    case '>':
      return left > right ? 1 : 0;
    case '<=':
      return left <= right ? 1 : 0;
    case '>=':
      return left >= right ? 1 : 0;
    case '==':
      return left === right ? 1 : 0;
    case '!=':
      return left === right ? 0 : 1;
    case '&&':
      return left !== 0 && right !== 0 ? 1 : 0;
    default:
      return left !== 0 || right !== 0 ? 1 : 0;
  }
}
