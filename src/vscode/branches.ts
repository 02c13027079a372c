// The branches of the cluster's history: the one that runs and those that were kept. Lists them,
// and gives each as a lab.
import { deepEqual } from '../apimachinery/deepEqual';
import { forkMs } from '../simulation/fork';
import type { KeptBranch } from '../views/timeline/timelineItems';
import type { LabRecord } from './labRecord';
import type { SavedLab } from './lab/savedLab';
import type { LabStore } from './labStore';

export class Branches {
  readonly #store: LabStore;
  readonly #record: LabRecord;
  /** Read from the disk when something has changed there. */
  #kept: readonly { readonly name: string; readonly lab: SavedLab }[] | undefined;

  constructor(store: LabStore, record: LabRecord) {
    this.#store = store;
    this.#record = record;
  }

  /** Names of those that were kept, the last one first; not that of the one that runs. */
  get names(): readonly string[] {
    return this.#others().map(({ name }) => name);
  }

  /** Where each ends, and where it parts from the present. */
  list(): readonly KeptBranch[] {
    const present = this.#record.lab();
    return this.#others().map(({ name, lab }) => ({
      name,
      endMs: lab.position.nowMs,
      partsMs: deepEqual(lab.config, present.config) ? forkMs(lab, present, deepEqual) : undefined,
    }));
  }

  /** The lab of a branch, also of the one that runs. Throws where there is none. */
  lab(name: string): SavedLab {
    if (name === this.#record.branch) return this.#record.lab();
    const lab = this.#store.loadBranch(name);
    if (lab === undefined) throw new Error(`There is no branch named "${name}".`);
    return lab;
  }

  /** Keeps what runs under a name. */
  keepPresent(name: string): void {
    this.#store.saveBranch(name, this.#record.lab());
    this.#kept = undefined;
  }

  /** Keeps what runs, or else waits on disk, under its name; under `unnamed` where it has none. */
  keepSaved(unnamed: string): void {
    if (this.#record.isFollowing) {
      this.keepPresent(this.unusedName(this.#record.branch));
      return;
    }
    const saved = this.#store.load();
    if (saved.type !== 'lab') return;
    this.#store.saveBranch(this.unusedName(saved.name ?? unnamed), saved.lab);
    this.#kept = undefined;
  }

  /** Also of the one that runs. Throws where there is no such branch, or another of the new name. */
  rename(name: string, newName: string): void {
    if (name === newName) return;
    if (this.#isTaken(newName)) throw new Error(`There is already a branch named "${newName}".`);
    if (name === this.#record.branch) this.#record.rename(newName);
    else this.#store.renameBranch(name, newName);
    this.#kept = undefined;
  }

  delete(name: string): void {
    this.#store.deleteBranch(name);
    this.#kept = undefined;
  }

  /** `Branch 1` or, where there is such a branch, `Branch 2` and so on. */
  unusedName(wanted: string): string {
    const [, stem = wanted, digits = ''] = /^(.*?) ?(\d*)$/.exec(wanted) ?? [];
    let name = wanted;
    for (let number = digits === '' ? 2 : Number(digits) + 1; this.#isKept(name); number++) {
      name = `${stem} ${String(number)}`;
    }
    return name;
  }

  #isTaken(name: string): boolean {
    return name === this.#record.branch || this.#isKept(name);
  }

  #isKept(name: string): boolean {
    return this.#all().some((branch) => branch.name === name);
  }

  /** A host that was killed in the middle of a change of branches may have left what runs twice. */
  #others(): readonly { readonly name: string; readonly lab: SavedLab }[] {
    return this.#all().filter(({ name }) => name !== this.#record.branch);
  }

  #all(): readonly { readonly name: string; readonly lab: SavedLab }[] {
    this.#kept ??= this.#store.branches();
    return this.#kept;
  }
}
