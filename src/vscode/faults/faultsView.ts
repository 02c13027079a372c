// The view of what is broken on purpose: adapts the pure model of src/views/faults to VS Code.
import * as vscode from 'vscode';
import { faultItems, type FaultItem } from '../../views/faults/faultItems';
import type { Session } from '../session';

export class FaultsView implements vscode.TreeDataProvider<FaultItem>, vscode.Disposable {
  readonly #session: Session;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<FaultItem>;
  readonly #subscription: vscode.Disposable;
  /** What was shown last: the same needs no refresh. */
  #shown = '';

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(session: Session) {
    this.#session = session;
    this.#view = vscode.window.createTreeView('clusterLab.faults', { treeDataProvider: this });
    this.#subscription = session.onDidChange(() => {
      this.#refresh();
    });
  }

  getChildren(parent?: FaultItem): FaultItem[] {
    return [...(parent === undefined ? this.#items() : parent.children)];
  }

  getTreeItem(item: FaultItem): vscode.TreeItem {
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    const shown = new vscode.TreeItem(item.label, item.children.length > 0 ? Collapsed : None);
    shown.id = item.id;
    shown.description = item.description;
    shown.tooltip = new vscode.MarkdownString(item.tooltip);
    shown.iconPath = new vscode.ThemeIcon(
      item.icon,
      item.context === 'fault' ? new vscode.ThemeColor('testing.iconFailed') : undefined,
    );
    shown.contextValue = item.context;
    const label = [item.label, item.description].filter((text) => text !== '').join(', ');
    shown.accessibilityInformation = { label, role: 'treeitem' };
    return shown;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  #items(): readonly FaultItem[] {
    const cluster = this.#session.shown?.cluster;
    if (cluster === undefined) return [];
    return faultItems(cluster.faults.active(), cluster.config.controlPlaneNodes);
  }

  #refresh(): void {
    const items = this.#items();
    const text = items.map(({ id, description }) => `${id} ${description}`).join('\n');
    if (text === this.#shown) return;
    this.#shown = text;
    const count = items.length;
    const tooltip = count === 1 ? '1 thing is broken' : `${String(count)} things are broken`;
    this.#view.badge = count === 0 ? undefined : { value: count, tooltip };
    this.#changed.fire(undefined);
  }
}
