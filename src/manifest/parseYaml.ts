// Parses one YAML document in small steps, so that a large one never holds up the editor. The
// package `yaml` does the syntax; what scalars mean is plainScalar.ts. Bad input ends in problems.
import { Composer, Lexer, Parser, type Document } from 'yaml';
import { buildTree } from './buildTree';
import type { TextRange, YamlNode } from './yamlTree';

export interface YamlProblem extends TextRange {
  /** Code of the package `yaml` (`TAB_AS_INDENT`, `BAD_INDENT` ...) or one of ours. */
  readonly code: string;
  readonly message: string;
}

export interface ParsedYaml {
  /** Undefined for an empty document, and for one that is refused as a whole. */
  readonly root: YamlNode | undefined;
  readonly problems: readonly YamlProblem[];
}

/** Up to which size a document is read. */
export interface YamlLimits {
  readonly characters: number;
  readonly lexemes: number;
  /** With everything that aliases stand for. */
  readonly nodes: number;
}

/** etcd's limit for a request: no cluster stores a larger object. */
export const MAX_DOCUMENT_CHARACTERS = 1.5 * 1024 * 1024;
const MANIFEST_LIMITS: YamlLimits = {
  characters: MAX_DOCUMENT_CHARACTERS,
  /** About 150 KB of dense YAML, or 8,000 lines; more would hold up the editor for too long. */
  lexemes: 60_000,
  /** A large manifest has a few thousand. */
  nodes: 100_000,
};
export const MAX_DEPTH = 100;
const LEXEMES_A_STEP = 1_500;

/** Yields between steps of at most a few milliseconds. */
export function* parseYaml(
  text: string,
  limits = MANIFEST_LIMITS,
): Generator<undefined, ParsedYaml> {
  if (text.length > limits.characters) return refused(text, tooLarge(text));
  const parser = new Parser();
  const tokens: Parameters<Composer['next']>[0][] = [];
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > MAX_DEPTH) return refused(text, TOO_DEEP);
    if (++lexemes > limits.lexemes) return refused(text, tooLarge(text));
    if (lexemes % LEXEMES_A_STEP === 0) yield;
  }
  for (const token of parser.end()) tokens.push(token);
  if (lexemes > LEXEMES_A_STEP) yield;
  const document = compose(tokens, text.length);
  if (document === undefined) return { root: undefined, problems: [] };
  if (lexemes > LEXEMES_A_STEP) yield;
  const { root, problems } = buildTree(document, limits.nodes);
  const syntax = document.errors.map(({ code, message, pos: [start, end] }) => ({
    code,
    message,
    start,
    end,
  }));
  return { root, problems: [...syntax, ...problems] };
}

/** Parses at once; for small documents and tests. */
export function parseYamlAtOnce(text: string): ParsedYaml {
  const steps = parseYaml(text);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function compose(
  tokens: readonly Parameters<Composer['next']>[0][],
  end: number,
): Document | undefined {
  const composer = new Composer({
    // Types of scalars are ours to find; the package would find those of YAML 1.2.
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  let document: Document | undefined;
  const keep = (each: Document): void => {
    if (document === undefined) document = each;
    else document.errors.push(...each.errors);
  };
  for (const token of tokens) for (const each of composer.next(token)) keep(each);
  for (const each of composer.end(false, end)) keep(each);
  return document;
}

const TOO_DEEP = {
  code: 'TOO_DEEP',
  message: `exceeded max depth of ${MAX_DEPTH}: this document is nested too deeply to be checked`,
};

function tooLarge(text: string): { readonly code: string; readonly message: string } {
  const kilobytes = Math.round(text.length / 1000);
  return {
    code: 'TOO_LARGE',
    message: `This document (${kilobytes} KB) is too large to be checked here. A cluster refuses objects of more than 1.5 MiB.`,
  };
}

function refused(
  text: string,
  problem: { readonly code: string; readonly message: string },
): ParsedYaml {
  const newline = text.indexOf('\n');
  const end = newline < 0 ? text.length : newline;
  return { root: undefined, problems: [{ ...problem, start: 0, end: Math.min(end, 200) }] };
}
