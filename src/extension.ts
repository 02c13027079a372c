// The door of the extension: builds the objects and registers the features, nothing else.
import type * as vscode from 'vscode';
import { startFeatures } from './vscode/features';

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(startFeatures(context));
}
