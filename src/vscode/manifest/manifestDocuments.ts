// The analyses of the open YAML files, kept up to date while they are edited: short slices of work,
// so that typing never waits for them.
import * as vscode from 'vscode';
import { ManifestAnalyzer } from '../../manifest/manifestAnalyzer';
import type { ManifestKnowledge } from '../../manifest/manifestKnowledge';
import { inSlices, SLICE_MS } from '../inSlices';
import { realTime } from '../pacer';
import { isYaml } from './isYaml';

/** An open file and what is known of it. */
export interface AnalyzedFile {
  readonly document: vscode.TextDocument;
  readonly analyzer: ManifestAnalyzer;
}

export class ManifestDocuments implements vscode.Disposable {
  #knowledge: ManifestKnowledge;
  readonly #files = new Map<string, AnalyzedFile>();
  readonly #pending = new Set<string>();
  readonly #analyzed = new vscode.EventEmitter<AnalyzedFile>();
  readonly #closed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: readonly vscode.Disposable[];
  #slice: NodeJS.Immediate | undefined;

  /** Told when all documents of a file have been looked at. */
  readonly onDidAnalyze = this.#analyzed.event;
  readonly onDidClose = this.#closed.event;

  constructor(knowledge: ManifestKnowledge) {
    this.#knowledge = knowledge;
    this.#subscriptions = [
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.#take(document);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        this.#take(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.#forget(document);
      }),
    ];
    for (const document of vscode.workspace.textDocuments) this.#take(document);
  }

  get knowledge(): ManifestKnowledge {
    return this.#knowledge;
  }

  /** Judges all files anew by what is known now. */
  learn(knowledge: ManifestKnowledge): void {
    this.#knowledge = knowledge;
    for (const { document, analyzer } of this.#files.values()) {
      analyzer.learn(knowledge);
      this.#take(document);
    }
  }

  /** The analysis of a YAML file as far as it has come; undefined for other files. */
  current(document: vscode.TextDocument): ManifestAnalyzer | undefined {
    // VS Code may still ask about a file that has just been closed.
    if (!isYaml(document) || document.isClosed) return undefined;
    const { analyzer } = this.#file(document);
    analyzer.update(document.getText());
    if (!analyzer.isDone) this.#take(document);
    return analyzer;
  }

  /** The whole analysis of a YAML file as it is now. */
  async analyzedSoon(document: vscode.TextDocument): Promise<ManifestAnalyzer> {
    const { analyzer } = this.#file(document);
    analyzer.update(document.getText());
    await inSlices(realTime, stepsOf(analyzer));
    return analyzer;
  }

  /** Analyses everything anew, e.g. after a setting has changed. */
  refresh(): void {
    for (const file of this.#files.values()) this.#analyzed.fire(file);
  }

  dispose(): void {
    if (this.#slice !== undefined) clearImmediate(this.#slice);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#analyzed.dispose();
    this.#closed.dispose();
  }

  #take(document: vscode.TextDocument): void {
    if (!isYaml(document)) return;
    this.#file(document);
    this.#pending.add(document.uri.toString());
    this.#workSoon();
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    if (!this.#files.delete(key)) return;
    this.#pending.delete(key);
    this.#closed.fire(document.uri);
  }

  #file(document: vscode.TextDocument): AnalyzedFile {
    const key = document.uri.toString();
    let file = this.#files.get(key);
    // A new, unsaved file may have the name of one that was closed.
    if (file?.document !== document) {
      file = { document, analyzer: new ManifestAnalyzer(this.#knowledge) };
      this.#files.set(key, file);
    }
    return file;
  }

  #workSoon(): void {
    this.#slice ??= setImmediate(() => {
      this.#slice = undefined;
      this.#work();
    });
  }

  #work(): void {
    const endMs = performance.now() + SLICE_MS;
    for (const key of this.#pending) {
      const file = this.#files.get(key);
      if (file !== undefined) {
        file.analyzer.update(file.document.getText());
        while (file.analyzer.step()) {
          if (performance.now() >= endMs) {
            this.#workSoon();
            return;
          }
        }
      }
      this.#pending.delete(key);
      if (file !== undefined) this.#analyzed.fire(file);
    }
  }
}

/** All that is left to do, also what an edit in between adds. */
function* stepsOf(analyzer: ManifestAnalyzer): Generator<undefined, undefined> {
  while (analyzer.step()) yield;
  return undefined;
}
