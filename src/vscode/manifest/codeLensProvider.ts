// Apply and Delete above each document of a manifest, and for the whole file.
import * as vscode from 'vscode';
import { codeLenses } from '../../manifest/codeLenses';
import type { ManifestAnalyzer } from '../../manifest/manifestAnalyzer';
import type { AppliedResults } from './appliedResults';
import { toRange } from './diagnostics';
import type { ManifestDocuments } from './manifestDocuments';

export class ManifestCodeLensProvider implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #documents: ManifestDocuments;
  readonly #results: AppliedResults;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(documents: ManifestDocuments, results: AppliedResults) {
    this.#documents = documents;
    this.#results = results;
    const refresh = (): void => {
      this.#changed.fire();
    };
    this.#subscription = vscode.Disposable.from(
      documents.onDidAnalyze(refresh),
      results.onDidChange(refresh),
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const analyzer = this.#documents.current(document);
    if (analyzer === undefined) return [];
    const actions = codeLenses(analyzer).map(({ action, title, documentIndex, range }) => {
      const whole = documentIndex === undefined;
      return new vscode.CodeLens(toRange(range, analyzer.lines), {
        title,
        command: `clusterLab.${action}${whole ? 'File' : 'Document'}`,
        arguments: whole ? [document.uri] : [document.uri, documentIndex],
      });
    });
    return [...actions, ...this.#outcomes(document, analyzer)];
  }

  /** What became of each document, beside its lenses. */
  #outcomes(document: vscode.TextDocument, analyzer: ManifestAnalyzer): vscode.CodeLens[] {
    return analyzer.documents.flatMap(({ index, start, text, analysis }) => {
      const outcomes = this.#results.of(document.uri, index, text);
      if (outcomes.length === 0) return [];
      const at = start + (analysis?.root?.start ?? 0);
      const [first] = outcomes.map(({ message }) => message.split('\n', 1)[0] ?? '');
      const failed = outcomes.some(({ outcome }) => outcome === 'failed');
      const title = `${failed ? '$(error)' : '$(check)'} ${first ?? ''}${outcomes.length > 1 ? ` (+${String(outcomes.length - 1)})` : ''}`;
      const command = { title, command: 'clusterLab.showOutput', tooltip: 'Show the output' };
      return [new vscode.CodeLens(toRange({ start: at, end: at }, analyzer.lines), command)];
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
