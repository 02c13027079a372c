// Reads again until what is read is as wanted: what is drawn follows what happens, a moment later.
import { setTimeout as passed } from 'node:timers/promises';

const PATIENCE_MS = 30_000;
const PAUSE_MS = 100;

/** Resolves with the value that is as wanted; `never` says what was read last, where it never is. */
export async function untilRead<T>(
  read: () => Promise<T>,
  wanted: (value: T) => boolean,
  never: (value: T) => string,
): Promise<T> {
  const endMs = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await read();
    if (wanted(value)) return value;
    if (Date.now() > endMs) throw new Error(never(value));
    await passed(PAUSE_MS);
  }
}
