// The timeline as a tree: the branches that were kept, now, and what has happened, newest first, a
// page at a time.
import { compareMoments } from '../../simulation/moment';
import type { Moment } from '../../simulation/moment';
import { formatElapsed } from '../elapsed';
import { plural } from '../plural';
import type { TimelineEntry, TimelineKind } from './timelineEntry';

export interface KeptBranch {
  readonly name: string;
  readonly endMs: number;
  /** Up to then it is the same as the present; undefined where it is another cluster altogether. */
  readonly partsMs: number | undefined;
}

export type TimelineTarget =
  | { readonly type: 'now' }
  | { readonly type: 'entry'; readonly id: string; readonly moment: Moment }
  /** What comes after so many entries. */
  | { readonly type: 'older'; readonly after: number }
  | { readonly type: 'branches' }
  | { readonly type: 'branch'; readonly name: string };

/** What has become of it, seen from the moment that is looked at. */
export type TimelineTone = 'plain' | 'warning' | 'current' | 'later';

export interface TimelineItem {
  readonly id: string;
  readonly target: TimelineTarget;
  readonly label: string;
  readonly description: string;
  /** A codicon. */
  readonly icon: string;
  readonly tone: TimelineTone;
  readonly expandable: 'no' | 'collapsed' | 'expanded';
}

export interface TimelineSource {
  /** Newest first. */
  readonly entries: readonly TimelineEntry[];
  readonly nowMs: number;
  /** The branch that runs. */
  readonly branch: string;
  readonly branches: readonly KeptBranch[];
  /** The moment that is looked back to. */
  readonly past: Moment | undefined;
  /** The oldest notes are gone. */
  readonly hasForgotten: boolean;
}

const ICONS: Readonly<Record<TimelineKind, string>> = {
  input: 'account',
  event: 'circle-small-filled',
  milestone: 'milestone',
};

/** How many entries are shown at once. */
export const TIMELINE_PAGE = 200;

export function timelineItems(
  source: TimelineSource,
  parent?: TimelineTarget,
): readonly TimelineItem[] {
  if (parent === undefined) return [...branchesItem(source), nowItem(source), ...page(source, 0)];
  if (parent.type === 'older') return page(source, parent.after);
  return parent.type === 'branches' ? source.branches.map(branchItem) : [];
}

/** The line of the moment that is looked at; undefined where nothing has happened yet then. */
export function lookedAtItem(source: TimelineSource): TimelineItem | undefined {
  const { entries, past } = source;
  if (past === undefined) return nowItem(source);
  const entry = currentEntry(entries, past);
  return entry && entryItem(entry, past, true);
}

/** The item that an item is listed below; undefined on the first level. */
export function timelineParent(
  source: TimelineSource,
  target: TimelineTarget,
): TimelineItem | undefined {
  switch (target.type) {
    case 'branch':
      return branchesItem(source)[0];
    case 'entry':
      return olderPage(
        source,
        source.entries.findIndex(({ id }) => id === target.id),
      );
    case 'older':
      return olderPage(source, target.after - 1);
    default:
      return undefined;
  }
}

/** The item below which the entry at `index` is listed. */
function olderPage({ entries }: TimelineSource, index: number): TimelineItem | undefined {
  const after = index - (index % TIMELINE_PAGE);
  return after <= 0 ? undefined : olderItem(after, entries.length - after);
}

function branchesItem({ branches }: TimelineSource): readonly TimelineItem[] {
  if (branches.length === 0) return [];
  return [
    {
      id: 'branches',
      target: { type: 'branches' },
      label: 'Branches',
      description: `${plural(branches.length, 'other future')} kept`,
      icon: 'git-branch',
      tone: 'plain',
      expandable: 'expanded',
    },
  ];
}

function branchItem({ name, endMs, partsMs }: KeptBranch): TimelineItem {
  const parts =
    partsMs === undefined ? 'another cluster' : `parts from now at ${formatElapsed(partsMs)}`;
  return {
    id: `branch ${name}`,
    target: { type: 'branch', name },
    label: name,
    description: `${parts}, up to ${formatElapsed(endMs)}`,
    icon: 'git-commit',
    tone: 'plain',
    expandable: 'no',
  };
}

function nowItem({ nowMs, branch, past }: TimelineSource): TimelineItem {
  return {
    id: 'now',
    target: { type: 'now' },
    label: `${formatElapsed(nowMs)} Now`,
    description: past === undefined ? branch : `${branch}: select to return`,
    icon: past === undefined ? 'eye' : 'debug-restart-frame',
    tone: past === undefined ? 'current' : 'later',
    expandable: 'no',
  };
}

function page(source: TimelineSource, after: number): readonly TimelineItem[] {
  const { entries, past } = source;
  const current = past && currentEntry(entries, past);
  const items = entries
    .slice(after, after + TIMELINE_PAGE)
    .map((entry) => entryItem(entry, past, entry === current));
  const left = entries.length - after - TIMELINE_PAGE;
  if (left > 0) items.push(olderItem(after + TIMELINE_PAGE, left));
  else if (source.hasForgotten) items.push(FORGOTTEN);
  return items;
}

/** The last one that has happened there; an input that is just about to come is that moment itself. */
function currentEntry(entries: readonly TimelineEntry[], past: Moment): TimelineEntry | undefined {
  const exact = entries.find(({ moment }) => compareMoments(moment, past) === 0);
  return exact ?? entries.find(({ moment }) => compareMoments(moment, past) < 0);
}

function entryItem(
  entry: TimelineEntry,
  past: Moment | undefined,
  isCurrent: boolean,
): TimelineItem {
  const { id, kind, moment, title, detail, isWarning } = entry;
  const isLater = past !== undefined && !isCurrent && compareMoments(moment, past) > 0;
  return {
    id,
    target: { type: 'entry', id, moment },
    label: `${formatElapsed(moment.nowMs)} ${title}`,
    description: isCurrent
      ? `looked at · ${detail}`
      : isLater
        ? `still to come · ${detail}`
        : detail,
    icon: isCurrent ? 'eye' : isWarning ? 'warning' : ICONS[kind],
    tone: isCurrent ? 'current' : isLater ? 'later' : isWarning ? 'warning' : 'plain',
    expandable: 'no',
  };
}

function olderItem(after: number, left: number): TimelineItem {
  return {
    id: `older ${String(after)}`,
    target: { type: 'older', after },
    label: 'Older',
    description: plural(left, 'more entry').replace(/entrys$/, 'entries'),
    icon: 'history',
    tone: 'plain',
    expandable: 'collapsed',
  };
}

/** Its target has no children: there is nothing more to show, and it is said why. */
const FORGOTTEN: TimelineItem = {
  id: 'forgotten',
  target: { type: 'older', after: Number.MAX_SAFE_INTEGER },
  label: 'Older Events are not listed any more',
  description: '"Look Back to a Time" reaches them all the same',
  icon: 'info',
  tone: 'plain',
  expandable: 'no',
};
