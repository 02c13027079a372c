// Which documents are manifests, as far as a look at their language can tell.
import type * as vscode from 'vscode';

/** Old versions of files and of objects, and what a debugger shows: nobody edits or applies them. */
const SHOWN_ONLY: ReadonlySet<string> = new Set(['git', 'debug', 'clusterlab']);

export function isYaml(document: vscode.TextDocument): boolean {
  return document.languageId === 'yaml' && !SHOWN_ONLY.has(document.uri.scheme);
}
