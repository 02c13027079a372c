// What became of each document of a manifest when it was last applied or deleted, for as long as its
// text stays the same: shown above the document, in kubectl's words.
import * as vscode from 'vscode';
import type { ManifestOutcome } from '../../kubectl/manifestVerb';

interface AppliedResult {
  /** The document's text at that time. */
  readonly text: string;
  readonly outcomes: readonly ManifestOutcome[];
}

export class AppliedResults implements vscode.Disposable {
  readonly #results = new Map<string, Map<number, AppliedResult>>();
  readonly #changed = new vscode.EventEmitter<void>();

  #version = 0;

  readonly onDidChange = this.#changed.event;

  /** Grows with every result. */
  get version(): number {
    return this.#version;
  }

  /** Takes the outcomes of one document, in place of earlier ones. Shown from the next `show`. */
  set(uri: vscode.Uri, index: number, text: string, outcomes: readonly ManifestOutcome[]): void {
    this.#version++;
    const key = uri.toString();
    const ofFile = this.#results.get(key) ?? new Map<number, AppliedResult>();
    ofFile.set(index, { text, outcomes });
    this.#results.set(key, ofFile);
  }

  /** Once for many: lenses are drawn anew for the whole file. */
  show(): void {
    this.#changed.fire();
  }

  has(uri: vscode.Uri): boolean {
    return this.#results.has(uri.toString());
  }

  /** Empty where nothing was done with the document as it is now. */
  of(uri: vscode.Uri, index: number, text: string): readonly ManifestOutcome[] {
    const result = this.#results.get(uri.toString())?.get(index);
    return result?.text === text ? result.outcomes : [];
  }

  /** Forgets everything: another cluster runs. */
  clear(): void {
    this.#version++;
    this.#results.clear();
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
