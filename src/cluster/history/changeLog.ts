// A bounded list of changes in the order of their revisions; the oldest go, a page at a time.
import { ChangePage, PAGE_ROWS, type ChangeRow } from './changePage';

/** Where a change is: the page and the row in it. */
export interface ChangePlace {
  readonly page: ChangePage;
  readonly row: number;
}

export class ChangeLog {
  readonly #pages: ChangePage[] = [];
  #limit: number;
  #keepsObjects: boolean;

  constructor(limit: number, keepsObjects: boolean) {
    this.#limit = limit;
    this.#keepsObjects = keepsObjects;
  }

  get size(): number {
    const last = this.#pages[this.#pages.length - 1];
    return last === undefined ? 0 : (this.#pages.length - 1) * PAGE_ROWS + last.size;
  }

  /** The revision of the oldest change that is kept; undefined where there is none. */
  get oldestRevision(): number | undefined {
    return this.#pages[0]?.revision(0);
  }

  /** At most so many changes, and with the states that they made or without. */
  setLimit(limit: number, keepsObjects: boolean): void {
    this.#limit = limit;
    this.#keepsObjects = keepsObjects;
    if (!keepsObjects) for (const page of this.#pages) page.dropObjects();
    this.#cut();
  }

  /** Revisions must not descend. True where older changes were let go for it. */
  add(row: ChangeRow): boolean {
    let last = this.#pages[this.#pages.length - 1];
    let hasCut = false;
    if (last === undefined || last.size === PAGE_ROWS) {
      last = new ChangePage(this.#keepsObjects);
      this.#pages.push(last);
      hasCut = this.#cut();
    }
    last.add(row);
    return hasCut;
  }

  /** The first change at or after the revision; undefined where there is none. */
  firstSince(revision: number): ChangePlace | undefined {
    for (const place of this.from(revision)) return place;
    return undefined;
  }

  /** Oldest first, from the revision on. */
  *from(revision: number): IterableIterator<ChangePlace> {
    for (let i = this.#pageOf(revision); i < this.#pages.length; i++) {
      const page = this.#pages[i];
      if (page === undefined) continue;
      for (let row = firstRow(page, revision); row < page.size; row++) yield { page, row };
    }
  }

  /** The first change with this cause, if any. */
  ofCause(cause: number): ChangePlace | undefined {
    for (const page of this.#pages) {
      for (let row = 0; row < page.size; row++) if (page.cause(row) === cause) return { page, row };
    }
    return undefined;
  }

  /** Newest first, from the revision back. */
  *backwards(revision: number): IterableIterator<ChangePlace> {
    for (let i = this.#pageOf(revision + 1); i >= 0; i--) {
      const page = this.#pages[i];
      if (page === undefined) continue;
      for (let row = firstRow(page, revision + 1) - 1; row >= 0; row--) yield { page, row };
    }
  }

  /** The first page that can have the revision: those of one transaction may go over two pages. */
  #pageOf(revision: number): number {
    let low = 0;
    let high = this.#pages.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#pages[middle]?.revision(0) ?? 0) < revision) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  #cut(): boolean {
    const most = Math.max(1, Math.floor(this.#limit / PAGE_ROWS));
    if (this.#pages.length <= most) return false;
    this.#pages.splice(0, this.#pages.length - most);
    return true;
  }
}

function firstRow(page: ChangePage, revision: number): number {
  let low = 0;
  let high = page.size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (page.revision(middle) < revision) low = middle + 1;
    else high = middle;
  }
  return low;
}
