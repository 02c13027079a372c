// Acts again where nothing came of it: keys go astray while something else takes the focus, and lists
// close under them, as when an editor or a webview opens in the meantime.
import type { Locator } from 'playwright-core';

const ATTEMPTS = 5;

/** `act` is tried until `isDone`; what it throws counts as nothing done, but for the last time. */
export async function untilDone(
  isDone: () => Promise<boolean>,
  act: () => Promise<void>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await act();
      if (await isDone()) return;
      if (attempt === ATTEMPTS) throw new Error(`nothing came of it, ${String(ATTEMPTS)} times`);
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/** Whether it is drawn soon. */
export function isDrawn(what: Locator): Promise<boolean> {
  return what.waitFor({ timeout: 3000 }).then(
    () => true,
    () => false,
  );
}
