// What an event recorder keeps of each object: how many events may still be written, and which were,
// so that they are counted up when they occur again. A large cluster has tens of thousands, so an object
// is a list of numbers here, and an event three of them.

import type { EventMoment } from './eventName';

/** One event that was written: where its name comes from, and how often it has occurred. */
export interface RecordedEvent {
  /** Of {@link occurrenceHash}. */
  readonly hash: number;
  readonly moment: EventMoment;
  readonly count: number;
}

/** k8s.io/client-go/tools/record: spam filter of 25 events, one more every 5 minutes. */
const BURST = 25;
const REFILL_MS = 300_000;
const MAX_RECORDED = 64;
/** Objects that are remembered: of each kind of cache, as many as client-go remembers. */
const MAX_OBJECTS = 4096;
/** Where the list has what. */
const TOKENS = 0;
const AT_MS = 1;
const RECORDED = 2;
/** Hash, microseconds, and count with the nanoseconds below one microsecond as last three digits. */
const NUMBERS = 3;
const NOTHING: number[] = [];

export class EventAccounts {
  /** By the object's uid. */
  readonly #accounts = new Map<string, number[]>();

  /** Whether one more event may be written about the object now. */
  takeToken(uid: string, nowMs: number): boolean {
    const account = this.#account(uid, nowMs);
    const refilled = at(account, TOKENS) + (nowMs - at(account, AT_MS)) / REFILL_MS;
    const tokens = Math.min(BURST, refilled);
    account[AT_MS] = nowMs;
    account[TOKENS] = tokens < 1 ? tokens : tokens - 1;
    return tokens >= 1;
  }

  find(uid: string, hash: number): RecordedEvent | undefined {
    const account = this.#accounts.get(uid) ?? NOTHING;
    const position = positionOf(account, hash);
    if (position === undefined) return undefined;
    const rest = at(account, position + 2);
    const moment = { micros: at(account, position + 1), nanos: rest % 1000 };
    return { hash, moment, count: Math.floor(rest / 1000) };
  }

  /** Takes the place of what has this hash; the oldest goes where there are too many. */
  put(uid: string, { hash, moment, count }: RecordedEvent, nowMs: number): void {
    const all = this.#account(uid, nowMs);
    const added = [hash, moment.micros, count * 1000 + moment.nanos];
    const position = positionOf(all, hash);
    const isFull = all.length >= RECORDED + MAX_RECORDED * NUMBERS;
    // Put together anew, since a list that grows keeps room to spare.
    const replaced =
      position !== undefined
        ? all.slice(0, position).concat(added, all.slice(position + NUMBERS))
        : isFull
          ? all.slice(0, RECORDED).concat(all.slice(RECORDED + NUMBERS), added)
          : all.concat(added);
    this.#accounts.set(uid, replaced);
  }

  remove(uid: string, hash: number): void {
    const all = this.#accounts.get(uid) ?? NOTHING;
    const position = positionOf(all, hash);
    if (position === undefined) return;
    this.#accounts.set(uid, all.slice(0, position).concat(all.slice(position + NUMBERS)));
  }

  /** Forgets what was recorded of objects whose last event is older. */
  forgetBefore(oldestMs: number): void {
    for (const [uid, account] of this.#accounts) {
      if (at(account, AT_MS) < oldestMs && account.length > RECORDED)
        this.#accounts.set(uid, account.slice(0, RECORDED));
    }
  }

  #account(uid: string, nowMs: number): number[] {
    let account = this.#accounts.get(uid);
    if (account === undefined) {
      if (this.#accounts.size >= MAX_OBJECTS) this.#accounts.clear();
      account = [BURST, nowMs];
      this.#accounts.set(uid, account);
    }
    return account;
  }
}

function at(account: readonly number[], position: number): number {
  return account[position] ?? 0;
}

function positionOf(account: readonly number[], hash: number): number | undefined {
  for (let i = RECORDED; i < account.length; i += NUMBERS) if (account[i] === hash) return i;
  return undefined;
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
