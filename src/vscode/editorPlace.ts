// Where editors open that a command asks for: a lesson whose button was pressed stays in sight.
import * as vscode from 'vscode';

/** Beside a walkthrough, else where the learner is. */
export function editorColumn(): vscode.ViewColumn {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  // VS Code's own pages, such as the walkthrough, are the tabs of which it tells no input.
  const isOwnPage = activeTab !== undefined && activeTab.input === undefined;
  return isOwnPage ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
}
