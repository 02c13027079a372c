// Where packed events are: of some hundred that follow each other, the numbers in one block of memory, and what
// they have in common once.
import type { Event } from '../../apis/generated/core/v1';
import type { KeyPrefix } from './keyPrefix';

/** Events that are like another, but for what a packed event keeps. */
export interface EventExample {
  readonly event: Event;
  readonly keyPrefix: KeyPrefix;
}

/** What distinguishes one event from its example. */
export interface EventRow {
  readonly example: EventExample;
  readonly message: string;
  readonly source: Event['source'];
  /** When it was written, as metav1.Time. */
  readonly time: string;
  /** The object that it is about, by the very name that it has itself; version 0 stands for one that has none. */
  readonly involvedName: string;
  readonly involvedUid: string;
  readonly involvedVersion: number;
  /** Of its name, what stands behind that of the object and a dot: the two halves of the digits. */
  readonly suffixStart: number;
  readonly suffixEnd: number;
  /** Four times 32 bits. */
  readonly uid: readonly number[];
  readonly modRevision: number;
  readonly lease: number;
  readonly cause: number;
}

const ROWS = 512;
/** Where a row has what: numbers, or places in a dictionary. */
const COLUMN = {
  example: 0,
  message: 1,
  source: 2,
  time: 3,
  involvedName: 4,
  involvedUid: 5,
  involvedVersion: 6,
  suffixStart: 7,
  suffixEnd: 8,
  modRevision: 9,
  lease: 10,
  cause: 11,
  uid: 12,
} as const;
const UID_PARTS = [0, 1, 2, 3];
const COLUMNS = COLUMN.uid + UID_PARTS.length;

type Column = (typeof COLUMN)[keyof typeof COLUMN];

export class EventPage {
  readonly #numbers = new Int32Array(ROWS * COLUMNS);
  readonly #texts = new Dictionary<string>();
  readonly #examples = new Dictionary<EventExample>();
  readonly #sources = new Dictionary<Event['source']>();
  #last: EventRow | undefined;
  #rows = 0;

  get isFull(): boolean {
    return this.#rows === ROWS;
  }

  /** Returns the number of the row. */
  add(row: EventRow): number {
    const numbers = this.#numbers;
    const last = this.#last;
    const at = this.#rows * COLUMNS;
    numbers[at + COLUMN.example] = this.#examples.placeOf(row.example);
    numbers[at + COLUMN.message] = this.#texts.placeOf(row.message);
    numbers[at + COLUMN.source] = this.#sources.placeOf(row.source);
    numbers[at + COLUMN.time] = this.#placeOf(COLUMN.time, row.time, last?.time);
    numbers[at + COLUMN.involvedName] = this.#placeOf(
      COLUMN.involvedName,
      row.involvedName,
      last?.involvedName,
    );
    numbers[at + COLUMN.involvedUid] = this.#placeOf(
      COLUMN.involvedUid,
      row.involvedUid,
      last?.involvedUid,
    );
    numbers[at + COLUMN.involvedVersion] = row.involvedVersion;
    numbers[at + COLUMN.suffixStart] = row.suffixStart;
    numbers[at + COLUMN.suffixEnd] = row.suffixEnd;
    numbers[at + COLUMN.modRevision] = row.modRevision;
    numbers[at + COLUMN.lease] = row.lease;
    numbers[at + COLUMN.cause] = row.cause;
    const { uid } = row;
    for (let part = 0; part < UID_PARTS.length; part++)
      numbers[at + COLUMN.uid + part] = uid[part] ?? 0;
    this.#last = row;
    const number = this.#rows++;
    if (this.isFull) this.#seal();
    return number;
  }

  /** Events that follow each other are often of one moment and about one object. */
  #placeOf(column: Column, text: string, lastText: string | undefined): number {
    return text === lastText ? this.#number(this.#rows - 1, column) : this.#texts.placeOf(text);
  }

  /** Nothing comes any more: what helps to add is let go. */
  #seal(): void {
    this.#last = undefined;
    for (const each of [this.#texts, this.#examples, this.#sources]) each.seal();
  }

  modRevision(row: number): number {
    return this.#number(row, COLUMN.modRevision);
  }

  lease(row: number): number {
    return this.#number(row, COLUMN.lease);
  }

  cause(row: number): number {
    return this.#number(row, COLUMN.cause);
  }

  example(row: number): EventExample {
    const example = this.#examples.at(this.#number(row, COLUMN.example));
    if (example === undefined) throw new Error(`no event in row ${String(row)}`);
    return example;
  }

  involvedName(row: number): string {
    return this.#text(row, COLUMN.involvedName);
  }

  suffixStart(row: number): number {
    return this.#number(row, COLUMN.suffixStart);
  }

  suffixEnd(row: number): number {
    return this.#number(row, COLUMN.suffixEnd);
  }

  /** The rest, for one that is read whole. */
  rest(
    row: number,
  ): Pick<EventRow, 'message' | 'source' | 'time' | 'involvedUid' | 'involvedVersion' | 'uid'> {
    return {
      message: this.#text(row, COLUMN.message),
      source: this.#sources.at(this.#number(row, COLUMN.source)),
      time: this.#text(row, COLUMN.time),
      involvedUid: this.#text(row, COLUMN.involvedUid),
      involvedVersion: this.#number(row, COLUMN.involvedVersion),
      uid: UID_PARTS.map((part) => this.#number(row, COLUMN.uid, part)),
    };
  }

  #number(row: number, column: Column, part = 0): number {
    return this.#numbers[row * COLUMNS + column + part] ?? 0;
  }

  #text(row: number, column: Column): string {
    return this.#texts.at(this.#number(row, column)) ?? '';
  }
}

/** Values that are referred to by their place. */
class Dictionary<T> {
  #values: T[] = [];
  #places: Map<T, number> | undefined = new Map();

  placeOf(value: T): number {
    const known = this.#places?.get(value);
    if (known !== undefined) return known;
    this.#places?.set(value, this.#values.length);
    return this.#values.push(value) - 1;
  }

  at(place: number): T | undefined {
    return this.#values[place];
  }

  /** Nothing comes any more: what helps to add is let go, and the room to spare. */
  seal(): void {
    this.#places = undefined;
    this.#values = this.#values.slice();
  }
}
