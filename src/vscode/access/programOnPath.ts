// Finds a program as a shell would, along PATH: looked for, never run.
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import * as path from 'node:path';

/** Variables of a process, of Windows too. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The first file called so that may be run; undefined where there is none. */
export async function programOnPath(
  name: string,
  { PATH = '', PATHEXT }: Environment,
): Promise<string | undefined> {
  // Windows runs what ends in one of these alone.
  const endings = PATHEXT === undefined ? [''] : PATHEXT.split(';');
  for (const folder of PATH.split(path.delimiter)) {
    // An entry that is empty or relative means another folder in each terminal.
    if (!path.isAbsolute(folder)) continue;
    for (const ending of endings) {
      const file = path.join(folder, name + ending);
      if (await mayBeRun(file)) return file;
    }
  }
  return undefined;
}

async function mayBeRun(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
