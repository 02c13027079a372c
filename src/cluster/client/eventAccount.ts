// What an event recorder keeps of one object: how many events may still be written, and which were,
// so that they are counted up when they occur again. A large cluster has tens of thousands, so each
// is three numbers in a list and no object.

/** One event that was written: where its name comes from, and how often it has occurred. */
export interface RecordedEvent {
  /** Of {@link occurrenceHash}. */
  readonly hash: number;
  /** Nanoseconds since 1970, never the same twice in a recorder. */
  readonly nanos: bigint;
  readonly count: number;
}

/** k8s.io/client-go/tools/record: spam filter of 25 events, one more every 5 minutes. */
const BURST = 25;
const REFILL_MS = 300_000;
const MAX_RECORDED = 64;
/** Where the list has what. */
const TOKENS = 0;
const AT_MS = 1;
const RECORDED = 2;
/** Hash, microseconds, and count with the nanoseconds below one microsecond as last three digits. */
const NUMBERS = 3;

export class EventAccount {
  #numbers: number[];

  constructor(nowMs: number) {
    this.#numbers = [BURST, nowMs];
  }

  /** Whether one more event may be written now. */
  takeToken(nowMs: number): boolean {
    const refilled = this.#at(TOKENS) + (nowMs - this.#at(AT_MS)) / REFILL_MS;
    const tokens = Math.min(BURST, refilled);
    this.#numbers[AT_MS] = nowMs;
    this.#numbers[TOKENS] = tokens < 1 ? tokens : tokens - 1;
    return tokens >= 1;
  }

  find(hash: number): RecordedEvent | undefined {
    const position = this.#positionOf(hash);
    if (position === undefined) return undefined;
    const rest = this.#at(position + 2);
    const nanos = BigInt(this.#at(position + 1)) * 1000n + BigInt(rest % 1000);
    return { hash, nanos, count: Math.floor(rest / 1000) };
  }

  /** Takes the place of what has this hash; the oldest goes where there are too many. */
  put({ hash, nanos, count }: RecordedEvent): void {
    const all = this.#numbers;
    const added = [hash, Number(nanos / 1000n), count * 1000 + Number(nanos % 1000n)];
    const position = this.#positionOf(hash);
    const isFull = all.length >= RECORDED + MAX_RECORDED * NUMBERS;
    // Put together anew, since a list that grows keeps room to spare.
    this.#numbers =
      position !== undefined
        ? all.slice(0, position).concat(added, all.slice(position + NUMBERS))
        : isFull
          ? all.slice(0, RECORDED).concat(all.slice(RECORDED + NUMBERS), added)
          : all.concat(added);
  }

  remove(hash: number): void {
    const position = this.#positionOf(hash);
    if (position === undefined) return;
    const all = this.#numbers;
    this.#numbers = all.slice(0, position).concat(all.slice(position + NUMBERS));
  }

  /** Forgets what was recorded where the last event is older. */
  forgetBefore(oldestMs: number): void {
    if (this.#at(AT_MS) < oldestMs && this.#numbers.length > RECORDED)
      this.#numbers = this.#numbers.slice(0, RECORDED);
  }

  #at(position: number): number {
    return this.#numbers[position] ?? 0;
  }

  #positionOf(hash: number): number | undefined {
    for (let i = RECORDED; i < this.#numbers.length; i += NUMBERS)
      if (this.#numbers[i] === hash) return i;
    return undefined;
  }
}

/** The same for the same texts; 52 bits, so that two events of one object do not meet by chance. */
export function occurrenceHash(...texts: readonly string[]): number {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (const text of texts) {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x85ebca6b);
    }
    // The border between texts counts too.
    a = Math.imul(a ^ 0x1_0000, 0x01000193);
    b = Math.imul(b ^ 0x1_0000, 0x85ebca6b) ^ (b >>> 15);
  }
  return (a >>> 0) * 0x10_0000 + ((b ^ (b >>> 12)) & 0xf_ffff);
}
