// A small POSIX shell: runs a script's tree in the process' own time, or the lines of a terminal.
// Worked example: `until nslookup db; do sleep 2; done` yields at 0, 2.01, 4.02 s ... to look the
// name up; `while true; do echo hi; sleep 5; done` is seen to repeat itself and yields Infinity.
// Differs from the shell: the commands of a pipe run one after the other; a script that cannot be
// read starts the image's own server, or goes on doing nothing.
import { FileError, FileTree } from '../files/fileTree';
import type { Call, Execute } from './call';
import { Interrupt, type Program } from './process';
import { Shell, type ShellStart } from './shellInterpreter';
import { parseShell } from './shellSyntax';
import { ShellSyntaxError } from './shellReader';
import type { ShellNode } from './shellTree';
import { readAll, readLineOf } from './streams';

/** `sh -c SCRIPT`, `sh FILE`, or what its input says. */
export function* runShell(call: Call, execute: Execute): Program {
  const { args } = call;
  const flag = args.findIndex((argument) => /^-\w*c\w*$/.test(argument));
  const start = (positional: readonly string[]): ShellStart => ({
    call,
    execute,
    positional,
    stopsOnError: args.some((argument) => /^-\w*e/.test(argument)),
  });
  if (flag >= 0) {
    const script = args[flag + 1];
    if (script === undefined) return complain(call, '-c requires an argument');
    return yield* runScript(script, start(args.slice(flag + 2)), true);
  }
  const operands = args.filter((argument) => !argument.startsWith('-'));
  const path = operands[0];
  if (path !== undefined) return yield* runFile(path, start(operands));
  if (call.streams.stdin.isTerminal) return yield* interact(call, new Shell(start(['sh'])));
  const isRead = call.state.isLive || call.state.isBeside;
  return yield* runScript(isRead ? yield* readAll(call.streams.stdin) : '', start(['sh']), false);
}

function* runFile(path: string, start: ShellStart): Program {
  const { call } = start;
  yield call.state.timeMs;
  try {
    const script = call.state.files.read(FileTree.absolute(path, call.cwd));
    return yield* runScript(script, start, true);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    // A script of the image, or one that was mounted in a way that is not simulated: it goes on.
    if (!call.state.isBeside && path.startsWith('/')) yield Infinity;
    return complain(call, `can't open '${path}': ${error.message}`, 2);
  }
}

function* runScript(script: string, start: ShellStart, mayBeUnreadable: boolean): Program {
  let tree: ShellNode;
  try {
    tree = parseShell(script);
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    if (start.call.state.isBeside || !mayBeUnreadable)
      return complain(start.call, `syntax error: ${error.message}`, 2);
    return yield* runUnreadable(script, start);
  }
  return yield* new Shell(start).run(tree);
}

/** A script beyond the syntax known here: the server that it names, or something that goes on. */
function* runUnreadable(script: string, { call, execute }: ShellStart): Program {
  const main = call.state.options.image.binaries[0];
  if (main !== undefined && script.includes(main.slice(main.lastIndexOf('/') + 1)))
    return yield* execute({ ...call, name: main, args: [] });
  yield Infinity;
  return 0;
}

/** Reads lines from a terminal until its end or `exit`. */
function* interact(call: Call, shell: Shell): Program {
  let text = '';
  for (;;) {
    try {
      if (call.streams.stdin.isTerminal)
        call.streams.stderr.write(text === '' ? promptOf(call, shell.cwd) : '> ');
      const line = yield* readLineOf(call.streams.stdin);
      if (line === undefined) {
        if (call.name === 'bash') call.streams.stderr.write('exit\n');
        return shell.status;
      }
      text += `${line}\n`;
      const tree = parsed(text, call);
      if (tree === 'more') continue;
      text = '';
      if (tree === undefined) {
        shell.status = 2;
        continue;
      }
      const exitCode = yield* shell.runInteractive(tree);
      if (exitCode !== undefined) return exitCode;
    } catch (error) {
      if (!(error instanceof Interrupt)) throw error;
      call.streams.stderr.write('\n');
      shell.status = 130;
      text = '';
    }
  }
}

function parsed(text: string, call: Call): ShellNode | 'more' | undefined {
  try {
    return parseShell(text);
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    if (error.isIncomplete) return 'more';
    call.streams.stderr.write(`${call.name}: syntax error: ${error.message}\n`);
    return undefined;
  }
}

/** As the shells of the images show it: busybox `/ # `, dash `# `, bash `root@web:/# `. */
function promptOf({ state, name, environment }: Call, cwd: string): string {
  const home = environment['HOME'];
  const place = home !== undefined && home !== '/' && cwd === home ? '~' : cwd;
  if (name === 'bash') return `root@${state.options.scope.hostname}:${place}# `;
  return state.options.image.userland === 'busybox' ? `${place} # ` : '# ';
}

function complain(call: Call, message: string, exitCode = 2): number {
  call.streams.stderr.write(`${call.name}: ${message}\n`);
  return exitCode;
}
