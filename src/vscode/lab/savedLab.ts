// A lab as it is saved: configuration, journal of inputs and where the run stood, one JSON value a
// line. A last line cut short (the host was killed as it wrote it) is dropped, anything else wrong is
// a corrupt file.
import { isJsonObject } from '../../apimachinery/jsonObject';
import { completeConfig, type ClusterConfig } from '../../cluster/clusterConfig';
import type { ClusterInput } from '../../cluster/clusterInput';
import type { JournalEntry, RunPosition } from '../../simulation/journal';

/** Where the run stood, how it went, and the hash of all that had happened up to there. */
export interface SavedPosition extends RunPosition {
  /** Empty where it is not known. */
  readonly traceHash: string;
  readonly speed: number;
  readonly playing: boolean;
  /** False where the learner stopped the cluster: it is not brought back by itself. */
  readonly open: boolean;
}

/** How time goes on there. */
export type SavedMode = Pick<SavedPosition, 'speed' | 'playing'>;

export interface SavedLab {
  /** The version of the extension that ran it: another may simulate differently. */
  readonly extensionVersion: string;
  readonly config: ClusterConfig;
  readonly journal: readonly JournalEntry<ClusterInput>[];
  readonly position: SavedPosition;
}

/** What stands before the inputs. */
export interface LabHeader {
  readonly extensionVersion: string;
  readonly config: ClusterConfig;
  /** Different whenever a file is written whole: tells which positions belong to it. */
  readonly run: string;
  /** Of a branch. */
  readonly name?: string;
}

export interface ParsedLab {
  readonly header: LabHeader;
  readonly lab: SavedLab;
}

const FORMAT = 'cluster-lab';
/** Version 1 had the positions passed on the way between the inputs, and no `run`. */
const FORMAT_VERSION = 2;

const AT_START: SavedPosition = {
  executedEvents: 0,
  nowMs: 0,
  traceHash: '',
  speed: 1,
  playing: true,
  open: true,
};

export function headerLine(header: LabHeader): string {
  return line({ format: FORMAT, version: FORMAT_VERSION, ...header });
}

export function inputLine(entry: JournalEntry<ClusterInput>): string {
  return line({ entry });
}

/** The whole lab, with its position at the end. */
export function labText(lab: SavedLab, header: LabHeader): string {
  return [headerLine(header), ...lab.journal.map(inputLine), line({ position: lab.position })].join(
    '',
  );
}

/** Throws Error with a sentence for people where the text is no saved lab. */
export function parseLab(text: string): ParsedLab {
  const lines = text.split('\n');
  // The last line ends with a line feed; what follows it was cut short when the host was killed.
  lines.pop();
  const [first, ...rest] = lines;
  const header = parseHeader(first);
  const journal: JournalEntry<ClusterInput>[] = [];
  let position = AT_START;
  rest.forEach((text, index) => {
    const value = parseLine(text, index + 2);
    if ('position' in value) position = value.position;
    else {
      journal.push(value.entry);
      position = movedOn(position, value.entry);
    }
  });
  const { extensionVersion, config } = header;
  return { header, lab: { extensionVersion, config, journal, position } };
}

/** Where time stood when the input came in, at least; it is not in the hash. */
export function movedOn(
  position: SavedPosition,
  { afterEvents, atMs }: JournalEntry<ClusterInput>,
): SavedPosition {
  const executedEvents = Math.max(afterEvents, position.executedEvents);
  const nowMs = Math.max(atMs, position.nowMs);
  return { ...position, executedEvents, nowMs, traceHash: '' };
}

/** Throws as {@link parseLab} does. */
export function parseHeader(text: string | undefined): LabHeader {
  const value = text === undefined ? undefined : parseJson(text, 1);
  if (!isJsonObject(value) || value['format'] !== FORMAT) {
    throw new Error('line 1 is not the header of a saved cluster');
  }
  const { version, config, extensionVersion, run = '', name } = value;
  if (version !== 1 && version !== FORMAT_VERSION) {
    throw new Error(
      `it has format version ${String(version)}, and this Cluster Lab reads version ${String(FORMAT_VERSION)}`,
    );
  }
  if (!isConfig(config) || typeof extensionVersion !== 'string' || typeof run !== 'string') {
    throw new Error('line 1: the configuration of the cluster is incomplete');
  }
  const header = { config: completeConfig(config), extensionVersion, run };
  return typeof name === 'string' ? { ...header, name } : header;
}

export function isSavedPosition(value: unknown): value is SavedPosition {
  return isJsonObject(value) && hasNumbers(value, ['executedEvents', 'nowMs', 'speed']);
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

type LabLine =
  { readonly entry: JournalEntry<ClusterInput> } | { readonly position: SavedPosition };

function parseLine(text: string, number: number): LabLine {
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
    if (isSavedPosition(position)) return { position };
  }
  throw new Error(`line ${String(number)} is neither an input nor a position`);
}

function parseJson(text: string, number: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`line ${String(number)} is not JSON (${why})`, { cause: error });
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
