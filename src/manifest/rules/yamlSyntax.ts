// Syntax of YAML: the parser's complaint, and in plain words what usually causes it.
import type { DiagnosticCode, Finding } from '../diagnostic';
import { TOPIC_LINKS } from '../links';
import type { YamlProblem } from '../parseYaml';
import { lineEnd } from '../textEdit';
import type { TextRange } from '../yamlTree';

const HINTS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'YAML is indented with spaces only; replace the tab.',
  BLOCK_AS_IMPLICIT_KEY:
    'Only one "key: value" fits on a line. Check the indentation, or quote a value that contains ": ".',
  MULTILINE_IMPLICIT_KEY:
    'A key and its colon belong on one line. Check for a missing colon or wrong indentation above.',
  BAD_INDENT: 'Keys of one map, and dashes of one list, must start in the same column.',
  UNEXPECTED_TOKEN: 'Check the indentation and the colons and dashes around here.',
  BAD_SCALAR_START: 'Put the value in quotes.',
  MISSING_CHAR: 'Something is not closed or not complete here: a quote, a bracket or a colon.',
  BLOCK_IN_FLOW: 'Within { } and [ ] only the { } and [ ] style can be used.',
  BAD_DQ_ESCAPE: 'In double quotes \\ starts an escape; use single quotes to write it as it is.',
  KEY_OVER_1024_CHARS: 'Is a line break or a quote missing?',
};

const OWN_CODES: Readonly<Record<string, DiagnosticCode>> = {
  TOO_LARGE: 'document-too-large',
  TOO_DEEP: 'document-too-large',
  ALIAS_BOMB: 'alias-bomb',
};

/** One mistake often confuses the parser several times: the first few complaints are enough. */
const MAX_SYNTAX_FINDINGS = 5;

export function yamlSyntaxFindings(
  text: string,
  problems: readonly YamlProblem[],
): readonly Finding[] {
  const lines = new Set<number>();
  const findings: Finding[] = [];
  for (const problem of problems) {
    const { code } = problem;
    const message = problem.message.replace(/([^"])"quote/, '$1quote');
    const { start, end } = visibleRange(text, problem);
    if (lines.has(start) || findings.length === MAX_SYNTAX_FINDINGS) continue;
    lines.add(start);
    const hint = HINTS[code];
    findings.push({
      code: OWN_CODES[code] ?? 'yaml-syntax',
      severity: 'error',
      message: hint === undefined ? message : `${message}. ${hint}`,
      range: { start, end },
      link: TOPIC_LINKS.yaml,
      data: { yamlCode: code },
    });
  }
  return findings;
}

/** The parser points at white space or at the end of the text where it gave up: show what is visible. */
function visibleRange(text: string, { code, message, start, end }: YamlProblem): TextRange {
  if (code === 'TAB_AS_INDENT') return { start, end: Math.max(end, start + 1) };
  if (message.includes('quote') && text.slice(start).trim() === '') {
    const quote = Math.max(text.lastIndexOf('"'), text.lastIndexOf("'"));
    if (quote >= 0) return { start: quote, end: lineEnd(text, quote) };
  }
  let from = Math.min(start, Math.max(0, text.length - 1));
  while (text[from] === ' ') from++;
  if (from === text.length || text[from] === '\n') {
    // Behind the last word of the line, or of the text.
    from = Math.max(0, text.slice(0, from).trimEnd().length - 1);
  }
  const word = /^[^\s:,[\]{}]+/.exec(text.slice(from, from + 80))?.[0].length ?? 1;
  return { start: from, end: Math.max(end, from + word) };
}

/** A refused document is told of even where it does not look like Kubernetes. */
export function isRefusal({ code }: Finding): boolean {
  return code === 'document-too-large' || code === 'alias-bomb';
}
