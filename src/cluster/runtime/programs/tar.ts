// tar, as `kubectl cp` uses it: `tar cf - PATH` and `tar xf - -C DIR`, in the ustar format.
import { entriesOf, file, isDirectory, sizeOf, type FileNode } from '../files/fileNode';
import { baseOf, FileError, FileTree, parentOf } from '../files/fileTree';
import { fail, printLine, type Call } from './call';
import type { Program } from './process';
import { readAll } from './streams';

const BLOCK = 512;

export function* tar(call: Call): Program {
  const { args, streams } = call;
  const [modes = '', ...rest] = args;
  const letters =
    modes.replace(/^-/, '') +
    rest.filter((each) => /^-[a-zA-Z]+$/.test(each) && each !== '-C').join('');
  const into = rest[rest.indexOf('-C') + 1];
  const directory =
    rest.includes('-C') && into !== undefined ? FileTree.absolute(into, call.cwd) : call.cwd;
  const names = rest.filter(
    (each, place) =>
      !each.startsWith('-') && rest[place - 1] !== '-C' && !(each === archiveName(args)),
  );
  const archive = archiveName(args);
  yield call.state.timeMs;
  try {
    if (letters.includes('c')) {
      const bytes = create(call, names, directory);
      if (archive === '-') streams.stdout.write(bytes);
      else call.state.files.write(FileTree.absolute(archive, call.cwd), bytes);
      return 0;
    }
    const bytes =
      archive === '-'
        ? yield* readAll(streams.stdin)
        : call.state.files.read(FileTree.absolute(archive, call.cwd));
    return extract(call, bytes, directory, letters.includes('t'), letters.includes('v'));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return fail(call, `tar: ${error.message}`, 2);
  }
}

/** After `f` in the first word, or after `-f`; `-` without one. */
function archiveName(args: readonly string[]): string {
  const place = args.findIndex(
    (each, index) => (index === 0 || each.startsWith('-')) && each.endsWith('f'),
  );
  return place < 0 ? '-' : (args[place + 1] ?? '-');
}

function create(call: Call, names: readonly string[], directory: string): string {
  const pieces: string[] = [];
  const add = (name: string, node: FileNode): void => {
    if (isDirectory(node)) {
      pieces.push(header(`${name.replace(/\/$/, '')}/`, node, '5', ''));
      for (const [child, each] of entriesOf(node)) add(`${name.replace(/\/$/, '')}/${child}`, each);
    } else if (node.kind === 'link') pieces.push(header(name, node, '2', node.target));
    else if (node.kind === 'file') {
      const { content } = node;
      pieces.push(
        header(name, node, '0', ''),
        content,
        '\0'.repeat((BLOCK - (content.length % BLOCK)) % BLOCK),
      );
    }
  };
  for (const name of names) {
    const node = call.state.files.get(FileTree.absolute(name, directory), false);
    if (node === undefined) throw new FileError(`${name}: Cannot stat: No such file or directory`);
    if (name.startsWith('/'))
      call.streams.stderr.write("tar: removing leading '/' from member names\n");
    add(name.replace(/^\/+/, '') || '.', node);
  }
  return pieces.join('') + '\0'.repeat(2 * BLOCK);
}

function header(path: string, node: FileNode, type: string, target: string): string {
  const mode =
    node.kind === 'file' || node.kind === 'directory' || node.kind === 'live' ? node.mode : 0o777;
  const [name, prefix] = splitName(path);
  const octal = (value: number, width: number): string =>
    `${Math.floor(value)
      .toString(8)
      .padStart(width - 1, '0')}\0`;
  const before = [
    name.padEnd(100, '\0'),
    octal(mode & 0o7777, 8),
    octal(0, 8),
    octal(0, 8),
    octal(type === '0' ? sizeOf(node) : 0, 12),
    octal(node.changedMs / 1000, 12),
  ].join('');
  const after = [
    type,
    target.slice(0, 100).padEnd(100, '\0'),
    'ustar\u000000',
    'root'.padEnd(32, '\0'),
    'root'.padEnd(32, '\0'),
    octal(0, 8),
    octal(0, 8),
    prefix.padEnd(155, '\0'),
    '\0'.repeat(12),
  ].join('');
  let sum = 8 * 32;
  for (const character of before + after) sum += character.charCodeAt(0);
  return `${before}${sum.toString(8).padStart(6, '0')}\0 ${after}`;
}

/** Long paths are split at a slash between name and prefix. */
function splitName(path: string): readonly [name: string, prefix: string] {
  if (path.length <= 100) return [path, ''];
  const slash = path.indexOf('/', path.length - 100);
  return slash < 0 ? [path.slice(-100), ''] : [path.slice(slash + 1), path.slice(0, slash)];
}

function extract(
  call: Call,
  bytes: string,
  directory: string,
  lists: boolean,
  isVerbose: boolean,
): number {
  const { files } = call.state;
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length;) {
    const head = bytes.slice(at, at + BLOCK);
    if (head.startsWith('\0')) break;
    const text = (start: number, length: number): string =>
      head.slice(start, start + length).replace(/\0.*$/s, '');
    const size = parseInt(text(124, 12), 8) || 0;
    const type = head[156] ?? '0';
    const prefix = head.slice(257, 262) === 'ustar' ? text(345, 155) : '';
    const content = bytes.slice(at + BLOCK, at + BLOCK + size);
    if (content.length < size) return fail(call, 'tar: short read');
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const name: string = longName ?? (prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`);
    longName = type === 'L' ? content.replace(/\0.*$/s, '') : paxName(type, content);
    if (type === 'L' || type === 'x' || type === 'g') continue;
    if (lists || isVerbose) printLine(call, name);
    if (lists) continue;
    const path = FileTree.absolute(name, directory);
    const mode = parseInt(text(100, 8), 8) || 0o644;
    if (type === '5') files.makeDirectory(path, true);
    else {
      if (!files.exists(parentOf(path))) files.makeDirectory(parentOf(path), true);
      const now = call.state.options.scope.startEpochMs + call.state.timeMs;
      if (type === '2') files.put(path, { kind: 'link', target: text(157, 100), changedMs: now });
      else if (isDirectory(files.get(path)))
        return fail(call, `tar: can't open '${baseOf(path)}': Is a directory`);
      else if (files.get(path, false)?.kind === 'link') files.put(path, file(content, now, mode));
      else files.write(path, content, false, mode);
    }
  }
  return 0;
}

/** `path=` of a pax header, which Go's and GNU's tar write for long or unusual names. */
function paxName(type: string, content: string): string | undefined {
  return type === 'x' ? /^\d+ path=(.*)$/m.exec(content)?.[1] : undefined;
}
