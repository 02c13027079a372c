// The lab of this workspace on disk: the journal grows by a line before an input takes effect, the
// position is written before it is shown, so that a killed host loses nothing that anybody saw.
// Beside it the branches: labs kept under a name.
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { isJsonObject } from '../apimachinery/jsonObject';
import type { ClusterConfig } from '../cluster/clusterConfig';
import type { ClusterInput } from '../cluster/clusterInput';
import type { JournalEntry } from '../simulation/journal';
import { LabBranches, type Branch } from './lab/labBranches';
import { PositionFile } from './lab/positionFile';
import {
  headerLine,
  inputLine,
  labText,
  movedOn,
  parseLab,
  type SavedLab,
  type SavedPosition,
} from './lab/savedLab';
import { writeWhole } from './lab/writeWhole';

export type LoadResult =
  | { readonly type: 'none' }
  /** `name`: of the branch that it is. */
  | { readonly type: 'lab'; readonly lab: SavedLab; readonly name: string | undefined }
  /** The file was kept aside under `keptAs`; `why` says what is wrong with it. */
  | { readonly type: 'corrupt'; readonly why: string; readonly keptAs: string };

const FILE = 'cluster.jsonl';
const POSITION_FILE = 'cluster.position';
const BRANCHES = 'branches';

export class LabStore {
  readonly #file: string;
  readonly #extensionVersion: string;
  readonly #positions: PositionFile;
  readonly #branches: LabBranches;
  #descriptor: number | undefined;
  #length = 0;
  #run = '';
  #inputs = 0;

  /** `folder` is made when something is saved. */
  constructor(folder: string, extensionVersion: string) {
    this.#file = path.join(folder, FILE);
    this.#extensionVersion = extensionVersion;
    this.#positions = new PositionFile(path.join(folder, POSITION_FILE));
    this.#branches = new LabBranches(path.join(folder, BRANCHES));
  }

  get extensionVersion(): string {
    return this.#extensionVersion;
  }

  get file(): string {
    return this.#file;
  }

  exists(): boolean {
    return fs.existsSync(this.#file);
  }

  /** Starts the record of a new cluster; an old one is replaced. */
  begin(config: ClusterConfig, name?: string): void {
    const extensionVersion = this.#extensionVersion;
    this.#replace(0, (run) => headerLine({ extensionVersion, config, run, ...named(name) }));
  }

  appendInput(entry: JournalEntry<ClusterInput>): void {
    const bytes = Buffer.from(inputLine(entry));
    this.#descriptor ??= fs.openSync(this.#file, 'r+');
    try {
      let written = 0;
      while (written < bytes.length) {
        const at = this.#length + written;
        written += fs.writeSync(this.#descriptor, bytes, written, bytes.length - written, at);
      }
    } catch (error) {
      // Half a line must not stand before the next one.
      fs.ftruncateSync(this.#descriptor, this.#length);
      throw error;
    }
    this.#length += bytes.length;
    this.#inputs++;
  }

  /** Of the lab that was begun or rewritten last. */
  savePosition(position: SavedPosition): void {
    this.#positions.write(this.#run, { position, inputs: this.#inputs });
  }

  /** Writes the whole lab anew; it may be another than before. */
  rewrite(lab: SavedLab, name?: string): void {
    const { config } = lab;
    const extensionVersion = this.#extensionVersion;
    this.#replace(lab.journal.length, (run) =>
      labText(lab, { extensionVersion, config, run, ...named(name) }),
    );
  }

  load(): LoadResult {
    let text: string;
    try {
      text = fs.readFileSync(this.#file, 'utf8');
    } catch (error) {
      if (isMissing(error)) return { type: 'none' };
      return this.#keepAside(`it cannot be read: ${messageOf(error)}`);
    }
    try {
      const { header, lab } = parseLab(text);
      return { type: 'lab', lab: this.#withPosition(lab, header.run), name: header.name };
    } catch (error) {
      return this.#keepAside(messageOf(error));
    }
  }

  /** Keeps a lab under a name; one of the same name is replaced. */
  saveBranch(name: string, lab: SavedLab): void {
    this.#branches.save(name, lab);
  }

  /** The last one saved first. */
  branches(): readonly Branch[] {
    return this.#branches.list();
  }

  loadBranch(name: string): SavedLab | undefined {
    return this.#branches.load(name);
  }

  deleteBranch(name: string): void {
    this.#branches.delete(name);
  }

  /** Throws where there is no branch `name`, or one `newName`. */
  renameBranch(name: string, newName: string): void {
    this.#branches.rename(name, newName);
  }

  /** Lets go of the files; they are opened again where something is saved. */
  close(): void {
    this.#positions.close();
    if (this.#descriptor !== undefined) fs.closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #withPosition(lab: SavedLab, run: string): SavedLab {
    const stored = this.#positions.read(run);
    if (stored === undefined) return lab;
    let { position } = stored;
    for (const entry of lab.journal.slice(stored.inputs)) position = movedOn(position, entry);
    return { ...lab, position };
  }

  #keepAside(why: string): LoadResult {
    let number = 1;
    let keptAs: string;
    do keptAs = `${this.#file}.corrupt-${String(number++)}`;
    while (fs.existsSync(keptAs));
    fs.renameSync(this.#file, keptAs);
    return { type: 'corrupt', why, keptAs };
  }

  #replace(inputs: number, textOf: (run: string) => string): void {
    this.close();
    const run = randomUUID();
    const text = textOf(run);
    writeWhole(this.#file, text);
    this.#run = run;
    this.#inputs = inputs;
    this.#length = Buffer.byteLength(text);
  }
}

function named(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name };
}

function isMissing(error: unknown): boolean {
  return isJsonObject(error) && error['code'] === 'ENOENT';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
