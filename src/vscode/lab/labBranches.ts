// Labs that are kept under a name: futures that were left, clusters that another took the place of.
// Each is a file of its own, written whole.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { labText, parseLab, type SavedLab } from './savedLab';
import { writeWhole } from './writeWhole';

export interface Branch {
  readonly name: string;
  readonly savedAtMs: number;
  readonly lab: SavedLab;
}

const SUFFIX = '.branch.jsonl';

export class LabBranches {
  readonly #folder: string;

  /** `folder` is made when something is saved. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes the place of a branch of the same name. */
  save(name: string, lab: SavedLab): void {
    const { extensionVersion, config } = lab;
    writeWhole(this.#fileOf(name), labText(lab, { extensionVersion, config, run: '', name }));
  }

  /** Those that can be read, the last one saved first. */
  list(): readonly Branch[] {
    const branches: Branch[] = [];
    for (const file of this.#files()) {
      const branch = read(path.join(this.#folder, file));
      if (branch !== undefined) branches.push(branch);
    }
    return branches.sort((a, b) => b.savedAtMs - a.savedAtMs || (a.name < b.name ? -1 : 1));
  }

  load(name: string): SavedLab | undefined {
    return read(this.#fileOf(name))?.lab;
  }

  delete(name: string): void {
    fs.rmSync(this.#fileOf(name), { force: true });
  }

  /** Throws where there is no branch `name`, or one `newName`. */
  rename(name: string, newName: string): void {
    const lab = this.load(name);
    if (lab === undefined) throw new Error(`There is no branch named "${name}".`);
    if (name === newName) return;
    if (fs.existsSync(this.#fileOf(newName))) {
      throw new Error(`There is already a branch named "${newName}".`);
    }
    this.save(newName, lab);
    this.delete(name);
  }

  #files(): readonly string[] {
    try {
      return fs.readdirSync(this.#folder).filter((file) => file.endsWith(SUFFIX));
    } catch {
      // No folder yet.
      return [];
    }
  }

  /** Names may hold what names of files may not, and differ in upper and lower case only. */
  #fileOf(name: string): string {
    const digest = createHash('sha256').update(name).digest('hex').slice(0, 24);
    return path.join(this.#folder, `${digest}${SUFFIX}`);
  }
}

/** A file that is damaged stays where it is, and is no branch. */
function read(file: string): Branch | undefined {
  try {
    const { header, lab } = parseLab(fs.readFileSync(file, 'utf8'));
    if (header.name === undefined) return undefined;
    return { name: header.name, savedAtMs: fs.statSync(file).mtimeMs, lab };
  } catch {
    return undefined;
  }
}
