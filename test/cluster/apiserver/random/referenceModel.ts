// The simplest thing that an API server could be: a map of objects. It says beforehand how each
// request must end.
import type { ApiObject } from '../../../../src/apimachinery/objectMeta';

/** What the model knows of an object; the rest it takes as it comes. */
export interface Entry {
  readonly uid: string;
  readonly version: string;
  /** Raised by writes that name the version they have read. */
  readonly count: number;
  /** Raised by patches, whatever the version. */
  readonly patches: number;
  readonly team: string;
  /** A finalizer holds it. */
  readonly held: boolean;
  readonly deleting: boolean;
}

export type Outcome = 'ok' | 'AlreadyExists' | 'NotFound' | 'Conflict' | 'Invalid';

export const FINALIZER = 'test.example/hold';

export class ReferenceModel {
  readonly #entries = new Map<string, Entry>();

  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  set(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
  }

  /** It is deleted: gone, unless it is held. */
  delete(key: string, entry: Entry): void {
    if (entry.held) this.#entries.set(key, { ...entry, deleting: true });
    else this.#entries.delete(key);
  }

  /** Names of those under a key's beginning, with what is known of them, in the order of a list. */
  lines(prefix: string): readonly string[] {
    const under = [...this.#entries].filter(([key]) => key.startsWith(prefix));
    return under.map(([key, entry]) => line(key.slice(prefix.length), entry)).sort();
  }

  keys(prefix: string): readonly string[] {
    return [...this.#entries.keys()].filter((key) => key.startsWith(prefix));
  }

  /** How a write must end that was made of `read`, what a client has seen some time ago. */
  writeOf(key: string, read: ApiObject): Outcome {
    const entry = this.#entries.get(key);
    const isSame = entry?.uid === read.metadata.uid;
    return isSame && entry.version === read.metadata.resourceVersion ? 'ok' : 'Conflict';
  }
}

/** What a list shows of an object, in the words of {@link ReferenceModel.lines}. */
export function lineOf(object: ApiObject): string {
  return line(object.metadata.name, entryOf(object));
}

/** What the model keeps of an answer. */
export function entryOf({ metadata }: ApiObject): Entry {
  return {
    uid: metadata.uid,
    version: metadata.resourceVersion,
    count: Number(metadata.annotations?.count),
    patches: Number(metadata.annotations?.patches),
    team: metadata.labels?.team ?? '',
    held: metadata.finalizers?.includes(FINALIZER) ?? false,
    deleting: metadata.deletionTimestamp !== undefined,
  };
}

function line(name: string, { count, patches, team, held, deleting }: Entry): string {
  const marks = `${held ? ' held' : ''}${deleting ? ' deleting' : ''}`;
  return `${name} ${team} ${String(count)} ${String(patches)}${marks}`;
}
