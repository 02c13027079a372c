// Some hundred changes that follow each other: numbers in columns, texts that the objects share.
import type { ApiObject } from '../../apimachinery/objectMeta';

/** A change as it is kept: what comes from few possibilities is a place in a list. */
export interface ChangeRow {
  readonly revision: number;
  readonly atMs: number;
  readonly executedEvents: number;
  readonly cause: number;
  readonly writer: number;
  readonly verb: number;
  readonly subresource: number;
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
  writer: 2,
  verb: 3,
  subresource: 4,
  type: 5,
  resource: 6,
} as const;
const COLUMNS = 7;
const TIMES = 2;

export class ChangePage {
  readonly #numbers = new Uint32Array(PAGE_ROWS * COLUMNS);
  /** Time and executed events. */
  readonly #times = new Float64Array(PAGE_ROWS * TIMES);
  readonly #namespaces: (string | undefined)[] = [];
  readonly #names: string[] = [];
  readonly #uids: string[] = [];
  /** Undefined where states are not kept. */
  #objects: (ApiObject | undefined)[] | undefined;

  constructor(keepsObjects: boolean) {
    this.#objects = keepsObjects ? [] : undefined;
  }

  get size(): number {
    return this.#names.length;
  }

  get keepsObjects(): boolean {
    return this.#objects !== undefined;
  }

  dropObjects(): void {
    this.#objects = undefined;
  }

  add(row: ChangeRow): void {
    const at = this.size * COLUMNS;
    const numbers = this.#numbers;
    numbers[at + COLUMN.revision] = row.revision;
    numbers[at + COLUMN.cause] = row.cause;
    numbers[at + COLUMN.writer] = row.writer;
    numbers[at + COLUMN.verb] = row.verb;
    numbers[at + COLUMN.subresource] = row.subresource;
    numbers[at + COLUMN.type] = row.type;
    numbers[at + COLUMN.resource] = row.resource;
    this.#times[this.size * TIMES] = row.atMs;
    this.#times[this.size * TIMES + 1] = row.executedEvents;
    this.#objects?.push(row.object);
    this.#namespaces.push(row.namespace);
    this.#uids.push(row.uid);
    this.#names.push(row.name);
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
      writer: this.#number(row, COLUMN.writer),
      verb: this.#number(row, COLUMN.verb),
      subresource: this.#number(row, COLUMN.subresource),
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
