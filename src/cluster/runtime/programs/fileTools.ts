// Tools that look at files and change them.
import { entriesOf, isDirectory, sizeOf, type FileNode } from '../files/fileNode';
import { baseOf, copyOf, FileError, FileTree, parentOf } from '../files/fileTree';
import { formatDate } from '../printedTime';
import { fail, hasFlag, operandsOf, optionOf, pathOf, printLine, type Call } from './call';
import { matcherOf } from './globbing';

/** Does a thing to each path; a failure is told, and the others go on. */
function forEach(
  call: Call,
  paths: readonly string[],
  action: (path: string) => void,
  what: string,
): number {
  let exitCode = 0;
  for (const path of paths) {
    try {
      action(path);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      exitCode = fail(call, `${call.name}: ${what.replace('%', `'${path}'`)}: ${error.message}`);
    }
  }
  return exitCode;
}

export function ls(call: Call): number {
  const { args, state } = call;
  const { files } = state;
  const operands = operandsOf(args);
  const isLong = hasFlag(args, 'l');
  return forEach(
    call,
    operands.length === 0 ? ['.'] : operands,
    (path) => {
      const absolute = pathOf(call, path);
      const node = files.get(absolute, !isLong);
      if (node === undefined) throw new FileError('No such file or directory');
      if (!isDirectory(node) || hasFlag(args, 'd')) {
        printEntries(call, [[path, node]], isLong);
        return;
      }
      if (operands.length > 1) printLine(call, `${path}:`);
      const shown = [...entriesOf(node)]
        .filter(([name]) => !name.startsWith('.') || hasFlag(args, 'a') || hasFlag(args, 'A'))
        .sort(([a], [b]) => (a < b ? -1 : 1));
      const own: [string, FileNode][] = hasFlag(args, 'a')
        ? [
            ['.', node],
            ['..', files.get(parentOf(absolute)) ?? node],
          ]
        : [];
      if (isLong)
        printLine(
          call,
          `total ${shown.reduce((sum, [, each]) => sum + Math.ceil(sizeOf(each) / 4096) * 4, 0)}`,
        );
      printEntries(call, [...own, ...shown], isLong);
    },
    call.state.options.image.userland === 'busybox' ? '%' : 'cannot access %',
  );
}

function printEntries(
  call: Call,
  entries: readonly (readonly [string, FileNode])[],
  isLong: boolean,
): void {
  const { stdout } = call.streams;
  if (!isLong) {
    const names = entries.map(([name]) => name);
    if (names.length === 0) return;
    if (hasFlag(call.args, '1') || !stdout.isTerminal)
      for (const name of names) printLine(call, name);
    else printLine(call, names.join('  '));
    return;
  }
  const width = Math.max(0, ...entries.map(([, node]) => String(sizeOf(node)).length));
  for (const [name, node] of entries) {
    const links = isDirectory(node) ? 2 : 1;
    const size = String(sizeOf(node)).padStart(Math.max(width, 4));
    const arrow = node.kind === 'link' ? ` -> ${node.target}` : '';
    const when = formatDate('%b %e %H:%M', node.changedMs);
    printLine(
      call,
      `${modeText(node)} ${String(links).padStart(4)} root     root     ${size} ${when} ${name}${arrow}`,
    );
  }
}

export function modeText(node: FileNode): string {
  if (node.kind === 'link') return 'lrwxrwxrwx';
  if (node.kind === 'device') return 'crw-rw-rw-';
  const bits = 'rwxrwxrwx';
  const letters = [...bits].map((letter, place) => ((node.mode >> (8 - place)) & 1 ? letter : '-'));
  if (node.mode & 0o1000) letters[8] = 't';
  return (isDirectory(node) ? 'd' : '-') + letters.join('');
}

export function mkdir(call: Call): number {
  const parents = hasFlag(call.args, 'p');
  const paths = valuesOf(call.args, 'm');
  return forEach(
    call,
    paths,
    (path) => {
      call.state.files.makeDirectory(pathOf(call, path), parents);
    },
    `can't create directory %`,
  );
}

export function rm(call: Call): number {
  const force = hasFlag(call.args, 'f');
  const recursive = hasFlag(call.args, 'r') || hasFlag(call.args, 'R');
  const { files } = call.state;
  const isRemoved = operandsOf(call.args).filter(
    (path) => !force || files.get(pathOf(call, path), false) !== undefined,
  );
  return forEach(
    call,
    isRemoved,
    (path) => {
      files.remove(pathOf(call, path), recursive);
    },
    `can't remove %`,
  );
}

export function rmdir(call: Call): number {
  return forEach(
    call,
    operandsOf(call.args),
    (path) => {
      if (call.state.files.list(pathOf(call, path)).size > 0)
        throw new FileError('Directory not empty');
      call.state.files.remove(pathOf(call, path), true);
    },
    '%',
  );
}

export function touch(call: Call): number {
  return forEach(
    call,
    operandsOf(call.args),
    (path) => {
      call.state.files.touch(pathOf(call, path));
    },
    '%',
  );
}

export function copy(call: Call): number {
  return transfer(call, (_, to, node) => {
    if (isDirectory(node) && !['r', 'R', 'a'].some((letter) => hasFlag(call.args, letter)))
      throw new FileError('omitting directory');
    put(call, to, copyOf(node, nowOf(call)));
  });
}

export function move(call: Call): number {
  return transfer(call, (from, to, node) => {
    put(call, to, node);
    call.state.files.remove(from, true);
  });
}

/** A file that is there keeps its identity, as for open files and mounts. */
function put(call: Call, path: string, node: FileNode): void {
  const { files } = call.state;
  if (node.kind === 'file') files.write(path, node.content, false, node.mode);
  else files.put(path, node);
}

function transfer(call: Call, action: (from: string, to: string, node: FileNode) => void): number {
  const operands = operandsOf(call.args);
  const target = operands.at(-1);
  if (target === undefined || operands.length < 2)
    return fail(call, `${call.name}: missing operand`);
  const { files } = call.state;
  return forEach(
    call,
    operands.slice(0, -1),
    (path) => {
      const from = pathOf(call, path);
      const node = files.get(from);
      if (node === undefined) throw new FileError('No such file or directory');
      const to = pathOf(call, target);
      action(from, isDirectory(files.get(to)) ? FileTree.absolute(baseOf(from), to) : to, node);
    },
    `can't stat %`,
  );
}

export function link(call: Call): number {
  const [target = '', name = baseOf(target)] = operandsOf(call.args);
  const place = pathOf(call, name);
  return forEach(
    call,
    [name],
    () => {
      if (!hasFlag(call.args, 's')) {
        const node = call.state.files.get(pathOf(call, target));
        if (node === undefined) throw new FileError('No such file or directory');
        call.state.files.put(place, node);
      } else call.state.files.put(place, { kind: 'link', target, changedMs: nowOf(call) });
    },
    '%',
  );
}

export function chmod(call: Call): number {
  const [mode = '', ...paths] = call.args.filter((argument) => !/^-[Rfv]+$/.test(argument));
  const number = parseInt(mode, 8);
  return forEach(
    call,
    paths,
    (path) => {
      const node = call.state.files.get(pathOf(call, path));
      if (node === undefined) throw new FileError('No such file or directory');
      const old = node.kind === 'file' || node.kind === 'directory' ? node.mode : 0o755;
      const changed = mode.includes('x') ? (mode.includes('-') ? old & ~0o111 : old | 0o111) : old;
      call.state.files.setMode(pathOf(call, path), Number.isNaN(number) ? changed : number);
    },
    '%',
  );
}

export function stat(call: Call): number {
  const paths = valuesOf(call.args, 'c');
  return forEach(
    call,
    paths,
    (path) => {
      const node = call.state.files.get(pathOf(call, path), false);
      if (node === undefined) throw new FileError('No such file or directory');
      const kind = isDirectory(node)
        ? 'directory'
        : node.kind === 'link'
          ? 'symbolic link'
          : 'regular file';
      const when = formatDate('%F %T.000000000 +0000', node.changedMs);
      printLine(
        call,
        `  File: ${path}\n  Size: ${sizeOf(node)}\t\t${kind}\nAccess: (${modeText(node)})  Uid: (    0/    root)   Gid: (    0/    root)\nModify: ${when}`,
      );
    },
    `can't stat %`,
  );
}

export function find(call: Call): number {
  const { args } = call;
  const start = args.findIndex((argument) => argument.startsWith('-'));
  const roots = start < 0 ? args : args.slice(0, start);
  const after = (name: string): string | undefined => args[args.indexOf(name) + 1] ?? undefined;
  const name = args.includes('-name') ? matcherOf(after('-name') ?? '*') : undefined;
  const type = args.includes('-type') ? after('-type') : undefined;
  const depth = args.includes('-maxdepth') ? Number(after('-maxdepth')) : Infinity;
  const visit = (path: string, node: FileNode, level: number): void => {
    const isOfType = type === undefined || (type === 'd') === isDirectory(node);
    if (isOfType && (name === undefined || name.test(baseOf(path)))) printLine(call, path);
    if (!isDirectory(node) || level >= depth) return;
    for (const [child, each] of [...entriesOf(node)].sort(([a], [b]) => (a < b ? -1 : 1)))
      visit(path.endsWith('/') ? path + child : `${path}/${child}`, each, level + 1);
  };
  return forEach(
    call,
    roots.length === 0 ? ['.'] : roots,
    (path) => {
      const node = call.state.files.get(pathOf(call, path));
      if (node === undefined) throw new FileError('No such file or directory');
      visit(path, node, 0);
    },
    '%',
  );
}

export function readlink(call: Call): number {
  const path = operandsOf(call.args)[0] ?? '';
  const node = call.state.files.get(pathOf(call, path), false);
  if (call.name === 'realpath' || hasFlag(call.args, 'f')) {
    printLine(
      call,
      node?.kind === 'link'
        ? FileTree.absolute(node.target, parentOf(pathOf(call, path)))
        : pathOf(call, path),
    );
    return 0;
  }
  if (node?.kind !== 'link') return 1;
  printLine(call, node.target);
  return 0;
}

export function mktemp(call: Call): number {
  const digits = String(call.state.options.scope.randomBelow(1_000_000)).padStart(6, '0');
  const path = `/tmp/tmp.${digits}`;
  if (hasFlag(call.args, 'd')) call.state.files.makeDirectory(path, true);
  else call.state.files.write(path, '');
  printLine(call, path);
  return 0;
}

export function diskFree(call: Call): number {
  const isHuman = hasFlag(call.args, 'h');
  printLine(
    call,
    `Filesystem           ${isHuman ? '     Size      Used Available' : '1K-blocks      Used Available'} Use% Mounted on`,
  );
  const numbers = isHuman ? '   100.0G     18.2G     81.8G' : '104857600  19084083  85773517';
  for (const [what, where] of [
    ['overlay', '/'],
    ['/dev/sda1', '/etc/hosts'],
  ] as const)
    printLine(call, `${what.padEnd(20)} ${numbers}  18% ${where}`);
  return 0;
}

export function diskUsage(call: Call): number {
  const size = (node: FileNode): number =>
    isDirectory(node)
      ? [...entriesOf(node).values()].reduce((sum, each) => sum + size(each), 4096)
      : sizeOf(node);
  const operands = operandsOf(call.args);
  return forEach(
    call,
    operands.length === 0 ? ['.'] : operands,
    (path) => {
      const node = call.state.files.get(pathOf(call, path));
      if (node === undefined) throw new FileError('No such file or directory');
      printLine(call, `${Math.ceil(size(node) / 1024)}\t${path}`);
    },
    '%',
  );
}

export function mount(call: Call): number {
  if (call.args.length > 0) return fail(call, 'mount: permission denied (are you root?)');
  printLine(call, 'overlay on / type overlay (rw,relatime)');
  printLine(call, 'proc on /proc type proc (rw,nosuid,nodev,noexec,relatime)');
  printLine(call, 'tmpfs on /dev type tmpfs (rw,nosuid,size=65536k,mode=755)');
  const visit = (path: string, node: FileNode): void => {
    if (node.kind === 'live') printLine(call, `tmpfs on ${path} type tmpfs (ro,relatime)`);
    else if (node.kind === 'directory') {
      if (node.isMount === true) printLine(call, `/dev/sda1 on ${path} type ext4 (rw,relatime)`);
      else
        for (const [name, child] of node.entries)
          visit(path === '/' ? `/${name}` : `${path}/${name}`, child);
    }
  };
  visit('/', call.state.files.root);
  return 0;
}

/** Operands without the value of an option. */
function valuesOf(args: readonly string[], letter: string): readonly string[] {
  const value = args.includes(`-${letter}`) ? optionOf(args, letter) : undefined;
  return operandsOf(args).filter((argument) => argument !== value);
}

function nowOf({ state }: Call): number {
  return state.options.scope.startEpochMs + state.timeMs;
}
