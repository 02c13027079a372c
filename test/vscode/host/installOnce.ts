// Puts a program into the cache folder, once: built in a scratch folder beside its goal, then renamed, so that a run that is
// killed leaves nothing half made.
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Told what is being done and how far it is, in words for a person. */
export type Progress = (message: string) => void;

/**
 * Returns `goal`, a folder, after `make` has filled it if it was not there. `make` gets an empty scratch folder and returns the
 * folder in it that becomes the goal.
 */
export async function installOnce(
  goal: string,
  make: (scratch: string) => Promise<string>,
): Promise<string> {
  if (existsSync(goal)) return goal;
  await removeAbandoned(goal);
  const scratch = `${goal}.scratch-${process.pid}`;
  await mkdir(scratch, { recursive: true });
  try {
    const made = await make(scratch);
    await rename(made, goal).catch((error: unknown) => {
      // Another run may have been faster: then its result is as good as ours.
      if (!existsSync(goal)) throw error;
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return goal;
}

/** Scratch folders whose process is gone: several hundred megabytes that nobody else would remove. */
async function removeAbandoned(goal: string): Promise<void> {
  const folder = path.dirname(goal);
  const prefix = `${path.basename(goal)}.scratch-`;
  const entries = existsSync(folder) ? await readdir(folder) : [];
  for (const entry of entries) {
    if (!entry.startsWith(prefix) || isAlive(Number(entry.slice(prefix.length)))) continue;
    await rm(path.join(folder, entry), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
