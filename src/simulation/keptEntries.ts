// The entries of the record of causes that outlive its ring, in the order of their ids: a list of
// pages of numbers, of which the oldest page goes when there are too many.
const PAGE = 2048;

/** What is kept of an entry; `label` is a place in the trace's list of labels. */
export interface KeptEntry {
  readonly id: number;
  readonly cause: number;
  readonly otherCause: number;
  readonly atMs: number;
  readonly label: number;
  readonly subject: string;
}

interface Page {
  readonly ids: Uint32Array;
  readonly causes: Uint32Array;
  readonly otherCauses: Uint32Array;
  readonly times: Float64Array;
  readonly labels: Uint16Array;
  readonly subjects: string[];
}

export class KeptEntries {
  readonly #pages: Page[] = [];
  #rowsInLast = PAGE;
  #limit = 0;

  /** How many entries are kept. */
  get size(): number {
    return this.#pages.length === 0 ? 0 : (this.#pages.length - 1) * PAGE + this.#rowsInLast;
  }

  /** At most so many entries are kept, in whole pages: the oldest go. */
  setLimit(limit: number): void {
    this.#limit = limit;
    this.#cut();
  }

  /** Ids have to ascend. */
  push({ id, cause, otherCause, atMs, label, subject }: KeptEntry): void {
    if (this.#limit < PAGE) return;
    if (this.#rowsInLast === PAGE) this.#addPage();
    const page = this.#pages[this.#pages.length - 1];
    if (page === undefined) return;
    const row = this.#rowsInLast++;
    page.ids[row] = id;
    page.causes[row] = cause;
    page.otherCauses[row] = otherCause;
    page.times[row] = atMs;
    page.labels[row] = label;
    page.subjects.push(subject);
  }

  find(id: number): KeptEntry | undefined {
    const page = this.#pageOf(id);
    if (page === undefined) return undefined;
    const row = lowerBound(page.ids, page.subjects.length, id);
    if (row === page.subjects.length || page.ids[row] !== id) return undefined;
    return {
      id,
      cause: page.causes[row] ?? 0,
      otherCause: page.otherCauses[row] ?? 0,
      atMs: page.times[row] ?? 0,
      label: page.labels[row] ?? 0,
      subject: page.subjects[row] ?? '',
    };
  }

  /** The last page whose first id is not above `id`. */
  #pageOf(id: number): Page | undefined {
    let low = 0;
    let high = this.#pages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#pages[middle]?.ids[0] ?? 0) <= id) low = middle;
      else high = middle - 1;
    }
    return this.#pages[low];
  }

  #addPage(): void {
    this.#rowsInLast = 0;
    this.#pages.push({
      ids: new Uint32Array(PAGE),
      causes: new Uint32Array(PAGE),
      otherCauses: new Uint32Array(PAGE),
      times: new Float64Array(PAGE),
      labels: new Uint16Array(PAGE),
      subjects: [],
    });
    this.#cut();
  }

  #cut(): void {
    const most = Math.floor(this.#limit / PAGE);
    if (this.#pages.length > most) this.#pages.splice(0, this.#pages.length - most);
    if (this.#pages.length === 0) this.#rowsInLast = PAGE;
  }
}

/** The first of `length` ascending numbers that is not below `value`. */
function lowerBound(numbers: Uint32Array, length: number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
