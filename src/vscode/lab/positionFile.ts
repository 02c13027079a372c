// Where the run stands, on disk before it is shown: two slots of fixed size, written in place by
// turns, each with a checksum, so that whoever is killed in the middle of one leaves the other.
// There is no fsync: what a killed process has written, the operating system still has; only a crash
// of the whole machine may lose the last moments (and nothing else than they: see savedLab.ts).
import * as fs from 'node:fs';
import { isJsonObject } from '../../apimachinery/jsonObject';
import { isSavedPosition, type SavedPosition } from './savedLab';

/** What a slot tells. */
export interface StoredPosition {
  readonly position: SavedPosition;
  /** How many inputs had taken effect: with more in the journal, the hash is not theirs. */
  readonly inputs: number;
}

const SLOT_BYTES = 512;
const CHECKSUM_CHARS = 8;

export class PositionFile {
  readonly #file: string;
  readonly #buffer = Buffer.alloc(SLOT_BYTES, ' ');
  #descriptor: number | undefined;
  #sequence = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** `run` is the name of the run that the position belongs to. */
  write(run: string, stored: StoredPosition): void {
    this.#descriptor ??= fs.openSync(this.#file, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o644);
    const sequence = ++this.#sequence;
    const text = JSON.stringify({ run, sequence, ...stored });
    const slot = checksum(text) + text;
    // Positions hold numbers and names of our own: a longer one is a bug.
    if (slot.length >= SLOT_BYTES)
      throw new RangeError(`a position of ${String(slot.length)} bytes`);
    this.#buffer.fill(' ');
    this.#buffer.write(slot, 'latin1');
    this.#buffer.write('\n', SLOT_BYTES - 1, 'latin1');
    fs.writeSync(this.#descriptor, this.#buffer, 0, SLOT_BYTES, (sequence % 2) * SLOT_BYTES);
  }

  /** The last position of the run that was written whole. */
  read(run: string): StoredPosition | undefined {
    let bytes: string;
    try {
      bytes = fs.readFileSync(this.#file, 'latin1');
    } catch {
      // Not there, or not to be read: the inputs tell where the run stood at least.
      return undefined;
    }
    let last: ReturnType<typeof parseSlot>;
    for (const start of [0, SLOT_BYTES]) {
      const slot = parseSlot(bytes.slice(start, start + SLOT_BYTES));
      if (slot?.run === run && slot.sequence > (last?.sequence ?? -1)) last = slot;
    }
    if (last === undefined) return undefined;
    return { position: last.position, inputs: last.inputs };
  }

  close(): void {
    if (this.#descriptor !== undefined) fs.closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

function parseSlot(
  slot: string,
): (StoredPosition & { readonly run: string; readonly sequence: number }) | undefined {
  const text = slot.slice(CHECKSUM_CHARS).trimEnd();
  if (slot.length < SLOT_BYTES || checksum(text) !== slot.slice(0, CHECKSUM_CHARS))
    return undefined;
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) return undefined;
  const { run, sequence, position, inputs } = value;
  return typeof run === 'string' &&
    typeof sequence === 'number' &&
    typeof inputs === 'number' &&
    isSavedPosition(position)
    ? { run, sequence, position, inputs }
    : undefined;
}

/** FNV-1a, as 8 hex digits. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(CHECKSUM_CHARS, '0');
}
