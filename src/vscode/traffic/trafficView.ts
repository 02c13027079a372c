// The view of traffic: adapts the pure model of src/views/traffic to VS Code.
import * as vscode from 'vscode';
import { trafficItems, type TrafficItem } from '../../views/traffic/trafficItems';
import { healthIcon } from '../healthIcon';
import { Refresher } from '../refresher';
import type { Session } from '../session';

/** Meters that change faster than this cannot be read, real ms. */
const REFRESH_MS = 500;

export class TrafficView implements vscode.TreeDataProvider<TrafficItem>, vscode.Disposable {
  readonly #session: Session;
  readonly #changed = new vscode.EventEmitter<TrafficItem | undefined>();
  readonly #view: vscode.TreeView<TrafficItem>;
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #refresher = new Refresher(REFRESH_MS, () => {
    this.#refresh();
  });
  /** What the rows show, by their ids. */
  readonly #shown = new Map<string, TrafficItem>();
  readonly #elements = new Map<string, TrafficItem>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(session: Session) {
    this.#session = session;
    this.#view = vscode.window.createTreeView('clusterLab.traffic', { treeDataProvider: this });
    this.#subscriptions = [
      session.onDidChange(this.#refresher.soon),
      this.#view.onDidChangeVisibility(() => {
        this.#refresher.now();
      }),
      this.#refresher,
    ];
  }

  getChildren(parent?: TrafficItem): TrafficItem[] {
    const items = parent === undefined ? this.#items() : this.#latest(parent).children;
    return items.map((item) => this.#known(item));
  }

  getTreeItem(element: TrafficItem): vscode.TreeItem {
    const item = this.#latest(element);
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
    shown.iconPath = healthIcon(item.icon, item.health);
    shown.contextValue = item.context;
    shown.accessibilityInformation = { label: `${label}, ${description}`, role: 'treeitem' };
    return shown;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  #items(): readonly TrafficItem[] {
    return trafficItems(this.#session.shown?.cluster.traffic.runs ?? []);
  }

  /** VS Code finds an element again by identity: the first object that had its id. */
  #known(item: TrafficItem): TrafficItem {
    const known = this.#elements.get(item.id) ?? item;
    this.#elements.set(item.id, known);
    this.#shown.set(item.id, item);
    return known;
  }

  #latest(element: TrafficItem): TrafficItem {
    return this.#shown.get(element.id) ?? element;
  }

  /** Only the rows that changed: VS Code shows itself busy where it has to ask for children. */
  #refresh(): void {
    if (!this.#view.visible) return;
    const items = this.#items();
    const all = items.flatMap((item) => [item, ...item.children]);
    const isSameList =
      all.length === this.#shown.size && all.every(({ id }) => this.#shown.has(id));
    const changed = all.filter((item) => !sameRow(item, this.#shown.get(item.id)));
    this.#shown.clear();
    for (const item of all) this.#known(item);
    if (!isSameList) this.#changed.fire(undefined);
    else for (const { id } of changed) this.#changed.fire(this.#elements.get(id));
  }
}

function sameRow(a: TrafficItem, b: TrafficItem | undefined): boolean {
  return (
    a.label === b?.label &&
    a.description === b.description &&
    a.health === b.health &&
    a.context === b.context
  );
}
