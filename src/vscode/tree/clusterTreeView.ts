// The tree view of the cluster: adapts the pure model of src/views/tree to VS Code, refreshes only
// the items that changed, and keeps the selection since ids are stable.
import * as vscode from 'vscode';
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { Pod } from '../../apis/generated/core/v1';
import { faultKey } from '../../cluster/faults/fault';
import type { ObservedChange } from '../../cluster/client/observer';
import { UNSCHEDULED, type ClusterState } from '../../views/clusterState';
import { treeChildren, treeItem } from '../../views/tree/clusterTree';
import { treeItemId, type TreeItemModel, type TreeTarget } from '../../views/tree/treeItemModel';
import { healthIcon } from '../healthIcon';
import { outage } from '../../views/outage';
import { lookingBackText } from '../lookingBackText';
import { Refresher } from '../refresher';
import type { Session } from '../session';

/** Changes are gathered this long, so that a burst of them is one refresh, real ms. */
const REFRESH_MS = 100;

export class ClusterTreeView implements vscode.TreeDataProvider<TreeTarget>, vscode.Disposable {
  readonly #session: Session;
  readonly #changed = new vscode.EventEmitter<TreeTarget | undefined>();
  readonly #view: vscode.TreeView<TreeTarget>;
  readonly #subscription: vscode.Disposable;
  /** VS Code finds an element again by identity: one object per id. */
  readonly #targets = new Map<string, TreeTarget>();
  /** Models of items that were just listed, as long as nothing has changed. */
  readonly #fresh = new Map<string, TreeItemModel>();
  #state: ClusterState | undefined;
  #stopListening: (() => void) | undefined;
  #stale = new Map<string, TreeTarget | undefined>();
  readonly #refresher = new Refresher(REFRESH_MS, () => {
    this.#refresh();
  });
  /** Whether the place of pods without a node is in the list that VS Code has. */
  #listsWaiting = false;
  /** The computers without power, the outage, the leader of etcd and the faults, as last shown. */
  #off = '';

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(session: Session) {
    this.#session = session;
    this.#view = vscode.window.createTreeView('clusterLab.cluster', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#subscription = session.onDidChange(() => {
      this.#follow();
      this.#followPower();
    });
    this.#follow();
  }

  /** The targets that are selected, for commands from the palette. */
  get selection(): readonly TreeTarget[] {
    return this.#view.selection;
  }

  getChildren(parent?: TreeTarget): TreeTarget[] {
    const state = this.#session.state;
    if (state === undefined) return [];
    if (parent === undefined) this.#listsWaiting = this.#anyWaiting();
    return treeChildren(state, parent).map((item) => {
      this.#fresh.set(item.id, item);
      return this.#known(item.target);
    });
  }

  getTreeItem(target: TreeTarget): vscode.TreeItem {
    const model = this.#model(target);
    return model === undefined ? goneItem(target) : toTreeItem(this.#withPower(model));
  }

  /** For the item under the mouse alone: VS Code parses Markdown at once, for each of hundreds of items. */
  resolveTreeItem(item: vscode.TreeItem, target: TreeTarget): vscode.TreeItem {
    const model = this.#model(target);
    if (model !== undefined) item.tooltip = new vscode.MarkdownString(model.tooltip);
    return item;
  }

  /** VS Code asks for the item right after it was told of it as a child. */
  #model(target: TreeTarget): TreeItemModel | undefined {
    const id = treeItemId(target);
    const fresh = this.#fresh.get(id);
    this.#fresh.delete(id);
    const state = this.#session.state;
    return fresh ?? (state && treeItem(state, target));
  }

  dispose(): void {
    this.#refresher.dispose();
    this.#stopListening?.();
    this.#subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  #known(target: TreeTarget): TreeTarget {
    const id = treeItemId(target);
    const known = this.#targets.get(id);
    if (known !== undefined) return known;
    this.#targets.set(id, target);
    return target;
  }

  /** Looks at the cluster that runs now, in place of the one before. */
  #follow(): void {
    const state = this.#session.state;
    if (state === this.#state) return;
    this.#stopListening?.();
    this.#state = state;
    this.#targets.clear();
    this.#fresh.clear();
    this.#stopListening = state?.onChange((change) => {
      this.#fresh.clear();
      this.#markStale(state, change);
    });
    this.#refreshLater('', undefined);
  }

  /** The API says nothing of power, and nothing at all while its server is down: that is seen here. */
  #followPower(): void {
    const { shown } = this.#session;
    const message = lookingBackText(this.#session) ?? (shown && outage(shown)?.text) ?? '';
    if (this.#view.message !== message) this.#view.message = message;
    const description = this.#session.past === undefined ? '' : 'the past';
    if (this.#view.description !== description) this.#view.description = description;
    const machines = [...(shown?.cluster.machines.values() ?? [])];
    const names = machines.flatMap(({ isOn, name }) => (isOn ? [] : [name]));
    const broken = this.#session.state
      ?.faults()
      .map(({ fault, target }) => faultKey(fault.id, target));
    const leader = shown?.cluster.etcdLeader ?? '';
    const off = [...names, message, leader, ...(broken ?? [])].join(' ');
    if (off === this.#off) return;
    this.#off = off;
    this.#refreshLater('', undefined);
  }

  /**
   * Menus offer to crash what has power, and to restart what has none. Nobody is there to tell of a
   * lost control plane: its power is told instead.
   */
  #withPower(model: TreeItemModel): TreeItemModel {
    const { target } = model;
    if (target.type !== 'node') return model;
    const { cluster, state } = this.#session.shown ?? {};
    const isOn = cluster?.machines.get(target.node)?.isOn ?? false;
    const told: TreeItemModel =
      state?.diedUnnoticed(target.node) === true
        ? { ...model, description: 'no power', health: 'bad' }
        : model;
    return { ...told, context: `${model.context}.${isOn ? 'powered' : 'off'}` };
  }

  /** What a change makes stale: the node that it is on, or the top level where places come and go. */
  #markStale(state: ClusterState, change: ObservedChange<ApiObject>): void {
    const { kind, metadata } = change.object;
    if (kind === 'Node') {
      if (change.type === 'MODIFIED') this.#nodeStale(state, metadata.name);
      else this.#refreshLater('', undefined);
    } else if (kind === 'Lease') {
      // Another leads: two nodes at least are concerned.
      this.#refreshLater('', undefined);
    } else if (kind === 'Pod') {
      // A change observed under the kind Pod carries pods.
      const { object, old } = change as ObservedChange<Pod>;
      this.#nodeStale(state, object.spec.nodeName ?? UNSCHEDULED);
      if (old !== undefined && old.spec.nodeName !== object.spec.nodeName) {
        this.#nodeStale(state, old.spec.nodeName ?? UNSCHEDULED);
      }
    }
  }

  #nodeStale(state: ClusterState, node: string): void {
    const target: TreeTarget = { type: 'node', node };
    if (node === UNSCHEDULED) this.#refreshLater(treeItemId(WAITING), WAITING);
    else if (state.nodes.get(undefined, node) === undefined) this.#refreshLater('', undefined);
    else this.#refreshLater(treeItemId(target), target);
  }

  #refreshLater(id: string, target: TreeTarget | undefined): void {
    this.#stale.set(id, target);
    this.#refresher.soon();
  }

  /** The whole tree only where places come or go: VS Code asks then for every row that is open. */
  #refresh(): void {
    const stale = this.#stale;
    this.#stale = new Map();
    const waits = this.#anyWaiting();
    const comesOrGoes = stale.has(treeItemId(WAITING)) && waits !== this.#listsWaiting;
    if (stale.has('') || comesOrGoes) {
      this.#changed.fire(undefined);
      return;
    }
    for (const each of stale.values()) {
      if (each !== undefined && (waits || each !== WAITING)) this.#changed.fire(this.#known(each));
    }
  }

  #anyWaiting(): boolean {
    return (this.#session.state?.podsOnNode(UNSCHEDULED).length ?? 0) > 0;
  }
}

const WAITING: TreeTarget = { type: 'unscheduled' };

function toTreeItem(model: TreeItemModel): vscode.TreeItem {
  const item = new vscode.TreeItem(model.label, COLLAPSIBLE[model.expandable]);
  item.id = model.id;
  item.description = model.description;
  item.iconPath = healthIcon(model.icon, model.health);
  item.contextValue = model.context;
  item.accessibilityInformation = {
    label: [model.fullName ?? model.label, model.description]
      .filter((text) => text !== '')
      .join(', '),
    role: 'treeitem',
  };
  return item;
}

const COLLAPSIBLE: Readonly<Record<TreeItemModel['expandable'], vscode.TreeItemCollapsibleState>> =
  {
    no: vscode.TreeItemCollapsibleState.None,
    collapsed: vscode.TreeItemCollapsibleState.Collapsed,
    expanded: vscode.TreeItemCollapsibleState.Expanded,
  };

/** What was asked for has gone between the question and the answer; a refresh is on its way. */
function goneItem(target: TreeTarget): vscode.TreeItem {
  const item = new vscode.TreeItem('gone', vscode.TreeItemCollapsibleState.None);
  item.id = treeItemId(target);
  return item;
}
