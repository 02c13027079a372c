// The YAML file that the learner worked with last: what "Apply Manifest" means while another kind of
// editor has the focus, such as the walkthrough or the diagram.
import * as vscode from 'vscode';
import { isYaml } from './isYaml';

export class LastManifest implements vscode.Disposable {
  readonly #subscription: vscode.Disposable;
  #last: vscode.TextDocument | undefined;

  constructor() {
    this.#remember(vscode.window.activeTextEditor);
    this.#subscription = vscode.window.onDidChangeActiveTextEditor((editor) => {
      this.#remember(editor);
    });
  }

  /** Undefined where a text that is no YAML has the focus, or nothing was edited yet. */
  current(): vscode.TextDocument | undefined {
    const active = vscode.window.activeTextEditor?.document;
    if (active !== undefined) return isYaml(active) ? active : undefined;
    return this.#last?.isClosed === true ? undefined : this.#last;
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #remember(editor: vscode.TextEditor | undefined): void {
    if (editor !== undefined && isYaml(editor.document)) this.#last = editor.document;
  }
}
