// Files and directories of a container, as values that tools read and change. Contents are bytes.

export interface FileEntry {
  readonly kind: 'file';
  content: string;
  mode: number;
  /** Ms since 1970. */
  changedMs: number;
}

export interface DirectoryEntry {
  readonly kind: 'directory';
  readonly entries: Map<string, FileNode>;
  mode: number;
  changedMs: number;
  readonly readOnly?: boolean;
  /** The root of a volume. */
  readonly isMount?: boolean;
}

/** A directory whose files are made when they are looked at: a mounted ConfigMap, a token. */
export interface LiveDirectory {
  readonly kind: 'live';
  read(): ReadonlyMap<string, FileNode>;
  readonly mode: number;
  readonly changedMs: number;
}

/** /dev/null and its sisters. */
export interface DeviceEntry {
  readonly kind: 'device';
  readonly device: 'null' | 'zero' | 'random' | 'stdin' | 'stdout' | 'stderr';
  readonly changedMs: number;
}

export interface LinkEntry {
  readonly kind: 'link';
  readonly target: string;
  readonly changedMs: number;
}

export type FileNode = FileEntry | DirectoryEntry | LiveDirectory | DeviceEntry | LinkEntry;

export function file(content: string, changedMs: number, mode = 0o644): FileEntry {
  return { kind: 'file', content, mode, changedMs };
}

export function directory(changedMs: number, mode = 0o755): DirectoryEntry {
  return { kind: 'directory', entries: new Map(), mode, changedMs };
}

export function isDirectory(node: FileNode | undefined): node is DirectoryEntry | LiveDirectory {
  return node?.kind === 'directory' || node?.kind === 'live';
}

export function entriesOf(node: DirectoryEntry | LiveDirectory): ReadonlyMap<string, FileNode> {
  return node.kind === 'live' ? node.read() : node.entries;
}

export function sizeOf(node: FileNode): number {
  if (node.kind === 'file') return node.content.length;
  if (node.kind === 'link') return node.target.length;
  return node.kind === 'device' ? 0 : 4096;
}
