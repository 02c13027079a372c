// Which documents are manifests, as far as a look at their language can tell.
import type * as vscode from 'vscode';

export function isYaml(document: vscode.TextDocument): boolean {
  return document.languageId === 'yaml' && document.uri.scheme !== 'git';
}
