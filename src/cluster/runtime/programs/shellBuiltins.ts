// Commands that the shell runs itself, since they change the shell.
import { showTimes } from '../printedTime';
import { isDirectory } from '../files/fileNode';
import { FileError, FileTree } from '../files/fileTree';
import { fail, printLine, type Call } from './call';
import type { Program, Wait } from './process';
import { parseShell } from './shellSyntax';
import { ShellSyntaxError } from './shellReader';
import type { ShellNode } from './shellTree';
import { evaluateArithmetic } from './shellWords';
import { readLineOf } from './streams';
import { isExecutable, SHELLS } from './tools';

/** How a list ended other than by its last command. */
export class Exit extends Error {
  readonly code: number;
  constructor(code: number) {
    super('exit');
    this.code = code;
  }
}

export class LoopControl extends Error {
  readonly again: boolean;
  constructor(again: boolean) {
    super('loop control');
    this.again = again;
  }
}

/** What a shell remembers. */
export interface ShellMemory {
  variables: Map<string, string>;
  readonly exported: Set<string>;
  positional: readonly string[];
  cwd: string;
  status: number;
  stopsOnError: boolean;
}

/** What a builtin needs of the interpreter. */
export interface ShellHands {
  external(argv: readonly string[]): Program;
  run(tree: ShellNode): Generator<Wait, void>;
  parameter(name: string): string;
}

type Builtin = (call: Call, memory: ShellMemory, hands: ShellHands) => number | Program;

const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [
    'exit',
    ({ args }, memory) => {
      throw new Exit(Number(args[0] ?? memory.status) & 255);
    },
  ],
  [
    'break',
    () => {
      throw new LoopControl(false);
    },
  ],
  [
    'continue',
    () => {
      throw new LoopControl(true);
    },
  ],
  ['set', set],
  ['export', assignAll],
  ['local', assignAll],
  ['readonly', assignAll],
  ['let', assignAll],
  [
    'unset',
    ({ args }, { variables, exported }) => {
      for (const name of args) {
        variables.delete(name);
        exported.delete(name);
      }
      return 0;
    },
  ],
  [
    'shift',
    ({ args }, memory) => {
      const [name = 'sh', ...rest] = memory.positional;
      memory.positional = [name, ...rest.slice(Number(args[0] ?? 1))];
      return 0;
    },
  ],
  ['trap', trap],
  ['wait', wait],
  ['cd', changeDirectory],
  ['pwd', (call, { cwd }) => say(call, cwd)],
  ['read', read],
  ['exec', exec],
  ['eval', ({ args }, memory, hands) => runText(args.join(' '), memory, hands)],
  ['.', source],
  ['source', source],
  ['command', command],
  ['type', (call, _, hands) => command({ ...call, args: ['-v', ...call.args] }, _, hands)],
]);

/** Undefined where the command is no builtin. */
export function runBuiltin(
  call: Call,
  memory: ShellMemory,
  hands: ShellHands,
): Program | undefined {
  const builtin = BUILTINS.get(call.name);
  return builtin && asProgram(() => builtin(call, memory, hands));
}

function* asProgram(run: () => number | Program): Program {
  const result = run();
  return typeof result === 'number' ? result : yield* result;
}

function say(call: Call, text: string): number {
  printLine(call, text);
  return 0;
}

function set(call: Call, memory: ShellMemory): number {
  const { args } = call;
  if (args.some((argument) => /^-\w*e/.test(argument))) memory.stopsOnError = true;
  if (args.some((argument) => /^\+\w*e/.test(argument))) memory.stopsOnError = false;
  const end = args.indexOf('--');
  if (end >= 0) memory.positional = [memory.positional[0] ?? 'sh', ...args.slice(end + 1)];
  if (args.length === 0)
    for (const [name, value] of [...memory.variables].sort()) printLine(call, `${name}='${value}'`);
  return 0;
}

function assignAll({ name, args }: Call, memory: ShellMemory, hands: ShellHands): number {
  const { variables, exported } = memory;
  for (const argument of args) {
    const match = /^([A-Za-z_]\w*)([-+]?)(?:=(.*))?$/s.exec(argument);
    if (match?.[1] === undefined) continue;
    if (name === 'export') exported.add(match[1]);
    if (match[3] === undefined) continue;
    const value =
      match[2] === '' && name !== 'let'
        ? match[3]
        : String(
            evaluateArithmetic(
              match[2] === ''
                ? match[3]
                : `${hands.parameter(match[1])}${match[2] ?? ''}(${match[3]})`,
              (parameter) => hands.parameter(parameter),
            ),
          );
    variables.set(match[1], value);
  }
  return 0;
}

function trap({ state, args }: Call): number {
  const [handler = '', ...signals] = args;
  if (!signals.some((signal) => /^(?:SIG)?TERM$|^15$/.test(signal))) return 0;
  const exit = /exit\s*(\d*)/.exec(handler);
  state.term = handler === '' ? undefined : { afterMs: 50, exitCode: Number(exit?.[1] ?? '') || 0 };
  return 0;
}

/** What was started in the background either goes on for good or is long done. */
function* wait({ state }: Call): Program {
  if (state.listens) yield Infinity;
  return 0;
}

function* changeDirectory(call: Call, memory: ShellMemory): Program {
  const { state, args } = call;
  yield state.timeMs;
  const target = args[0] === '-' ? memory.variables.get('OLDPWD') : args[0];
  const wanted = target ?? memory.variables.get('HOME') ?? '/root';
  const path = FileTree.absolute(wanted, memory.cwd);
  const node = state.files.get(path);
  if (!isDirectory(node)) {
    const why = node === undefined ? 'No such file or directory' : 'Not a directory';
    return fail(call, `sh: cd: can't cd to ${wanted}: ${why}`, 2);
  }
  memory.variables.set('OLDPWD', memory.cwd);
  memory.cwd = path;
  return 0;
}

function* read({ streams, args }: Call, memory: ShellMemory): Program {
  const names = args.filter((argument) => !argument.startsWith('-'));
  const line = yield* readLineOf(streams.stdin);
  const fields = (line ?? '').trim().split(/\s+/);
  for (const [index, name] of (names.length === 0 ? ['REPLY'] : names).entries()) {
    const isLast = index >= names.length - 1;
    const rest = isLast ? fields.slice(index).join(' ') : (fields[index] ?? '');
    memory.variables.set(name, names.length <= 1 ? (line ?? '').trim() : rest);
  }
  return line === undefined ? 1 : 0;
}

function* exec({ args }: Call, _: ShellMemory, hands: ShellHands): Program {
  if (args.length === 0) return 0;
  throw new Exit(yield* hands.external(args));
}

function* runText(script: string, memory: ShellMemory, hands: ShellHands): Program {
  yield* hands.run(parseShell(script));
  return memory.status;
}

function* source(call: Call, memory: ShellMemory, hands: ShellHands): Program {
  yield call.state.timeMs;
  const path = call.args[0] ?? '';
  try {
    const script = call.state.files.read(FileTree.absolute(path, memory.cwd));
    return yield* runText(showTimes(script, 0), memory, hands);
  } catch (error) {
    if (error instanceof ShellSyntaxError)
      return fail(call, `sh: ${path}: syntax error: ${error.message}`, 2);
    if (!(error instanceof FileError)) throw error;
    return fail(call, `sh: .: can't open '${path}': ${error.message}`, 2);
  }
}

function* command(call: Call, _: ShellMemory, hands: ShellHands): Program {
  const { args, state } = call;
  if (args[0] !== '-v') return yield* hands.external(args);
  let found = true;
  for (const name of args.slice(1)) {
    const isKnown = isExecutable(state.options.image, name);
    if (BUILTINS.has(name)) printLine(call, name);
    else if (isKnown) printLine(call, SHELLS.has(name) ? `/bin/${name}` : `/usr/bin/${name}`);
    else found = false;
  }
  return found ? 0 : 127;
}
