// Keeps the diagnostics of one manifest file up to date while it is edited. `update` takes a new
// text and costs little; the work itself comes in small steps that the caller spreads over time.
import { analyzeDocument, type DocumentAnalysis } from './analyzeDocument';
import { shifted, type DiagnosticCode, type Finding, type ManifestDiagnostic } from './diagnostic';
import { LineIndex } from './lineIndex';
import type { ManifestKnowledge } from './manifestKnowledge';
import { duplicateObjectFinding, identityOf } from './rules/duplicateObject';
import { MAX_DOCUMENTS, splitDocuments, type DocumentSpan } from './splitDocuments';

export interface ManifestDocument {
  readonly index: number;
  /** Offsets in the file. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Undefined until its turn has come. */
  readonly analysis: DocumentAnalysis | undefined;
}

export const MAX_FILE_CHARACTERS = 4_000_000;
/** More would not help anybody, and the editor has to draw them. */
const MAX_DIAGNOSTICS = 1_000;

export class ManifestAnalyzer {
  #knowledge: ManifestKnowledge;
  #text = '';
  #lines = new LineIndex('');
  #documents: ManifestDocument[] = [];
  /** Why the file as a whole is not looked at. */
  #refusal: Finding | undefined;
  #steps: Generator<undefined, undefined> | undefined;
  #revision = 0;

  constructor(knowledge: ManifestKnowledge) {
    this.#knowledge = knowledge;
  }

  get text(): string {
    return this.#text;
  }

  get lines(): LineIndex {
    return this.#lines;
  }

  get documents(): readonly ManifestDocument[] {
    return this.#documents;
  }

  /** Why the file as a whole is not looked at, where it is not. */
  get refusal(): string | undefined {
    return this.#refusal?.message;
  }

  /** Grows with every change of the text and of what is known of it. */
  get revision(): number {
    return this.#revision;
  }

  /** All documents have been analysed. */
  get isDone(): boolean {
    return this.#steps === undefined;
  }

  /** Takes a new text; what did not change keeps its analysis. Follow with `step` or `finish`. */
  update(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#revision++;
    this.#lines = new LineIndex(text);
    this.#refusal = refusalOf(text);
    const spans = this.#refusal === undefined ? splitDocuments(text) : [];
    if (spans.length > MAX_DOCUMENTS) this.#refusal = tooManyDocuments();
    this.#documents = this.#refusal === undefined ? this.#reuse(text, spans) : [];
    const pending = this.#documents.filter(({ analysis }) => analysis === undefined);
    this.#steps = pending.length === 0 ? undefined : this.#analyze(pending);
  }

  /** Judges everything anew by what is known now. Follow with `step` or `finish`. */
  learn(knowledge: ManifestKnowledge): void {
    if (knowledge === this.#knowledge) return;
    this.#knowledge = knowledge;
    this.#revision++;
    this.#documents = this.#documents.map((each) => ({ ...each, analysis: undefined }));
    this.#steps = this.#documents.length === 0 ? undefined : this.#analyze(this.#documents);
  }

  /** Works for a few milliseconds at most; true while there is more to do. */
  step(): boolean {
    if (this.#steps?.next().done === true) this.#steps = undefined;
    return this.#steps !== undefined;
  }

  /** Works until all is done; for small files and tests. */
  finish(): void {
    while (this.step());
  }

  /** Of everything analysed so far, in the order of the file. */
  diagnostics(): readonly ManifestDiagnostic[] {
    if (this.#refusal !== undefined) return [shifted(this.#refusal, 0, 0)];
    const found: ManifestDiagnostic[] = [];
    const identities = new Map<string, number>();
    for (const { index, start, analysis } of this.#documents) {
      if (analysis === undefined) continue;
      for (const finding of analysis.findings) found.push(shifted(finding, start, index));
      for (const object of analysis.objects) {
        const identity = identityOf(object);
        if (identity === undefined) continue;
        const first = identities.get(identity);
        if (first === undefined) identities.set(identity, start + object.node.start);
        else {
          const { line } = this.#lines.positionAt(first);
          found.push(shifted(duplicateObjectFinding(object, line), start, index));
        }
      }
      if (found.length > MAX_DIAGNOSTICS) return found.slice(0, MAX_DIAGNOSTICS);
    }
    return found;
  }

  /** The document at an offset; one that ends there counts where none begins. */
  documentAt(offset: number): ManifestDocument | undefined {
    return (
      this.#documents.find(({ start, end }) => start <= offset && offset < end) ??
      this.#documents.findLast(({ end }) => end === offset)
    );
  }

  #reuse(text: string, spans: readonly DocumentSpan[]): ManifestDocument[] {
    const old = this.#documents;
    const known = new Map<string, ManifestDocument>();
    let isIndexed = false;
    return spans.map(({ start, end }, index) => {
      const slice = text.slice(start, end);
      let same = old[index];
      if (same?.text !== slice) {
        if (!isIndexed) {
          isIndexed = true;
          for (const each of old) known.set(each.text, each);
        }
        same = known.get(slice);
      }
      return { index, start, end, text: slice, analysis: same?.analysis };
    });
  }

  *#analyze(pending: readonly ManifestDocument[]): Generator<undefined, undefined> {
    for (const document of pending) {
      const analysis = yield* analyzeDocument(detached(document.text), this.#knowledge);
      this.#documents[document.index] = { ...document, analysis };
      this.#revision++;
      yield;
    }
    return undefined;
  }
}

/**
 * A copy that shares no memory with the whole file: engines keep substrings as views, and the tree
 * of each document would otherwise hold on to the file as it was when that document was parsed.
 */
function detached(text: string): string {
  const joined = ` ${text}`;
  // Reading a character makes the engine write the joined text out in one piece.
  return joined.charCodeAt(joined.length - 1) >= 0 ? joined.slice(1) : text;
}

function refusalOf(text: string): Finding | undefined {
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    const message =
      'This is a binary file, not YAML: it contains NUL characters. It is not checked.';
    return refusal('binary-file', message, nul);
  }
  if (text.length <= MAX_FILE_CHARACTERS) return undefined;
  const megabytes = (text.length / 1_000_000).toFixed(1);
  return refusal(
    'file-too-large',
    `This file (${megabytes} MB) is too large to be checked: the limit is ${MAX_FILE_CHARACTERS / 1_000_000} MB. Split it into several files.`,
  );
}

function tooManyDocuments(): Finding {
  return refusal(
    'file-too-large',
    `This file has more than ${MAX_DOCUMENTS} documents, too many to be checked. Split it into several files.`,
  );
}

function refusal(code: DiagnosticCode, message: string, start = 0): Finding {
  return { code, severity: 'error', message, range: { start, end: start + 1 }, link: undefined };
}
