// `matches` with the syntax of Go. The library has a function of that name, which takes JavaScript's
// expressions; calls of it are renamed, to a name of the same length, so that places in errors stay.

/** Strings, raw or not, of either quote and of three; or a call of `matches`. */
const TOKENS =
  /[rR]?(?:"""[^]*?"""|'''[^]*?''')|[rR]"[^"\n]*"|[rR]'[^'\n]*'|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\bmatches(?=\s*\()/g;

export const GO_MATCHES = 'matchRe';

export function withGoRegexps(text: string): string {
  return text.replace(TOKENS, (token) => (token === 'matches' ? GO_MATCHES : token));
}
