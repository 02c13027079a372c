// What is wrong with an expression, in the words of cel-go: Kubernetes prints them as they are.
// Source: github.com/google/cel-go/checker (errors.go), common (error.go), common/types (err.go).
//
// Differs from Kubernetes: one error is told where cel-go tells all; syntax errors and places within
// calls are worded by the library that parses here.
import {
  EvaluationError,
  ParseError,
  TypeError as CelTypeError,
  type ASTNode,
} from '@marcbachmann/cel-js';

/** An expression that does not compile. `message` is cel-go's display of it, with the source line. */
export class CelCompileError extends Error {
  override readonly name = 'CelCompileError';
  /** Without the source: `undefined field 'foo'`. */
  readonly summary: string;

  constructor(summary: string, display: string) {
    super(display);
    this.summary = summary;
  }
}

/** An expression that failed when it ran: `no such key: foo`. */
export class CelEvaluationError extends Error {
  override readonly name = 'CelEvaluationError';
}

/** Throws what `error` means; what is none of the library's errors is a bug and thrown as it is. */
export function throwCompileError(error: unknown, parsed: string, written = AS_PARSED): never {
  if (error instanceof ParseError) {
    const offset = error.range?.start ?? 0;
    throw at(
      written.text(parsed),
      written.placeOf(offset),
      `Syntax error: ${lowerFirst(error.summary)}`,
    );
  }
  if (error instanceof CelTypeError) {
    const { summary, offset } = typeError(error, parsed);
    throw at(written.text(parsed), written.placeOf(offset), summary);
  }
  throw error;
}

/** What somebody wrote, where that is not what was parsed. */
export interface WrittenText {
  text(parsed: string): string;
  placeOf(offset: number): number;
}

const AS_PARSED: WrittenText = { text: (parsed) => parsed, placeOf: (offset) => offset };

export function throwEvaluationError(error: unknown): never {
  if (error instanceof CelEvaluationError) throw error;
  if (!(error instanceof EvaluationError)) throw error;
  throw new CelEvaluationError(runtimeText(error.code, error.summary));
}

/** Also for errors that are found beside the library: `cel expression must evaluate to a bool`. */
export function at(source: string, offset: number, summary: string): CelCompileError {
  const before = source.slice(0, offset).split('\n');
  const line = before.length;
  const column = before.at(-1)?.length ?? 0;
  const text = source.split('\n')[line - 1] ?? '';
  const place = `${String(line)}:${String(column + 1)}`;
  const pointer = `${'.'.repeat(column)}^`;
  return new CelCompileError(
    summary,
    `ERROR: <input>:${place}: ${summary}\n | ${text}\n | ${pointer}`,
  );
}

interface Located {
  readonly summary: string;
  readonly offset: number;
}

function typeError(error: CelTypeError, source: string): Located {
  const { code, summary, range } = error;
  const node: ASTNode | undefined = error.node;
  const start = range?.start ?? 0;
  const name = summary.slice(summary.lastIndexOf(': ') + 2);
  switch (code) {
    case 'no_such_key':
      return { summary: `undefined field '${unescaped(name)}'`, offset: Math.max(0, start - 1) };
    case 'unknown_variable':
      return { summary: `undeclared reference to '${name}' (in container '')`, offset: start };
    case 'no_such_overload':
      return { summary: operatorText(name), offset: operatorOffset(node, source, start) };
    case 'no_matching_overload':
      return callText(summary, source, start);
    default:
      return { summary: celTypes(lowerFirst(summary)), offset: start };
  }
}

const BINARY = /^(.+?) (==|!=|<=|>=|<|>|\+|-|\*|\/|%|in) (.+)$/;

/** `int == string` -> `found no matching overload for '_==_' applied to '(int, string)'`. */
function operatorText(signature: string): string {
  const binary = BINARY.exec(signature);
  if (binary !== null) {
    const [, left = '', operator = '', right = ''] = binary;
    const name = operator === 'in' ? '@in' : `_${operator}_`;
    return noOverload(name, `(${celTypes(left)}, ${celTypes(right)})`);
  }
  return noOverload(`${signature.charAt(0)}_`, `(${celTypes(signature.slice(1))})`);
}

/** `string.foo(int)` -> `undeclared reference to 'foo'`, or no overload for these types. */
function callText(summary: string, source: string, start: number): Located {
  const signature = /'(.*)'/.exec(summary)?.[1] ?? '';
  const open = signature.indexOf('(');
  const dot = signature.lastIndexOf('.', open);
  const name = signature.slice(dot + 1, open).replace('matchRe', 'matches');
  const receiver = dot < 0 ? '' : `${celTypes(signature.slice(0, dot))}.`;
  const found = source.indexOf(name, start);
  const offset = found < 0 ? start : found + name.length;
  return { summary: noOverload(name, receiver + celTypes(signature.slice(open))), offset };
}

function noOverload(name: string, types: string): string {
  return `found no matching overload for '${name}' applied to '${types}'`;
}

/** cel-go points at the operator. */
function operatorOffset(node: ASTNode | undefined, source: string, start: number): number {
  if (node === undefined || !Array.isArray(node.args)) return start;
  const left = node.args[0] as { readonly range?: { readonly end: number } } | undefined;
  const end = left?.range?.end ?? start;
  const operator = node.op;
  const found = source.indexOf(operator, end);
  return found < 0 ? start : found;
}

/** Types as cel-go prints them: `list(string)`, `object`. */
export function celTypes(text: string): string {
  return text
    .replace(/\bobject_\d+\b/g, 'object')
    .replace(/dyn<([^<>]*)>/g, '$1')
    .replace(/</g, '(')
    .replace(/>/g, ')')
    .replace(/google\.protobuf\.Timestamp/g, 'timestamp')
    .replace(/google\.protobuf\.Duration/g, 'duration');
}

function runtimeText(code: string, summary: string): string {
  switch (code) {
    case 'no_such_key':
      return `no such key: ${unescaped(summary.slice(summary.lastIndexOf(': ') + 2))}`;
    case 'index_out_of_bounds':
      return `index out of bounds: ${/index (-?\d+)/.exec(summary)?.[1] ?? ''}`;
    case 'numeric_overflow':
      return 'integer overflow';
    case 'no_such_overload':
    case 'no_matching_overload':
    case 'invalid_logical_operand':
    case 'invalid_condition_type':
      return 'no such overload';
    default:
      return lowerFirst(summary);
  }
}

const ESCAPES: readonly (readonly [string, string])[] = [
  ['__dot__', '.'],
  ['__dash__', '-'],
  ['__slash__', '/'],
  ['__underscores__', '__'],
];

function unescaped(name: string): string {
  const keyword = /^__(\w+)__$/.exec(name)?.[1];
  if (keyword !== undefined && !ESCAPES.some(([each]) => each === name)) return name;
  return ESCAPES.reduce((text, [escape, character]) => text.replaceAll(escape, character), name);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
