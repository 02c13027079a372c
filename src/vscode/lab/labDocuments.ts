// Lab files in the editor: findings as you type, a lens that opens the lab, help on its fields.
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import { fieldAt, fieldsFor, type FieldHelp } from '../../labfile/labHelp';
import { readLab, type ReadLab } from '../../labfile/readLab';
import { LineIndex } from '../../manifest/lineIndex';
import { formatElapsed } from '../../views/elapsed';
import { plural } from '../../views/plural';
import { inSlices } from '../inSlices';
import { lensTitle } from '../lensTitle';
import { realTime } from '../pacer';

/** After the last key. */
const QUIET_MS = 200;

export class LabDocuments implements vscode.Disposable {
  readonly #language: string;
  readonly #findings = vscode.languages.createDiagnosticCollection('cluster-lab-labs');
  readonly #lenses = new vscode.EventEmitter<void>();
  readonly #read = new Map<string, { readonly version: number; readonly result: ReadLab }>();
  readonly #waiting = new Map<string, () => void>();
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(language: string) {
    this.#language = language;
    const { workspace, languages } = vscode;
    const selector: vscode.DocumentSelector = { language };
    this.#subscriptions = [
      workspace.onDidOpenTextDocument((document) => {
        this.#look(document, 0);
      }),
      workspace.onDidChangeTextDocument(({ document }) => {
        this.#look(document, QUIET_MS);
      }),
      workspace.onDidCloseTextDocument(({ uri }) => {
        this.#findings.delete(uri);
        this.#read.delete(uri.toString());
      }),
      languages.registerCodeLensProvider(selector, {
        onDidChangeCodeLenses: this.#lenses.event,
        provideCodeLenses: (document) => [this.#lens(document)],
      }),
      languages.registerHoverProvider(selector, {
        provideHover: (document, position) => this.#hover(document, position),
      }),
      languages.registerCompletionItemProvider(selector, {
        provideCompletionItems: (document, position) => completions(document, position),
      }),
    ];
    for (const document of workspace.textDocuments) this.#look(document, 0);
  }

  dispose(): void {
    for (const cancel of this.#waiting.values()) cancel();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#findings.dispose();
    this.#lenses.dispose();
  }

  #look(document: vscode.TextDocument, delayMs: number): void {
    if (document.languageId !== this.#language) return;
    const key = document.uri.toString();
    this.#waiting.get(key)?.();
    const cancel = realTime.later(delayMs, () => {
      this.#waiting.delete(key);
      void this.#analyze(document, key);
    });
    this.#waiting.set(key, cancel);
  }

  async #analyze(document: vscode.TextDocument, key: string): Promise<void> {
    const { version } = document;
    const text = document.getText();
    const isCancelled = (): boolean => document.isClosed || document.version !== version;
    await nextTurn();
    const result = await inSlices(realTime, readLab(text), { isCancelled });
    if (result === undefined || isCancelled()) return;
    this.#read.set(key, { version, result });
    this.#findings.set(document.uri, diagnosticsOf(result, new LineIndex(text)));
    this.#lenses.fire();
  }

  #lens(document: vscode.TextDocument): vscode.CodeLens {
    const read = this.#read.get(document.uri.toString());
    return new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), {
      title: lensTitle('play', `Open this lab${read === undefined ? '' : summary(read.result)}`),
      command: 'clusterLab.openLab',
      arguments: [document.uri],
    });
  }

  #hover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const read = this.#read.get(document.uri.toString());
    if (read?.version !== document.version || read.result.root === undefined) return undefined;
    const found = fieldAt(read.result.root, document.offsetAt(position));
    if (found === undefined) return undefined;
    const { start, end } = found.range;
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    return new vscode.Hover(new vscode.MarkdownString(helpText(found)), range);
  }
}

function summary({ lab, problems }: ReadLab): string {
  if (lab === undefined) return ` · ${plural(problems.length, 'problem')}`;
  const { journal, end } = lab;
  if (journal.length === 0) return ' · start configuration';
  const length = formatElapsed(end?.nowMs ?? journal.at(-1)?.atMs ?? 0);
  return ` · ${plural(journal.length, 'input')} in ${length}`;
}

function diagnosticsOf({ problems }: ReadLab, lines: LineIndex): readonly vscode.Diagnostic[] {
  return problems.map(({ code, message, range }) => {
    const start = lines.positionAt(range.start);
    const end = lines.positionAt(range.end);
    const place = new vscode.Range(start.line, start.character, end.line, end.character);
    const diagnostic = new vscode.Diagnostic(place, message, vscode.DiagnosticSeverity.Error);
    diagnostic.source = 'Cluster Lab';
    diagnostic.code = code;
    return diagnostic;
  });
}

function completions(
  document: vscode.TextDocument,
  { line, character }: vscode.Position,
): vscode.CompletionItem[] {
  const typed = document.lineAt(line).text.slice(0, character);
  if (typed.includes(':') || typed.includes('#')) return [];
  const above = document
    .getText(new vscode.Range(0, 0, line, 0))
    .split('\n')
    .slice(0, -1);
  return fieldsFor(above, typed).map((help) => {
    const item = new vscode.CompletionItem(help.name, vscode.CompletionItemKind.Field);
    const { kind } = help.field.shape;
    item.insertText = `${help.name}:${kind === 'object' || kind === 'list' || kind === 'map' ? '' : ' '}`;
    item.documentation = new vscode.MarkdownString(help.field.description);
    return item;
  });
}

function helpText({ name, field }: FieldHelp): string {
  const { shape, required } = field;
  const values =
    shape.kind === 'string' && shape.values !== undefined
      ? `\n\nOne of ${shape.values.join(', ')}.`
      : '';
  return `**${name}**${required === true ? ' (required)' : ''}\n\n${field.description}${values}`;
}
