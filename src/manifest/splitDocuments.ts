// Cuts a YAML stream into its documents without parsing it, so that an edit costs only the document
// that it touches. Source: https://yaml.org/spec/1.2.2/#92-streams
//
// `---` (or `...`) at the start of a line, followed by white space or nothing, is a marker wherever
// it stands: the specification forbids it inside scalars (c-forbidden), quoted and block ones too,
// and kubectl's reader cuts there as well. An indented `---` is text.

/** Offsets into the stream. The `---` that opens a document belongs to it. */
export interface DocumentSpan {
  readonly start: number;
  readonly end: number;
}

const NEWLINE = 10;
const DASH = 45;
const DOT = 46;

/** No manifest has so many; a file that does is not one, and would hold up the editor. */
export const MAX_DOCUMENTS = 10_000;

/**
 * All documents in order, empty ones included; together they cover the whole text, except where
 * there are more than {@link MAX_DOCUMENTS}: then one more than that is returned.
 */
export function splitDocuments(text: string): readonly DocumentSpan[] {
  const spans: DocumentSpan[] = [];
  const markers = new MarkerSearch(text);
  let start = 0;
  let hasContent = false;
  const cut = (at: number): void => {
    if (at > start) spans.push({ start, end: at });
    start = at;
    hasContent = false;
  };
  for (let line = 0; line < text.length; line = nextLine(text, line)) {
    if (spans.length > MAX_DOCUMENTS) return spans;
    if (!hasContent) line = skipBlankLines(text, line);
    const first = text.charCodeAt(line);
    if (first === DASH && isMarker(text, line, DASH)) {
      // Comments and directives before the first `---` belong to the document that it opens.
      if (hasContent) cut(line);
      hasContent = true;
    } else if (first === DOT && isMarker(text, line, DOT)) {
      cut(nextLine(text, line));
    } else if (!hasContent) {
      hasContent = isContent(text, line);
    }
    // Nothing but a marker matters from here on, and the engine finds those faster than a loop.
    if (hasContent) line = markers.newlineBefore(line);
  }
  cut(text.length);
  return spans;
}

/** Finds lines that begin with `---` or `...`; remembers where the next of each kind is. */
class MarkerSearch {
  readonly #text: string;
  #dashes = -1;
  #dots = -1;

  constructor(text: string) {
    this.#text = text;
  }

  /** Offset of the newline before the next such line; the end of the text where there is none. */
  newlineBefore(from: number): number {
    if (this.#dashes < from) this.#dashes = this.#find('\n---', from);
    if (this.#dots < from) this.#dots = this.#find('\n...', from);
    return Math.min(this.#dashes, this.#dots);
  }

  #find(marker: string, from: number): number {
    const found = this.#text.indexOf(marker, from);
    return found < 0 ? this.#text.length : found;
  }
}

function nextLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline + 1;
}

function isMarker(text: string, at: number, character: number): boolean {
  if (text.charCodeAt(at + 1) !== character || text.charCodeAt(at + 2) !== character) return false;
  const after = text.charCodeAt(at + 3);
  return Number.isNaN(after) || after === 32 || after === 9 || after === NEWLINE || after === 13;
}

/** Start of the next line with anything on it; the end of the text where there is none. */
function skipBlankLines(text: string, line: number): number {
  const search = /\S/g;
  search.lastIndex = line;
  const visible = search.exec(text)?.index;
  return visible === undefined ? text.length : Math.max(line, text.lastIndexOf('\n', visible) + 1);
}

/** Neither blank, nor a comment, nor a directive. */
function isContent(text: string, line: number): boolean {
  const end = nextLine(text, line);
  let at = line;
  while (at < end && text.charCodeAt(at) <= 32) at++;
  return at < end && text[at] !== '#' && text[line] !== '%';
}
