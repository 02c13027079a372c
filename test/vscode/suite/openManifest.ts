// A manifest in an editor of this VS Code, and what is said of it.
import * as vscode from 'vscode';

export class OpenManifest {
  readonly document: vscode.TextDocument;

  constructor(document: vscode.TextDocument) {
    this.document = document;
  }

  get uri(): vscode.Uri {
    return this.document.uri;
  }

  /** Ours alone: other extensions may have their say of YAML too. */
  diagnostics(): vscode.Diagnostic[] {
    return vscode.languages.getDiagnostics(this.uri).filter(isOurs);
  }

  errors(): vscode.Diagnostic[] {
    return this.diagnostics().filter(
      ({ severity }) => severity === vscode.DiagnosticSeverity.Error,
    );
  }

  /** Waits until the diagnostics are as wanted; the runner's timeout ends it. */
  async until(wanted: (diagnostics: vscode.Diagnostic[]) => boolean): Promise<void> {
    await until(() => wanted(this.diagnostics()));
  }

  /** Replaces the first occurrence of a text. */
  async replace(old: string, text: string): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(this.uri, this.rangeOf(old), text);
    await vscode.workspace.applyEdit(edit);
  }

  rangeOf(text: string): vscode.Range {
    const offset = this.document.getText().indexOf(text);
    const { document } = this;
    return new vscode.Range(document.positionAt(offset), document.positionAt(offset + text.length));
  }

  /** What a diagnostic covers. */
  textOf({ range }: vscode.Diagnostic): string {
    return this.document.getText(range);
  }

  /** How many there are; cheaper than all that is in them. */
  async lensCount(): Promise<number> {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      this.uri,
    );
    return lenses.length;
  }

  async lenses(): Promise<vscode.Command[]> {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      this.uri,
      10_000,
    );
    return lenses.flatMap(({ command }) => command ?? []);
  }

  /** Takes the first quick fix for a diagnostic and returns its title. */
  async fix(diagnostic: vscode.Diagnostic): Promise<string> {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      this.uri,
      diagnostic.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const [first] = actions;
    if (first?.edit === undefined) throw new Error(`nothing to fix "${diagnostic.message}"`);
    await vscode.workspace.applyEdit(first.edit);
    return first.title;
  }
}

function isOurs({ source }: vscode.Diagnostic): boolean {
  return source === 'Cluster Lab';
}

let opened = 0;

/**
 * A new, unsaved YAML file with that text, shown in an editor. Its name is its own: on a busy machine
 * VS Code would fill a name that was just closed from what it had kept of that file.
 */
export async function openManifest(content: string): Promise<OpenManifest> {
  const name = `manifest-${String(++opened)}.yaml`;
  const uri = vscode.Uri.from({ scheme: 'untitled', path: name });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, new vscode.Position(0, 0), content);
  await vscode.workspace.applyEdit(edit);
  return new OpenManifest(document);
}

export async function closeEditors(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await until(() => vscode.workspace.textDocuments.every(({ isUntitled }) => !isUntitled));
}

export async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 10));
}
