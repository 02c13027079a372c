// The sample manifests that come with the extension. They open as new files, so that what a learner
// changes is the learner's and the samples stay as they are.
import * as vscode from 'vscode';
import { leadingComment } from '../../manifest/leadingComment';
import { editorColumn } from '../editorPlace';

export class SampleManifests {
  readonly #folder: vscode.Uri;

  constructor(folder: vscode.Uri) {
    this.#folder = folder;
  }

  /** Asks which where no name is given; undefined: none was chosen. */
  async open(name?: string): Promise<vscode.TextDocument | undefined> {
    const chosen = name ?? (await this.#pick());
    if (chosen === undefined) return undefined;
    const viewColumn = editorColumn();
    const document = await this.#document(chosen);
    await vscode.window.showTextDocument(document, { preview: false, viewColumn });
    return document;
  }

  /** The workspace's own where it has one of that name, else a new file with the sample's text. */
  async #document(name: string): Promise<vscode.TextDocument> {
    const workspace = vscode.workspace.workspaceFolders?.[0]?.uri;
    const own = workspace && vscode.Uri.joinPath(workspace, name);
    if (own !== undefined && (await exists(own))) return vscode.workspace.openTextDocument(own);
    const unsaved = own?.with({ scheme: 'untitled' });
    const open = vscode.workspace.textDocuments.find(
      ({ uri }) => uri.toString() === unsaved?.toString(),
    );
    if (open !== undefined && open.getText() !== '') return open;
    const content = await this.#read(name);
    if (unsaved === undefined) {
      return vscode.workspace.openTextDocument({ language: 'yaml', content });
    }
    const document = await vscode.workspace.openTextDocument(unsaved);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(unsaved, new vscode.Position(0, 0), content);
    await vscode.workspace.applyEdit(edit);
    return document;
  }

  async #pick(): Promise<string | undefined> {
    const files = await vscode.workspace.fs.readDirectory(this.#folder);
    const names = files.map(([name]) => name).filter((name) => name.endsWith('.yaml'));
    const items = await Promise.all(
      names.map(async (label) => ({ label, detail: leadingComment(await this.#read(label)) })),
    );
    const chosen = await vscode.window.showQuickPick(items, {
      title: 'Open Sample Manifest',
      placeHolder: 'It opens as a new file of yours, or the one that you have of that name',
      matchOnDetail: true,
    });
    return chosen?.label;
  }

  async #read(name: string): Promise<string> {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.#folder, name));
    return new TextDecoder().decode(bytes);
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
