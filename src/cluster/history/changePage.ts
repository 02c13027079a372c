// Some hundred changes that follow each other: numbers in columns, texts that the objects share.
import type { ApiObject } from '../../apimachinery/objectMeta';

/** A change as it is kept: what comes from few possibilities is a place in a list. */
export interface ChangeRow {
  readonly revision: number;
  readonly atMs: number;
  readonly executedEvents: number;
  readonly cause: number;
  /** Of the trace entry of the write: `create`. */
  readonly verb: string;
  /** Of the trace entry: the very text, which says who wrote what. Read when somebody wants to know. */
  readonly subject: string;
  readonly type: number;
  readonly resource: number;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly uid: string;
  /** What the change made of the object; undefined where it deleted it. */
  readonly object: ApiObject | undefined;
}

export const PAGE_ROWS = 512;
/** Where a row has which of its small numbers. */
const COLUMN = {
  revision: 0,
  cause: 1,
  type: 2,
  resource: 3,
} as const;
const COLUMNS = 4;
const TIMES = 2;

export class ChangePage {
  readonly #numbers = new Uint32Array(PAGE_ROWS * COLUMNS);
  /** Time and executed events. */
  readonly #times = new Float64Array(PAGE_ROWS * TIMES);
  readonly #verbs = new Array<string>(PAGE_ROWS);
  readonly #subjects = new Array<string>(PAGE_ROWS);
  readonly #namespaces = new Array<string | undefined>(PAGE_ROWS);
  readonly #names = new Array<string>(PAGE_ROWS);
  readonly #uids = new Array<string>(PAGE_ROWS);
  /** Undefined where states are not kept. */
  #objects: (ApiObject | undefined)[] | undefined;
  #size = 0;

  constructor(keepsObjects: boolean) {
    this.#objects = keepsObjects ? new Array<ApiObject | undefined>(PAGE_ROWS) : undefined;
  }

  get size(): number {
    return this.#size;
  }

  get keepsObjects(): boolean {
    return this.#objects !== undefined;
  }

  dropObjects(): void {
    this.#objects = undefined;
  }

  add(row: ChangeRow): void {
    const place = this.#size++;
    const at = place * COLUMNS;
    const numbers = this.#numbers;
    numbers[at + COLUMN.revision] = row.revision;
    numbers[at + COLUMN.cause] = row.cause;
    numbers[at + COLUMN.type] = row.type;
    numbers[at + COLUMN.resource] = row.resource;
    this.#times[place * TIMES] = row.atMs;
    this.#times[place * TIMES + 1] = row.executedEvents;
    if (this.#objects !== undefined) this.#objects[place] = row.object;
    this.#verbs[place] = row.verb;
    this.#subjects[place] = row.subject;
    this.#namespaces[place] = row.namespace;
    this.#uids[place] = row.uid;
    this.#names[place] = row.name;
  }

  revision(row: number): number {
    return this.#numbers[row * COLUMNS] ?? 0;
  }

  cause(row: number): number {
    return this.#number(row, COLUMN.cause);
  }

  isAbout(row: number, resource: number, namespace: string | undefined, name: string): boolean {
    return (
      this.#names[row] === name &&
      this.#namespaces[row] === namespace &&
      this.#number(row, COLUMN.resource) === resource
    );
  }

  row(row: number): ChangeRow {
    return {
      revision: this.revision(row),
      cause: this.#number(row, COLUMN.cause),
      verb: this.#verbs[row] ?? '',
      subject: this.#subjects[row] ?? '',
      type: this.#number(row, COLUMN.type),
      resource: this.#number(row, COLUMN.resource),
      atMs: this.#times[row * TIMES] ?? 0,
      executedEvents: this.#times[row * TIMES + 1] ?? 0,
      namespace: this.#namespaces[row],
      name: this.#names[row] ?? '',
      uid: this.#uids[row] ?? '',
      object: this.#objects?.[row],
    };
  }

  #number(row: number, column: number): number {
    return this.#numbers[row * COLUMNS + column] ?? 0;
  }
}
