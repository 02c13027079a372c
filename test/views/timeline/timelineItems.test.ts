// The timeline as a tree: what is shown, in which order, and where the learner stands.
import assert from 'node:assert/strict';
import type { TimelineEntry } from '../../../src/views/timeline/timelineEntry';
import {
  lookedAtItem,
  timelineItems,
  timelineParent,
  TIMELINE_PAGE,
  type TimelineItem,
  type TimelineSource,
} from '../../../src/views/timeline/timelineItems';

function entry(number: number, more: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    id: `note-${String(number)}`,
    kind: 'event',
    moment: { executedEvents: number, nowMs: number * 1000, inputs: 0 },
    title: `Event ${String(number)}`,
    detail: 'so it was',
    isWarning: false,
    ...more,
  };
}

function source(more: Partial<TimelineSource> = {}): TimelineSource {
  return {
    entries: [entry(3, { isWarning: true }), entry(2, { kind: 'input' }), entry(1)],
    nowMs: 65_000,
    branch: 'Branch 1',
    branches: [],
    past: undefined,
    hasForgotten: false,
    ...more,
  };
}

const lines = (shown: TimelineSource, parent?: Parameters<typeof timelineItems>[1]) =>
  timelineItems(shown, parent).map(
    ({ icon, label, description, tone }) => `${icon} | ${label} | ${description} | ${tone}`,
  );

describe('timeline items', () => {
  it('are now, then what has happened, newest first', () => {
    assert.deepEqual(lines(source()), [
      'eye | 0:01:05 Now | Branch 1 | current',
      'warning | 0:00:03 Event 3 | so it was | warning',
      'account | 0:00:02 Event 2 | so it was | plain',
      'circle-small-filled | 0:00:01 Event 1 | so it was | plain',
    ]);
  });

  it('mark the moment that is looked at, and what is still to come then', () => {
    const past = { executedEvents: 2, nowMs: 2500, inputs: 0 };
    assert.deepEqual(lines(source({ past })), [
      'debug-restart-frame | 0:01:05 Now | Branch 1: select to return | later',
      'warning | 0:00:03 Event 3 | still to come · so it was | later',
      'eye | 0:00:02 Event 2 | looked at · so it was | current',
      'circle-small-filled | 0:00:01 Event 1 | so it was | plain',
    ]);
  });

  it('begin with the branches where there are any', () => {
    const branches = [
      { name: 'one replica', endMs: 400_000, partsMs: 30_000 },
      { name: 'of last week', endMs: 9_000, partsMs: undefined },
    ];
    const shown = source({ branches });
    const [first] = timelineItems(shown);
    assert.equal(first?.label, 'Branches');
    assert.equal(first.description, '2 other futures kept');
    assert.deepEqual(lines(shown, first.target), [
      'git-commit | one replica | parts from now at 0:00:30, up to 0:06:40 | plain',
      'git-commit | of last week | another cluster, up to 0:00:09 | plain',
    ]);
  });

  it('are a page at a time, and say where the oldest have gone', () => {
    const entries = Array.from({ length: 2 * TIMELINE_PAGE + 1 }, (_, index) => entry(999 - index));
    const shown = source({ entries, hasForgotten: true });
    const pages: number[] = [];
    let items: readonly TimelineItem[] = timelineItems(shown).slice(1);
    for (;;) {
      pages.push(items.length);
      const last = items.at(-1);
      if (last?.expandable !== 'collapsed') break;
      assert.equal(last.label, 'Older');
      items = timelineItems(shown, last.target);
    }
    assert.deepEqual(pages, [TIMELINE_PAGE + 1, TIMELINE_PAGE + 1, 2]);
    assert.equal(items.at(-1)?.id, 'forgotten');
    const ids = new Set(timelineItems(shown).map(({ id }) => id));
    assert.equal(ids.size, TIMELINE_PAGE + 2, 'each has an id of its own');
  });

  it('know the line that is looked at, and below which others it is listed', () => {
    const entries = Array.from({ length: 2 * TIMELINE_PAGE + 1 }, (_, index) => entry(999 - index));
    assert.equal(lookedAtItem(source({ entries }))?.id, 'now');
    const past = entries.at(-1)?.moment;
    const shown = source({ entries, past });
    const chain: string[] = [];
    for (let item = lookedAtItem(shown); item !== undefined;) {
      chain.push(item.id);
      const above: TimelineItem | undefined = timelineParent(shown, item.target);
      // What is revealed has to be among the children of its parent.
      const { id } = item;
      assert.ok(timelineItems(shown, above?.target).some((each) => each.id === id));
      item = above;
    }
    assert.deepEqual(chain.slice(1), [
      `older ${String(2 * TIMELINE_PAGE)}`,
      `older ${String(TIMELINE_PAGE)}`,
    ]);
    const before = source({ entries, past: { executedEvents: 0, nowMs: 0, inputs: 0 } });
    assert.equal(lookedAtItem(before), undefined);
  });
});
