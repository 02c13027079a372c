// Shows the analysis of manifests as VS Code's diagnostics: underlined in the editor and listed in
// the Problems panel, each with its code and a link to the documentation.
import * as vscode from 'vscode';
import type { ManifestDiagnostic, Severity } from '../../manifest/diagnostic';
import type { LineIndex } from '../../manifest/lineIndex';
import type { TextRange } from '../../manifest/yamlTree';
import type { AnalyzedFile, ManifestDocuments } from './manifestDocuments';

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

export class ManifestDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('cluster-lab');
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(documents: ManifestDocuments) {
    this.#subscriptions = [
      documents.onDidAnalyze((file) => {
        this.#show(file);
      }),
      documents.onDidClose((uri) => {
        this.#collection.delete(uri);
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('clusterLab.manifests')) documents.refresh();
      }),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#collection.dispose();
  }

  #show({ document, analyzer }: AnalyzedFile): void {
    const settings = vscode.workspace.getConfiguration('clusterLab.manifests', document.uri);
    if (!settings.get('validate', true)) {
      this.#collection.delete(document.uri);
      return;
    }
    const notSimulated = settings.get('showNotSimulated', true);
    this.#collection.set(
      document.uri,
      analyzer
        .diagnostics()
        .filter(({ code }) => notSimulated || code !== 'not-simulated')
        .map((diagnostic) => toDiagnostic(diagnostic, analyzer.lines)),
    );
  }
}

function toDiagnostic(diagnostic: ManifestDiagnostic, lines: LineIndex): vscode.Diagnostic {
  const shown = new vscode.Diagnostic(
    toRange(diagnostic.range, lines),
    diagnostic.message,
    SEVERITIES[diagnostic.severity],
  );
  shown.source = 'Cluster Lab';
  shown.code =
    diagnostic.link === undefined
      ? diagnostic.code
      : { value: diagnostic.code, target: vscode.Uri.parse(diagnostic.link) };
  return shown;
}

export function toRange(range: TextRange, lines: LineIndex): vscode.Range {
  const start = lines.positionAt(range.start);
  const end = lines.positionAt(range.end);
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
