// The view of traffic: adapts the pure model of src/views/traffic to VS Code.
import * as vscode from 'vscode';
import type { Health } from '../../views/health';
import { trafficItems, type TrafficItem } from '../../views/traffic/trafficItems';
import type { Session } from '../session';

/** Meters that change faster than this cannot be read, real ms. */
const REFRESH_MS = 500;

const COLOURS: Readonly<Record<Health, string>> = {
  good: 'testing.iconPassed',
  working: 'charts.yellow',
  bad: 'testing.iconFailed',
  off: 'disabledForeground',
  done: 'descriptionForeground',
};

export class TrafficView implements vscode.TreeDataProvider<TrafficItem>, vscode.Disposable {
  readonly #session: Session;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<TrafficItem>;
  readonly #subscription: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;
  /** What was shown last: the same needs no refresh. */
  #shown = '';

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(session: Session) {
    this.#session = session;
    this.#view = vscode.window.createTreeView('clusterLab.traffic', { treeDataProvider: this });
    this.#subscription = session.onDidChange(() => {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#refresh();
      }, REFRESH_MS);
    });
  }

  getChildren(parent?: TrafficItem): TrafficItem[] {
    return [...(parent === undefined ? this.#items() : parent.children)];
  }

  getTreeItem(item: TrafficItem): vscode.TreeItem {
    const { label, description, children } = item;
    const folding =
      children.length === 0
        ? vscode.TreeItemCollapsibleState.None
        : item.context === 'traffic.active'
          ? vscode.TreeItemCollapsibleState.Expanded
          : vscode.TreeItemCollapsibleState.Collapsed;
    const shown = new vscode.TreeItem(label, folding);
    shown.id = item.id;
    shown.description = description;
    shown.tooltip = new vscode.MarkdownString(item.tooltip);
    shown.iconPath = new vscode.ThemeIcon(item.icon, new vscode.ThemeColor(COLOURS[item.health]));
    shown.contextValue = item.context;
    shown.accessibilityInformation = { label: `${label}, ${description}`, role: 'treeitem' };
    return shown;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  #items(): readonly TrafficItem[] {
    return trafficItems(this.#session.shown?.cluster.traffic.runs ?? []);
  }

  #refresh(): void {
    const text = JSON.stringify(this.#items());
    if (text === this.#shown) return;
    this.#shown = text;
    this.#changed.fire(undefined);
  }
}
