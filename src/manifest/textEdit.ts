// Edits of a document's text, and the layout questions that writing YAML into it raises.
import type { TextRange } from './yamlTree';

/** Replaces a range; an empty range inserts. Offsets are those of the text that the edit is for. */
export interface TextEdit extends TextRange {
  readonly newText: string;
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset of the line's newline, or of the end of the text. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline;
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** Nothing but white space stands before it on its line. */
export function isFirstOnLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === '';
}

/** Where the visible text of a range ends: values of blocks run on over line breaks. */
export function visibleEnd(text: string, { start, end }: TextRange): number {
  return start + text.slice(start, end).trimEnd().length;
}

/** Lines of YAML moved to a column. */
export function indented(yaml: string, column: number): string {
  const margin = ' '.repeat(column);
  return yaml
    .split('\n')
    .map((line) => (line === '' ? line : margin + line))
    .join('\n');
}

/** The text with all edits made; they must not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const fromTheEnd = [...edits].sort((a, b) => b.start - a.start || b.end - a.end);
  return fromTheEnd.reduce(
    (result, { start, end, newText }) => result.slice(0, start) + newText + result.slice(end),
    text,
  );
}
