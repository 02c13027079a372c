// The record of causes: a bounded ring of what happened, each entry naming the entry that set it
// off, and a running hash over all of it (also over what the ring has forgotten). What led to
// something that matters is kept longer than the ring goes back.
import { hex8 } from './hex8';
import { KeptEntries } from './keptEntries';

/** One thing that happened. `id` counts from 1; `cause` is 0 where nothing in the run set it off. */
export interface TraceEntry {
  readonly id: number;
  readonly cause: number;
  /** The last of what else set it off, such as a second change that waited for the same sync; 0 for none. */
  readonly otherCause: number;
  readonly atMs: number;
  /** What happened, in a few fixed words: `watch event`, `create`, `sync`. */
  readonly label: string;
  /** Who or what it concerns: `kube-scheduler default/web-1`. */
  readonly subject: string;
}

export class Trace {
  readonly #capacity: number;
  readonly #causes: Uint32Array;
  readonly #otherCauses: Uint32Array;
  readonly #times: Float64Array;
  /** Places in the list of known labels. */
  readonly #labels: Uint16Array;
  readonly #subjects: string[];
  readonly #knownLabels: string[] = [];
  readonly #labelIds = new Map<string, number>();
  readonly #labelHashes: number[] = [];
  /** By place in the ring: 1 for entries that are to outlive it. There are marks once something is kept. */
  #marks: Uint8Array | undefined;
  readonly #kept = new KeptEntries();
  #lastId = 0;
  #hashA = 0x811c9dc5;
  #hashB = 0x9e3779b9;

  /** Keeps the last `capacity` entries. */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#causes = new Uint32Array(capacity);
    this.#otherCauses = new Uint32Array(capacity);
    this.#times = new Float64Array(capacity);
    this.#labels = new Uint16Array(capacity);
    this.#subjects = new Array<string>(capacity).fill('');
  }

  get lastId(): number {
    return this.#lastId;
  }

  /** 16 hex digits that two runs share exactly when all their entries are the same. */
  get hash(): string {
    return hex8(this.#hashA) + hex8(this.#hashB);
  }

  record(cause: number, atMs: number, label: string, subject: string): number {
    const id = ++this.#lastId;
    const slot = id % this.#capacity;
    if (this.#marks?.[slot] === 1) this.#moveToKept(slot);
    this.#causes[slot] = cause;
    this.#otherCauses[slot] = 0;
    this.#times[slot] = atMs;
    const labelId = this.#labelIds.get(label) ?? this.#addLabel(label);
    this.#labels[slot] = labelId;
    this.#subjects[slot] = subject;
    this.#mix(cause, atMs, this.#labelHashes[labelId] ?? 0, subject);
    return id;
  }

  /** Notes that an entry had a second cause. Leaves no mark on the hash. */
  addCause(id: number, otherCause: number): void {
    if (this.#isInRing(id)) this.#otherCauses[id % this.#capacity] = otherCause;
  }

  /** How many entries that are to be kept may outlive the ring; the oldest go. None by default. */
  keepUpTo(limit: number): void {
    this.#kept.setLimit(limit);
    this.#marks ??= new Uint8Array(this.#capacity);
  }

  /** How many entries have outlived the ring. */
  get keptEntries(): number {
    return this.#kept.size;
  }

  /** Lets an entry and what led to it outlive the ring. Leaves no mark on the hash. */
  keep(id: number): void {
    const marks = this.#marks;
    if (marks === undefined) return;
    for (let at = id; this.#isInRing(at); at = this.#causes[at % this.#capacity] ?? 0) {
      const slot = at % this.#capacity;
      if (marks[slot] === 1) return;
      marks[slot] = 1;
      const other = this.#otherCauses[slot] ?? 0;
      if (other !== 0) this.keep(other);
    }
  }

  /** The entry, or undefined where it is not yet written or already forgotten. */
  entry(id: number): TraceEntry | undefined {
    if (!this.#isInRing(id)) return this.#keptEntry(id);
    const slot = id % this.#capacity;
    return {
      id,
      cause: this.#causes[slot] ?? 0,
      otherCause: this.#otherCauses[slot] ?? 0,
      atMs: this.#times[slot] ?? 0,
      label: this.#knownLabels[this.#labels[slot] ?? 0] ?? '',
      subject: this.#subjects[slot] ?? '',
    };
  }

  /** The entry and what led to it, nearest first; ends where the record begins. */
  chain(id: number): readonly TraceEntry[] {
    const chain: TraceEntry[] = [];
    for (let entry = this.entry(id); entry !== undefined; entry = this.entry(entry.cause))
      chain.push(entry);
    return chain;
  }

  #isInRing(id: number): boolean {
    return id >= 1 && id <= this.#lastId && id > this.#lastId - this.#capacity;
  }

  #keptEntry(id: number): TraceEntry | undefined {
    const kept = this.#kept.find(id);
    return kept === undefined ? undefined : { ...kept, label: this.#knownLabels[kept.label] ?? '' };
  }

  /** What is in a place of the ring is about to be overwritten. */
  #moveToKept(slot: number): void {
    if (this.#marks !== undefined) this.#marks[slot] = 0;
    this.#kept.push({
      id: this.#lastId - this.#capacity,
      cause: this.#causes[slot] ?? 0,
      otherCause: this.#otherCauses[slot] ?? 0,
      atMs: this.#times[slot] ?? 0,
      label: this.#labels[slot] ?? 0,
      subject: this.#subjects[slot] ?? '',
    });
  }

  #mix(cause: number, atMs: number, labelHash: number, subject: string): void {
    let a = Math.imul(this.#hashA ^ cause, 0x01000193);
    // Times can have fractions of a millisecond: keep three decimals.
    a = Math.imul(a ^ Math.round(atMs * 1000), 0x01000193);
    a = Math.imul(a ^ labelHash, 0x01000193);
    let b = this.#hashB ^ a;
    for (let i = 0; i < subject.length; i++) b = Math.imul(b ^ subject.charCodeAt(i), 0x01000193);
    this.#hashA = a ^ (a >>> 15);
    this.#hashB = b ^ (b >>> 13);
  }

  /** Labels are a few fixed words: each is kept and hashed once. */
  #addLabel(label: string): number {
    let hash = 0x811c9dc5;
    for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193);
    const id = this.#knownLabels.length;
    this.#knownLabels.push(label);
    this.#labelHashes.push(hash);
    this.#labelIds.set(label, id);
    return id;
  }
}
