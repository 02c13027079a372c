// The tree's items as data, and what each stands for. Ids are stable, so that a view can refresh one
// item and keep the selection.
import type { Health } from '../health';
import type { ComponentId } from '../roles';

export interface TreeItemModel {
  /** Stable while the object lives: `node/worker-1`, `pod/<uid>`, `container/<uid>/<name>`. */
  readonly id: string;
  readonly label: string;
  /** The whole name, where the label is only a part of it. */
  readonly fullName?: string;
  /** State in words, shown dimmed beside the label. */
  readonly description: string;
  /** Markdown. */
  readonly tooltip: string;
  /** A codicon's name. */
  readonly icon: string;
  readonly health: Health;
  /** What menus test: `node.worker.ready`, `pod`, `container` ... */
  readonly context: string;
  readonly expandable: 'no' | 'collapsed' | 'expanded';
  /** What a command on this item needs to know. */
  readonly target: TreeTarget;
}

export type TreeTarget =
  | { readonly type: 'node'; readonly node: string }
  | { readonly type: 'components'; readonly node: string }
  | { readonly type: 'component'; readonly component: ComponentId; readonly node: string }
  | { readonly type: 'pod'; readonly namespace: string; readonly pod: string; readonly uid: string }
  | {
      readonly type: 'container';
      readonly namespace: string;
      readonly pod: string;
      readonly uid: string;
      readonly container: string;
    }
  | { readonly type: 'unscheduled' }
  /** Pods that are not shown one by one; `node` is empty for those that have none. */
  | { readonly type: 'more'; readonly node: string };

export function treeItemId(target: TreeTarget): string {
  switch (target.type) {
    case 'node':
      return `node/${target.node}`;
    case 'components':
      return `components/${target.node}`;
    case 'component':
      return `component/${target.node}/${target.component}`;
    case 'pod':
      return `pod/${target.uid}`;
    case 'container':
      return `container/${target.uid}/${target.container}`;
    case 'unscheduled':
      return 'unscheduled';
    case 'more':
      return `more/${target.node}`;
  }
}

export function sameItem(a: TreeTarget, b: TreeTarget): boolean {
  return treeItemId(a) === treeItemId(b);
}
