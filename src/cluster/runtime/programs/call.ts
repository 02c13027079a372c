// One run of a command: what it was called with, and what it reads and writes.
import type { StringMap } from '../../../apimachinery/objectMeta';
import { FileError, FileTree } from '../files/fileTree';
import type { ProcessState, Program, Wait } from './process';
import { readAll, type CommandStreams } from './streams';

export interface Call {
  readonly state: ProcessState;
  readonly name: string;
  readonly args: readonly string[];
  readonly streams: CommandStreams;
  readonly cwd: string;
  readonly environment: StringMap;
}

/** Runs a command that is no builtin of the shell. */
export type Execute = (call: Call) => Program;

export function printLine(call: Call, text: string): void {
  call.streams.stdout.write(`${text}\n`);
}

/** A complaint on stderr; the exit code 1. */
export function fail(call: Call, message: string, exitCode = 1): number {
  call.streams.stderr.write(`${message}\n`);
  return exitCode;
}

/** An absolute path. */
export function pathOf(call: Call, path: string): string {
  return FileTree.absolute(path, call.cwd);
}

/** Arguments that are no options. */
export function operandsOf(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  if (end >= 0) return [...operandsOf(args.slice(0, end)), ...args.slice(end + 1)];
  return args.filter((argument) => argument === '-' || !argument.startsWith('-'));
}

/** Whether a letter is among the short options. */
export function hasFlag(args: readonly string[], letter: string): boolean {
  return args.some((argument) => /^-[A-Za-z0-9]+$/.test(argument) && argument.includes(letter));
}

/** The value of `-n 5` or `-n5`. */
export function optionOf(args: readonly string[], letter: string): string | undefined {
  const place = args.findIndex((argument) => argument.startsWith(`-${letter}`));
  if (place < 0) return undefined;
  const joined = args[place]?.slice(2) ?? '';
  return joined === '' ? args[place + 1] : joined;
}

/** What a file holds, or stdin for `-`. Throws FileError. */
export function* contentOf(call: Call, path: string): Generator<Wait, string> {
  if (path === '-' || path === '/dev/stdin') return yield* readAll(call.streams.stdin);
  const node = call.state.files.get(pathOf(call, path));
  if (node?.kind === 'device' && node.device === 'random') return randomBytes(call.state);
  return call.state.files.read(pathOf(call, path));
}

/** The files among the operands one after the other, or stdin; complaints go to stderr. */
export function* inputsOf(
  call: Call,
  paths: readonly string[],
  failed: () => void,
): Generator<Wait, readonly { readonly path: string; readonly text: string }[]> {
  const inputs: { path: string; text: string }[] = [];
  for (const path of paths.length === 0 ? ['-'] : paths) {
    try {
      inputs.push({ path, text: yield* contentOf(call, path) });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      fail(call, cannotOpen(call, path, error.message));
      failed();
    }
  }
  return inputs;
}

/** busybox says `cat: can't open 'x': ...`, the GNU tools `cat: x: ...`. */
export function cannotOpen(call: Call, path: string, why: string): string {
  const isBusybox = call.state.options.image.userland === 'busybox';
  if (why === 'Is a directory') return `${call.name}: ${isBusybox ? 'read error' : path}: ${why}`;
  return isBusybox ? `${call.name}: can't open '${path}': ${why}` : `${call.name}: ${path}: ${why}`;
}

/** Lines without their line feeds; the last need not have one. */
export function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

const RANDOM_BYTES = 4096;

function randomBytes(state: ProcessState): string {
  const codes: number[] = [];
  for (let i = 0; i < RANDOM_BYTES; i++) codes.push(state.options.scope.randomBelow(256));
  return String.fromCharCode(...codes);
}
