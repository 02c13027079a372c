// Where a command's streams go: into files, into each other, from files and here-documents.
import { FileError, FileTree } from '../files/fileTree';
import type { Call } from './call';
import type { Wait } from './process';
import type { Redirect, Word } from './shellTree';
import {
  FileOutput,
  LogOutput,
  NO_OUTPUT,
  TextInput,
  type CommandStreams,
  type Output,
} from './streams';

/** The shell in which the command stands. */
export interface RedirectingShell {
  readonly call: Call;
  readonly cwd: string;
  expand(word: Word): Generator<Wait, readonly string[]>;
  /** A file was opened. */
  touched(): void;
}

/** The streams of a command; undefined where a file cannot be opened. */
export function* redirected(
  redirects: readonly Redirect[],
  streams: CommandStreams,
  shell: RedirectingShell,
): Generator<Wait, CommandStreams | undefined> {
  let { stdin, stdout, stderr } = streams;
  const { state } = shell.call;
  for (const { descriptor, operator, target } of redirects) {
    const text = (yield* shell.expand(target)).join(' ');
    try {
      if (operator === '<<') stdin = new TextInput(text);
      else if (operator === '<') {
        yield state.timeMs;
        shell.touched();
        stdin = new TextInput(state.files.read(FileTree.absolute(text, shell.cwd)));
      } else {
        const output =
          operator === '>&'
            ? duplicate(text, stdout, stderr)
            : yield* openFile(text, operator === '>>', shell);
        if (descriptor === 2) stderr = output;
        else stdout = output;
      }
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const verb = operator === '<' ? 'open' : 'create';
      streams.stderr.write(`sh: can't ${verb} ${text}: ${error.message}\n`);
      return undefined;
    }
  }
  return { stdin, stdout, stderr };
}

function duplicate(descriptor: string, stdout: Output, stderr: Output): Output {
  if (descriptor === '-') return NO_OUTPUT;
  return descriptor === '2' ? stderr : stdout;
}

function* openFile(
  text: string,
  appends: boolean,
  shell: RedirectingShell,
): Generator<Wait, Output> {
  const path = FileTree.absolute(text, shell.cwd);
  const { state, streams } = shell.call;
  if (path === '/dev/null') return NO_OUTPUT;
  if (path === '/dev/stdout') return streams.stdout;
  if (path === '/dev/stderr') return streams.stderr;
  // The container's own log, as seen from beside its main process too.
  if (path === '/proc/1/fd/1') return new LogOutput(state.main, 'stdout');
  if (path === '/proc/1/fd/2') return new LogOutput(state.main, 'stderr');
  yield state.timeMs;
  shell.touched();
  const { files } = state;
  if (appends) files.write(path, '', true);
  else files.write(path, '');
  return new FileOutput(files, path, state.options.scope.startEpochMs);
}
