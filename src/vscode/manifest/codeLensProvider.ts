// Apply and Delete above each document of a manifest, and for the whole file.
import * as vscode from 'vscode';
import { codeLenses } from '../../manifest/codeLenses';
import { toRange } from './diagnostics';
import type { ManifestDocuments } from './manifestDocuments';

export class ManifestCodeLensProvider implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #documents: ManifestDocuments;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(documents: ManifestDocuments) {
    this.#documents = documents;
    this.#subscription = documents.onDidAnalyze(() => {
      this.#changed.fire();
    });
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const analyzer = this.#documents.current(document);
    if (analyzer === undefined) return [];
    return codeLenses(analyzer).map(({ action, title, documentIndex, range }) => {
      const whole = documentIndex === undefined;
      return new vscode.CodeLens(toRange(range, analyzer.lines), {
        title: `$(${action === 'apply' ? 'cloud-upload' : 'trash'}) ${title}`,
        command: `clusterLab.${action}${whole ? 'File' : 'Document'}`,
        arguments: whole ? [document.uri] : [document.uri, documentIndex],
      });
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
