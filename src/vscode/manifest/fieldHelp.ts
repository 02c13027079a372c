// Hover and completion in manifests, from the same schema that the API server checks with.
import * as vscode from 'vscode';
import { completionsAt, type ManifestCompletion } from '../../manifest/completion';
import { hoverAt } from '../../manifest/hover';
import { toRange } from './diagnostics';
import type { ManifestDocuments } from './manifestDocuments';

const KINDS: Readonly<Record<ManifestCompletion['kind'], vscode.CompletionItemKind>> = {
  field: vscode.CompletionItemKind.Field,
  value: vscode.CompletionItemKind.EnumMember,
  object: vscode.CompletionItemKind.Struct,
};

export class ManifestFieldHelp implements vscode.HoverProvider, vscode.CompletionItemProvider {
  readonly #documents: ManifestDocuments;

  constructor(documents: ManifestDocuments) {
    this.#documents = documents;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const analyzer = this.#documents.current(document);
    const { schema } = this.#documents.knowledge;
    const hover = analyzer && hoverAt(analyzer, schema, document.offsetAt(position));
    if (analyzer === undefined || hover === undefined) return undefined;
    return new vscode.Hover(
      new vscode.MarkdownString(hover.markdown),
      toRange(hover.range, analyzer.lines),
    );
  }

  provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): vscode.CompletionItem[] {
    const analyzer = this.#documents.current(document);
    if (analyzer === undefined) return [];
    const { schema } = this.#documents.knowledge;
    return completionsAt(analyzer, schema, document.offsetAt(position)).map((each) => {
      const item = new vscode.CompletionItem(each.label, KINDS[each.kind]);
      item.detail = each.detail;
      item.documentation = new vscode.MarkdownString(each.documentation);
      item.insertText = new vscode.SnippetString(each.snippet);
      // The model's snippets carry their whole indentation.
      item.keepWhitespace = true;
      item.range = toRange(each.range, analyzer.lines);
      item.sortText = each.sortText;
      return item;
    });
  }
}
