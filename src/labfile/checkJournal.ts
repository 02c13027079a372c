// What a journal must hold to beyond its form: the order of time, places that fit their times, and that
// nothing is missing at its end.
import { entryOf, type TextRange, type YamlNode } from '../manifest/yamlTree';
import { formatElapsed } from '../views/elapsed';
import { parseRunTime } from './duration';
import type { AddProblem } from './labProblem';

/** `time` counts whole seconds, and some round them. */
const TIME_SLACK_MS = 1000;

export function checkJournal(root: YamlNode, start: TextRange, add: AddProblem): void {
  const journal = entryOf(root, 'journal');
  const entries = journal?.value.kind === 'list' ? journal.value.items : [];
  let isRecorded = false;
  let last = { atMs: 0, afterEvents: 0 };
  for (const entry of entries) {
    const { time, place } = timesOf(entry);
    if (place !== undefined) isRecorded = true;
    if (time !== undefined && place !== undefined) checkTime(time, place, add);
    const atMs = place?.atMs ?? time?.ms;
    if (atMs === undefined) continue;
    const range = place?.range ?? time?.range ?? entry;
    const afterEvents = place?.afterEvents ?? last.afterEvents;
    if (atMs < last.atMs || afterEvents < last.afterEvents) {
      add(
        'journal-order',
        range,
        'This comes before the input above it: inputs stand in the order of time.',
      );
    }
    last = { atMs, afterEvents };
  }
  checkEnd(root, entries.length, start, add);
  checkRecorded(root, isRecorded, last, start, add);
}

interface Times {
  readonly time: { readonly ms: number; readonly range: TextRange } | undefined;
  readonly place:
    { readonly atMs: number; readonly afterEvents: number; readonly range: TextRange } | undefined;
}

function timesOf(entry: YamlNode): Times {
  const time = entryOf(entry, 'time')?.value;
  const ms = time?.kind === 'scalar' ? parseRunTime(String(time.value)) : undefined;
  const place = entryOf(entry, 'place')?.value;
  const atMs = numberAt(place, 'atMs');
  const afterEvents = numberAt(place, 'afterEvents');
  return {
    time: time === undefined || ms === undefined ? undefined : { ms, range: time },
    place:
      place === undefined || atMs === undefined || afterEvents === undefined
        ? undefined
        : { atMs, afterEvents, range: place },
  };
}

function checkTime(
  time: NonNullable<Times['time']>,
  place: NonNullable<Times['place']>,
  add: AddProblem,
): void {
  if (Math.abs(time.ms - place.atMs) <= TIME_SLACK_MS) return;
  const text = formatElapsed(place.atMs);
  add(
    'bad-value',
    time.range,
    `The place of this input is at ${text}. To have it at another time, delete its place; else write ${text}.`,
  );
}

/** As many inputs as there were when it was saved. */
function checkEnd(root: YamlNode, count: number, start: TextRange, add: AddProblem): void {
  const inputs = entryOf(entryOf(root, 'metadata')?.value, 'inputs');
  const wanted = numberAt(entryOf(root, 'metadata')?.value, 'inputs');
  if (wanted === undefined || wanted === count) return;
  const all = wanted > count ? 'The rest is missing: get the whole file' : 'Some were added';
  add(
    'truncated',
    inputs?.value ?? start,
    `The journal holds ${String(count)} inputs, not ${String(wanted)}. ${all}, or, where that is meant, delete this line.`,
  );
}

function checkRecorded(
  root: YamlNode,
  isRecorded: boolean,
  last: { readonly atMs: number; readonly afterEvents: number },
  start: TextRange,
  add: AddProblem,
): void {
  const end = entryOf(root, 'end');
  if (isRecorded && end === undefined) {
    add(
      'truncated',
      start,
      'The end of this lab is missing ("end:"), as in a file that was cut short. Get the whole file, or delete the places ("place:") of its inputs.',
    );
  }
  const nowMs = numberAt(end?.value, 'nowMs');
  const executedEvents = numberAt(end?.value, 'executedEvents');
  if (end !== undefined && nowMs !== undefined && executedEvents !== undefined) {
    if (nowMs < last.atMs || executedEvents < last.afterEvents) {
      add('journal-order', end.keyRange, 'The end comes before the last input.');
    }
  }
  const cluster = entryOf(root, 'cluster');
  if (!isRecorded && end === undefined) return;
  for (const name of ['seed', 'startTime']) {
    if (cluster !== undefined && entryOf(cluster.value, name) === undefined) {
      add(
        'missing-field',
        cluster.keyRange,
        `${name} is missing in cluster: without it a recorded run goes differently.`,
      );
    }
  }
}

function numberAt(node: YamlNode | undefined, key: string): number | undefined {
  const value = entryOf(node, key)?.value;
  return value?.kind === 'scalar' && typeof value.value === 'number' ? value.value : undefined;
}
