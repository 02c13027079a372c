// From image, command and args to the program that runs, as a container runtime starts it.
// Differs from Kubernetes: programs that read their own files (scripts, jars, mounted
// configuration) are servers on the image's ports; an interpreter's `-c`/`-e` code ends at once.
import type { Container } from '../../../apis/generated/core/v1';
import type { CatalogueImage, ImageProgram } from '../imageCatalogue';
import { Process, ProcessState, type ProcessOptions, type Program } from './process';
import { runShell } from './shell';
import { baseName, isExecutable, runTool, SHELLS } from './tools';

/** Why the runtime cannot start a command: containerd's words. */
export class StartError extends Error {}

const NO_ARGUMENTS: readonly string[] = [];
const INTERPRETERS = new Set(['node', 'python', 'python3', 'ruby', 'php', 'perl', 'java', 'go']);

/** Entrypoint and arguments: `command` replaces both of the image's, `args` its arguments. */
export function argumentsOf(container: Container, image: CatalogueImage): readonly string[] {
  const command = container.command ?? [];
  const args = container.args ?? [];
  if (command.length > 0) return [...command, ...args];
  return args.length > 0 ? entryPointWith(image, args) : NO_ARGUMENTS;
}

/** Throws {@link StartError} where the executable is not there. No arguments: the image's own. */
export function startProgram(options: ProcessOptions): Process {
  const { argv, image } = options;
  const executable = argv[0];
  if (executable === undefined) return new Process(options, imageProgram);
  if (!isExecutable(image, executable)) throw new StartError(notFoundMessage(executable));
  return new Process(options, (state) => execute(state, argv));
}

/** `exitCode` undefined: the command does not end by itself. */
export interface ExecResult {
  readonly exitCode: number | undefined;
  readonly durationMs: number;
  readonly output: readonly string[];
}

/** Runs a command beside the main process, `atMs` after that one's start. */
export function execInside(main: Process, argv: readonly string[], atMs: number): ExecResult {
  const { options } = main.state;
  const executable = argv[0] ?? '';
  if (!isExecutable(options.image, executable)) {
    return { exitCode: 127, durationMs: 0, output: [notFoundMessage(executable)] };
  }
  const state = new ProcessState(options, main.state);
  state.timeMs = atMs;
  const program = execute(state, argv);
  for (let rounds = 0; ; rounds++) {
    const step = program.next();
    const ended = step.done === true;
    if (!ended && step.value !== Infinity && rounds < MAX_EXEC_ROUNDS) continue;
    const output = state.output.map((line) => line.text);
    return { exitCode: ended ? step.value : undefined, durationMs: state.timeMs - atMs, output };
  }
}

const MAX_EXEC_ROUNDS = 50;

/** Runs a command inside of a process: a server goes on, a tool ends with its exit code. */
export function* execute(state: ProcessState, argv: readonly string[]): Program {
  const { image } = state.options;
  const name = baseName(argv[0] ?? '');
  if (SHELLS.has(name) && image.userland !== 'none') return yield* runShell(state, argv, execute);
  const isMain = image.binaries[0] !== undefined && name === baseName(image.binaries[0]);
  if (isMain && state.isBeside) return 0;
  if (isMain && image.program.kind !== 'shell') return yield* imageProgram(state);
  if (INTERPRETERS.has(name)) return yield* interpreter(state, argv);
  return yield* runTool(state, argv);
}

/** The entry points of official images run a given executable, and take all else as options. */
function entryPointWith(image: CatalogueImage, args: readonly string[]): readonly string[] {
  const first = args[0] ?? '';
  const runsArguments = image.userland !== 'none' && isExecutable(image, first);
  const isShellImage = image.program.kind === 'shell';
  if (runsArguments || isShellImage) return args;
  return image.binaries[0] === undefined ? [] : [image.binaries[0], ...args];
}

function* imageProgram(state: ProcessState): Program {
  const { program } = state.options.image;
  switch (program.kind) {
    case 'server':
      return yield* serve(state, program);
    case 'task':
      state.timeMs += program.durationMs;
      for (const line of program.output) state.print(line);
      return program.exitCode;
    case 'shell':
      // Without a terminal the shell reads the end of its input and leaves.
      if (state.options.hasTerminal) yield Infinity;
      return 0;
  }
}

function* serve(state: ProcessState, program: ImageProgram & { kind: 'server' }): Program {
  const { environment, hasMounts } = state.options;
  const { requires } = program;
  if (requires !== undefined && !requires.oneOf.some((name) => environment[name] !== undefined)) {
    state.timeMs += 200;
    for (const line of requires.output) state.print(line);
    return 1;
  }
  for (const line of program.output ?? []) state.print(line);
  state.listen(program.ports, state.timeMs + program.startMs);
  state.paths = hasMounts ? undefined : program.paths;
  state.term = program.term;
  yield Infinity;
  return 0;
}

function* interpreter(state: ProcessState, argv: readonly string[]): Program {
  const [, ...args] = argv;
  if (args.length === 0) return 0;
  if (args.some((argument) => /^-[-a-zA-Z]*(?:c|e|version|V)$/.test(argument))) {
    state.timeMs += 150;
    return 0;
  }
  const server = args.indexOf('http.server');
  const port = Number(
    server < 0 ? (state.options.environment.PORT ?? NaN) : (args[server + 1] ?? 8000),
  );
  state.listen(Number.isInteger(port) ? [port] : COMMON_PORTS, state.timeMs + 400);
  state.term = undefined;
  yield Infinity;
  return 0;
}

/** Where the web servers of tutorials listen. */
const COMMON_PORTS = [80, 3000, 5000, 8000, 8080];

function notFoundMessage(executable: string): string {
  const why = executable.includes('/')
    ? `stat ${executable}: no such file or directory`
    : 'executable file not found in $PATH';
  return (
    'failed to create containerd task: failed to create shim task: OCI runtime create failed: ' +
    `runc create failed: unable to start container process: error during container init: exec: "${executable}": ${why}`
  );
}
