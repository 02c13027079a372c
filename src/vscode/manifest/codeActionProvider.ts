// Quick fixes for the diagnostics of manifests.
import * as vscode from 'vscode';
import { codeActionsFor } from '../../manifest/codeActions';
import { toRange } from './diagnostics';
import type { ManifestDocuments } from './manifestDocuments';

export class ManifestCodeActionProvider implements vscode.CodeActionProvider {
  readonly #documents: ManifestDocuments;

  constructor(documents: ManifestDocuments) {
    this.#documents = documents;
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const analyzer = this.#documents.current(document);
    if (analyzer === undefined) return [];
    const shown = context.diagnostics.filter(({ source }) => source === 'Cluster Lab');
    return analyzer.diagnostics().flatMap((diagnostic) => {
      const at = toRange(diagnostic.range, analyzer.lines);
      if (at.intersection(range) === undefined) return [];
      const solves = shown.filter((each) => each.range.isEqual(at));
      return codeActionsFor(analyzer, this.#documents.knowledge, diagnostic).map((fix) => {
        const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
        action.isPreferred = fix.isPreferred;
        action.diagnostics = solves;
        action.edit = new vscode.WorkspaceEdit();
        for (const edit of fix.edits) {
          action.edit.replace(document.uri, toRange(edit, analyzer.lines), edit.newText);
        }
        return action;
      });
    });
  }
}
