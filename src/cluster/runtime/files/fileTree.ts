// The file system of one container: one tree of the image's files, what is mounted, and what the
// container has written. Failures are FileErrors with the words of the C library.
// Differs from Kubernetes: everybody is root and may do anything; a container can write 16 MiB.
import {
  directory,
  entriesOf,
  file,
  isDirectory,
  type DirectoryEntry,
  type FileEntry,
  type FileNode,
} from './fileNode';

export class FileError extends Error {}

const MAX_WRITTEN_BYTES = 16 * 1024 * 1024;
const MAX_LINKS = 10;

export class FileTree {
  readonly root: DirectoryEntry;
  readonly #readOnlyRoot: boolean;
  readonly #nowMs: () => number;
  readonly #changed: () => void;
  #writtenBytes = 0;

  /** `nowMs`: ms since 1970. `changed` is called after each change. */
  constructor(options: {
    readonly nowMs: () => number;
    readonly changed: () => void;
    readonly readOnlyRoot: boolean;
  }) {
    this.#nowMs = options.nowMs;
    this.#changed = options.changed;
    this.#readOnlyRoot = options.readOnlyRoot;
    this.root = directory(this.#nowMs());
  }

  /** The absolute form of a path, without `.` and `..`. */
  static absolute(path: string, cwd: string): string {
    const names: string[] = [];
    for (const name of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
      if (name === '..') names.pop();
      else if (name !== '' && name !== '.') names.push(name);
    }
    return `/${names.join('/')}`;
  }

  /** What is at an absolute path; undefined where nothing is. */
  get(path: string, followLast = true): FileNode | undefined {
    return this.#walk(path, followLast, 0)?.node;
  }

  exists(path: string): boolean {
    return this.get(path) !== undefined;
  }

  read(path: string): string {
    const node = this.get(path);
    if (node === undefined) throw new FileError('No such file or directory');
    if (isDirectory(node)) throw new FileError('Is a directory');
    if (node.kind !== 'file') return '';
    return node.content;
  }

  list(path: string): ReadonlyMap<string, FileNode> {
    const node = this.get(path);
    if (node === undefined) throw new FileError('No such file or directory');
    if (!isDirectory(node)) throw new FileError('Not a directory');
    return entriesOf(node);
  }

  write(path: string, content: string, append = false, mode?: number): void {
    const present = this.get(path);
    if (isDirectory(present)) throw new FileError('Is a directory');
    if (present?.kind === 'device') return;
    const { parent, name } = this.#writableParent(path);
    this.#charge(content.length);
    const old = present?.kind === 'file' ? present : undefined;
    if (old === undefined) parent.entries.set(name, file(content, this.#nowMs(), mode));
    else {
      old.content = append ? old.content + content : content;
      old.changedMs = this.#nowMs();
      if (mode !== undefined) old.mode = mode;
    }
    this.#changed();
  }

  touch(path: string): void {
    const present = this.get(path);
    if (present === undefined) this.write(path, '');
    else if (present.kind === 'file' || present.kind === 'directory') {
      this.#assertWritable(path);
      present.changedMs = this.#nowMs();
    }
  }

  /** With `parents` as `mkdir -p`: what is there already is no failure. */
  makeDirectory(path: string, parents: boolean): void {
    if (this.exists(path)) {
      if (parents && isDirectory(this.get(path))) return;
      throw new FileError('File exists');
    }
    if (parents && path !== '/') this.makeDirectory(parentOf(path), true);
    const { parent, name } = this.#writableParent(path);
    parent.entries.set(name, directory(this.#nowMs()));
    this.#changed();
  }

  remove(path: string, recursive: boolean): void {
    const node = this.get(path, false);
    if (node === undefined) throw new FileError('No such file or directory');
    if (isDirectory(node) && !recursive) throw new FileError('Is a directory');
    if (node.kind === 'live') throw new FileError('Device or resource busy');
    const { parent, name } = this.#writableParent(path, false);
    parent.entries.delete(name);
    this.#changed();
  }

  /** Puts a node in place of whatever is there. */
  put(path: string, node: FileNode): void {
    const { parent, name } = this.#writableParent(path, false);
    parent.entries.set(name, node);
    this.#changed();
  }

  setMode(path: string, mode: number): void {
    const node = this.get(path);
    if (node === undefined) throw new FileError('No such file or directory');
    this.#assertWritable(path);
    if (node.kind === 'file' || node.kind === 'directory') node.mode = mode;
  }

  /** Adds to the tree while it is made: no limit, no read-only root, nobody is told. */
  install(path: string, node: FileNode): void {
    let at: DirectoryEntry = this.root;
    const names = path.split('/').filter((name) => name !== '');
    const last = names.pop();
    for (const name of names) {
      const next = at.entries.get(name);
      if (next?.kind === 'directory') at = next;
      else {
        const made = directory(this.#nowMs());
        at.entries.set(name, made);
        at = made;
      }
    }
    if (last !== undefined) at.entries.set(last, node);
  }

  #charge(bytes: number): void {
    this.#writtenBytes += bytes;
    if (this.#writtenBytes > MAX_WRITTEN_BYTES) throw new FileError('No space left on device');
  }

  #assertWritable(path: string): void {
    this.#writableParent(path);
  }

  /** The directory in which a path's last name stands, after links, and that name. */
  #writableParent(
    path: string,
    followLast = true,
  ): { readonly parent: DirectoryEntry; readonly name: string } {
    const place = this.#walk(path, followLast, 0) ?? this.#walkToNew(path);
    if (place?.parent === undefined) throw new FileError('No such file or directory');
    const { parent, name } = place;
    if (parent.kind === 'live' || (parent.kind === 'directory' && parent.readOnly === true))
      throw new FileError('Read-only file system');
    if (parent.kind !== 'directory') throw new FileError('Not a directory');
    if (this.#readOnlyRoot && !place.isMounted) throw new FileError('Read-only file system');
    return { parent, name };
  }

  #walkToNew(path: string): Place | undefined {
    const parent = this.#walk(parentOf(path), true, 0);
    if (parent === undefined) return undefined;
    const isMounted = parent.isMounted || isMount(parent.node);
    return { parent: parent.node, name: baseOf(path), node: parent.node, isMounted };
  }

  #walk(path: string, followLast: boolean, links: number): Place | undefined {
    const names = path.split('/').filter((name) => name !== '');
    let place: Place = { parent: undefined, name: '', node: this.root, isMounted: false };
    for (const [index, name] of names.entries()) {
      if (!isDirectory(place.node)) return undefined;
      const node = entriesOf(place.node).get(name);
      if (node === undefined) return undefined;
      const isMounted = place.isMounted || isMount(place.node);
      place = { parent: place.node, name, node, isMounted };
      const isLast = index === names.length - 1;
      if (node.kind === 'link' && (!isLast || followLast)) {
        if (links >= MAX_LINKS) throw new FileError('Too many levels of symbolic links');
        const target = FileTree.absolute(node.target, `/${names.slice(0, index).join('/')}`);
        const rest = names.slice(index + 1);
        return this.#walk([target, ...rest].join('/'), followLast, links + 1);
      }
    }
    return place;
  }
}

interface Place {
  readonly parent: FileNode | undefined;
  readonly name: string;
  readonly node: FileNode;
  /** Below a volume. */
  readonly isMounted: boolean;
}

/** What stays writable where the root is read-only. */
function isMount(node: FileNode): boolean {
  return node.kind === 'live' || (node.kind === 'directory' && node.isMount === true);
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A copy of a file or directory with all that is in it. */
export function copyOf(node: FileNode, nowMs: number): FileNode {
  if (isDirectory(node)) {
    const copy = directory(nowMs, node.mode);
    for (const [name, child] of entriesOf(node)) copy.entries.set(name, copyOf(child, nowMs));
    return copy;
  }
  return node.kind === 'file' ? copyOfFile(node, nowMs) : node;
}

function copyOfFile(node: FileEntry, nowMs: number): FileEntry {
  return file(node.content, nowMs, node.mode);
}
