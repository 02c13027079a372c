// The view of the timeline: adapts the pure model of src/views/timeline to VS Code. Choosing a line
// looks back to its moment.
import * as vscode from 'vscode';
import { timelineEntries } from '../../views/timeline/timeline';
import {
  lookedAtItem,
  timelineItems,
  timelineParent,
  type TimelineItem,
  type TimelineSource,
  type TimelineTarget,
  type TimelineTone,
} from '../../views/timeline/timelineItems';
import { lookingBackText } from '../lookingBackText';
import { Refresher } from '../refresher';
import type { Session } from '../session';

/** Lists that change faster than this cannot be read, real ms. */
const REFRESH_MS = 500;

const COLOURS: Readonly<Record<TimelineTone, string | undefined>> = {
  plain: undefined,
  warning: 'list.warningForeground',
  current: 'charts.blue',
  later: 'disabledForeground',
};

const NOTHING: TimelineSource = {
  entries: [],
  nowMs: 0,
  branch: '',
  branches: [],
  past: undefined,
  hasForgotten: false,
};

export class TimelineView implements vscode.TreeDataProvider<TimelineItem>, vscode.Disposable {
  readonly #session: Session;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<TimelineItem>;
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #refresher = new Refresher(REFRESH_MS, () => {
    this.#refresh();
  });
  /** What the list was made of: the same needs no refresh. */
  #shown = '';
  #source = NOTHING;
  /** The line that was scrolled to. */
  #revealed: string | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(session: Session) {
    this.#session = session;
    this.#view = vscode.window.createTreeView('clusterLab.timeline', { treeDataProvider: this });
    this.#subscriptions = [
      session.onDidChange(this.#refresher.soon),
      this.#view.onDidChangeVisibility(this.#refresher.soon),
      this.#refresher,
    ];
  }

  getChildren(parent?: TimelineItem): TimelineItem[] {
    if (parent === undefined) this.#source = this.#read();
    // Nothing at all: the view then says what will be here.
    if (this.#session.running === undefined) return [];
    return [...timelineItems(this.#source, parent?.target)];
  }

  getParent({ target }: TimelineItem): TimelineItem | undefined {
    return timelineParent(this.#source, target);
  }

  getTreeItem(item: TimelineItem): vscode.TreeItem {
    const { label, description, target, expandable } = item;
    const shown = new vscode.TreeItem(label, COLLAPSIBLE[expandable]);
    const colour = COLOURS[item.tone];
    shown.id = item.id;
    shown.description = description;
    shown.tooltip = `${label}\n${description}`;
    shown.iconPath =
      colour === undefined
        ? new vscode.ThemeIcon(item.icon)
        : new vscode.ThemeIcon(item.icon, new vscode.ThemeColor(colour));
    shown.contextValue = contextOf(target);
    const command = commandOf(target, this.#source.past !== undefined);
    if (command !== undefined) shown.command = command;
    shown.accessibilityInformation = {
      label: [label, description, command?.title].filter((text) => text !== undefined).join(', '),
      role: 'treeitem',
    };
    return shown;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  #refresh(): void {
    if (!this.#view.visible) return;
    const { running, past, branch, branches } = this.#session;
    const message = lookingBackText(this.#session) ?? '';
    if (this.#view.message !== message) this.#view.message = message;
    const shown = JSON.stringify([
      running?.timeline.count,
      running?.cluster.journal.entries.length,
      Math.floor((running?.cluster.simulation.nowMs ?? 0) / 1000),
      past?.moment,
      branch,
      running === undefined ? [] : branches.names,
    ]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#changed.fire(undefined);
    this.#source = this.#read();
    this.#reveal();
  }

  /** Scrolls to the line that is looked at when it becomes another; selection and focus stay where they are. */
  #reveal(): void {
    const item = lookedAtItem(this.#source);
    if (item === undefined || item.id === this.#revealed) return;
    this.#revealed = item.id;
    this.#view.reveal(item, { select: false, focus: false }).then(undefined, () => {
      // The line has gone in the meantime: the next refresh knows better.
      this.#revealed = undefined;
    });
  }

  #read(): TimelineSource {
    const { running, past, branch, branches } = this.#session;
    if (running === undefined) return NOTHING;
    const { cluster, timeline } = running;
    return {
      entries: timelineEntries(cluster.journal.entries, timeline.entries),
      nowMs: cluster.simulation.nowMs,
      branch,
      branches: branches.list(),
      past: past?.moment,
      hasForgotten: timeline.hasForgotten,
    };
  }
}

const COLLAPSIBLE: Readonly<Record<TimelineItem['expandable'], vscode.TreeItemCollapsibleState>> = {
  no: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
};

function contextOf(target: TimelineTarget): string {
  return `timeline.${target.type}`;
}

/** In the present there is nothing to return to, and a command that is off would grey the line. */
function commandOf(target: TimelineTarget, isPast: boolean): vscode.Command | undefined {
  switch (target.type) {
    case 'now':
      return isPast ? { command: 'clusterLab.returnToNow', title: 'Return to Now' } : undefined;
    case 'entry':
      return {
        command: 'clusterLab.lookBackTo',
        title: 'Look back to this moment',
        arguments: [target.moment],
      };
    default:
      return undefined;
  }
}
