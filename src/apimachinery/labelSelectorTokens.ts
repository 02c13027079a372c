// Splits the text of a label selector into tokens. Source: k8s.io/apimachinery/pkg/labels (Lexer).

export type SelectorTokenType =
  'word' | 'in' | 'notin' | '=' | '==' | '!=' | '!' | '>' | '<' | '(' | ')' | ',' | 'end';

export interface SelectorToken {
  readonly type: SelectorTokenType;
  readonly text: string;
}

const TOKEN = /[ \t\r\n]*(==|!=|[=!><(),]|[^ \t\r\n=!><(),]+)/gy;
const SYMBOLS: ReadonlySet<string> = new Set(['=', '==', '!=', '!', '>', '<', '(', ')', ',']);

/** Tokens in order; the last one is `end`. */
export function scanLabelSelector(text: string): readonly SelectorToken[] {
  const tokens = [...text.matchAll(TOKEN)].map((match) => token(match[1] ?? ''));
  return [...tokens, { type: 'end', text: '' }];
}

function token(text: string): SelectorToken {
  if (text === 'in' || text === 'notin') return { type: text, text };
  return { type: isSymbol(text) ? text : 'word', text };
}

function isSymbol(text: string): text is '=' | '==' | '!=' | '!' | '>' | '<' | '(' | ')' | ',' {
  return SYMBOLS.has(text);
}
