// The saved lab on disk: configuration, journal of inputs and the last position, one JSON value a
// line. Lines are only ever appended while a cluster runs, so that a killed host loses nothing that
// was written; a last line cut short is dropped, anything else wrong is a corrupt file.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { isJsonObject } from '../apimachinery/jsonObject';
import { completeConfig, type ClusterConfig } from '../cluster/clusterConfig';
import type { ClusterInput } from '../cluster/clusterInput';
import type { JournalEntry, RunPosition } from '../simulation/journal';

/** Where the run stood, how it went, and the hash of all that had happened up to there. */
export interface SavedPosition extends RunPosition {
  readonly traceHash: string;
  readonly speed: number;
  readonly playing: boolean;
  /** False where the learner stopped the cluster: it is not brought back by itself. */
  readonly open: boolean;
}

export interface SavedLab {
  /** The version of the extension that ran it: another may simulate differently. */
  readonly extensionVersion: string;
  readonly config: ClusterConfig;
  readonly journal: readonly JournalEntry<ClusterInput>[];
  readonly position: SavedPosition;
}

export type LoadResult =
  | { readonly type: 'none' }
  | { readonly type: 'lab'; readonly lab: SavedLab }
  /** The file was kept aside under `keptAs`; `why` says what is wrong with it. */
  | { readonly type: 'corrupt'; readonly why: string; readonly keptAs: string };

const FORMAT = 'cluster-lab';
const FORMAT_VERSION = 1;
const FILE = 'cluster.jsonl';

type Line =
  | {
      readonly format: typeof FORMAT;
      readonly version: number;
      readonly extensionVersion: string;
      readonly config: ClusterConfig;
    }
  | { readonly entry: JournalEntry<ClusterInput> }
  | { readonly position: SavedPosition };

export class LabStore {
  readonly #folder: string;
  readonly #file: string;
  readonly #extensionVersion: string;

  /** `folder` is made when something is saved. */
  constructor(folder: string, extensionVersion: string) {
    this.#folder = folder;
    this.#file = path.join(folder, FILE);
    this.#extensionVersion = extensionVersion;
  }

  get file(): string {
    return this.#file;
  }

  exists(): boolean {
    return fs.existsSync(this.#file);
  }

  /** Starts the record of a new cluster; an old one is replaced. */
  begin(config: ClusterConfig): void {
    this.#replace([this.#header(config, this.#extensionVersion)]);
  }

  appendInput(entry: JournalEntry<ClusterInput>): void {
    this.#append({ entry });
  }

  appendPosition(position: SavedPosition): void {
    this.#append({ position });
  }

  /** Writes the whole lab anew, without the positions passed on the way. */
  rewrite(lab: SavedLab): void {
    this.#replace([
      this.#header(lab.config, this.#extensionVersion),
      ...lab.journal.map((entry) => ({ entry })),
      { position: lab.position },
    ]);
  }

  delete(): void {
    fs.rmSync(this.#file, { force: true });
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
      return { type: 'lab', lab: parseLab(text) };
    } catch (error) {
      return this.#keepAside(messageOf(error));
    }
  }

  #keepAside(why: string): LoadResult {
    let number = 1;
    let keptAs: string;
    do keptAs = `${this.#file}.corrupt-${String(number++)}`;
    while (fs.existsSync(keptAs));
    fs.renameSync(this.#file, keptAs);
    return { type: 'corrupt', why, keptAs };
  }

  #header(config: ClusterConfig, extensionVersion: string): Line {
    return { format: FORMAT, version: FORMAT_VERSION, extensionVersion, config };
  }

  #append(line: Line): void {
    fs.appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
  }

  /** A file that is written whole is written beside its place first: never half there. */
  #replace(lines: readonly Line[]): void {
    fs.mkdirSync(this.#folder, { recursive: true });
    const scratch = `${this.#file}.new`;
    fs.writeFileSync(scratch, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    fs.renameSync(scratch, this.#file);
  }
}

/** Throws Error with a sentence for people where the text is no saved lab. */
export function parseLab(text: string): SavedLab {
  const lines = text.split('\n');
  // The last line ends with a line feed; what follows it was cut short when the host was killed.
  lines.pop();
  const [first, ...rest] = lines;
  const header = parseHeader(first);
  const journal: JournalEntry<ClusterInput>[] = [];
  let position: SavedPosition = {
    executedEvents: 0,
    nowMs: 0,
    traceHash: '',
    speed: 1,
    playing: true,
    open: true,
  };
  rest.forEach((text, index) => {
    const line = parseLine(text, index + 2);
    if ('entry' in line) {
      const { afterEvents, atMs } = line.entry;
      journal.push(line.entry);
      const executedEvents = Math.max(afterEvents, position.executedEvents);
      const nowMs = Math.max(atMs, position.nowMs);
      // Also where time stood: what came in since is not in the hash.
      position = { ...position, executedEvents, nowMs, traceHash: '' };
    } else if ('position' in line) position = line.position;
  });
  return { ...header, journal, position };
}

function parseHeader(text: string | undefined): Pick<SavedLab, 'config' | 'extensionVersion'> {
  const value = text === undefined ? undefined : parseJson(text, 1);
  if (!isJsonObject(value) || value['format'] !== FORMAT) {
    throw new Error('line 1 is not the header of a saved cluster');
  }
  if (value['version'] !== FORMAT_VERSION) {
    throw new Error(
      `it has format version ${String(value['version'])}, and this Cluster Lab reads version ${String(FORMAT_VERSION)}`,
    );
  }
  const { config, extensionVersion } = value;
  if (!isConfig(config) || typeof extensionVersion !== 'string') {
    throw new Error('line 1: the configuration of the cluster is incomplete');
  }
  return { config: completeConfig(config), extensionVersion };
}

function parseLine(text: string, number: number): Exclude<Line, { format: string }> {
  const value = parseJson(text, number);
  if (isJsonObject(value)) {
    const { entry, position } = value;
    if (
      isJsonObject(entry) &&
      hasNumbers(entry, ['afterEvents', 'atMs']) &&
      isJsonObject(entry['input'])
    ) {
      // The input was written by this extension; its parts are checked when it is applied.
      return { entry: entry as unknown as JournalEntry<ClusterInput> };
    }
    if (isJsonObject(position) && hasNumbers(position, ['executedEvents', 'nowMs', 'speed'])) {
      return { position: position as unknown as SavedPosition };
    }
  }
  throw new Error(`line ${String(number)} is neither an input nor a position`);
}

function parseJson(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`line ${String(line)} is not JSON (${messageOf(error)})`, { cause: error });
  }
}

/** Of this version or an earlier one, which had less to choose from. */
function isConfig(value: unknown): value is Parameters<typeof completeConfig>[0] {
  return (
    isJsonObject(value) &&
    hasNumbers(value, [
      'seed',
      'startEpochMs',
      'workers',
      'nodeCpuMillis',
      'nodeMemoryBytes',
      'apiLatencyMs',
    ])
  );
}

function hasNumbers(value: Record<string, unknown>, keys: readonly string[]): boolean {
  return keys.every((key) => Number.isFinite(value[key]));
}

function isMissing(error: unknown): boolean {
  return isJsonObject(error) && error['code'] === 'ENOENT';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
