// The door of the extension: VS Code calls activate() when one of its features is used for the first time.
import type { ExtensionContext } from 'vscode';

export function activate(_context: ExtensionContext): void {
  // The features of src/vscode register themselves here.
}
