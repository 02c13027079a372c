// From image, command and args to the program that runs, as a container runtime starts it.
// Differs from Kubernetes: programs that read their own files (scripts, jars, mounted
// configuration) are servers on the image's ports; an interpreter's `-c`/`-e` code ends at once.
import { toBytes } from '../../../apimachinery/bytes';
import type { Container } from '../../../apis/generated/core/v1';
import { nginxPorts } from '../servers/staticServers';
import { argumentOf } from '../servers/exampleServers';
import { serverKindOf, type ServerKind } from '../servers/serverKind';
import type { CatalogueImage, ImageProgram } from '../imageCatalogue';
import { fail, type Call } from './call';
import { Process, ProcessState, type ProcessOptions, type Program } from './process';
import { runShell } from './shell';
import {
  BufferOutput,
  LogOutput,
  QueueInput,
  readAll,
  TextInput,
  type CommandStreams,
} from './streams';
import { baseName, isExecutable, runTool, SHELLS } from './tools';

/** Why the runtime cannot start a command: containerd's words. */
export class StartError extends Error {}

type ServerProgram = ImageProgram & { readonly kind: 'server' };

const NO_ARGUMENTS: readonly string[] = [];
const INTERPRETERS = new Set(['node', 'python', 'python3', 'ruby', 'php', 'perl', 'java', 'go']);
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Entrypoint and arguments: `command` replaces both of the image's, `args` its arguments. */
export function argumentsOf(container: Container, image: CatalogueImage): readonly string[] {
  const command = container.command ?? [];
  const args = container.args ?? [];
  if (command.length > 0) return args.length > 0 ? [...command, ...args] : command;
  return args.length > 0 ? entryPointWith(image, args) : NO_ARGUMENTS;
}

/** Throws {@link StartError} where the executable is not there. No arguments: the image's own. */
export function startProgram(options: ProcessOptions): Process {
  const { argv, image } = options;
  const [executable] = argv;
  if (executable !== undefined && !isExecutable(image, executable))
    throw new StartError(`${CREATE_FAILED}${missing(executable)}`);
  const state = new ProcessState(options);
  state.isLive = options.hasTerminal;
  if (options.hasTerminal) state.input = new QueueInput(options.isTty);
  const server = serverOf(image, executable);
  if (server !== undefined) return new Process(state, serve(state, NO_ARGUMENTS, server));
  const program = executable === undefined ? imageProgram : execute;
  return new Process(state, program(callOf(state, argv)));
}

/** Where the main process is nothing but the image's server, as with most: that reads no streams. */
function serverOf(
  { binaries, program, userland }: CatalogueImage,
  executable: string | undefined,
): ServerProgram | undefined {
  if (program.kind !== 'server') return undefined;
  if (executable === undefined) return program;
  const name = baseName(executable);
  const isShell = SHELLS.has(name) && userland !== 'none';
  const [main] = binaries;
  return !isShell && main !== undefined && name === baseName(main) ? program : undefined;
}

/** The call of a container's main process. */
function callOf(state: ProcessState, argv: readonly string[]): Call {
  const streams = {
    stdin: state.input ?? new TextInput(''),
    stdout: new LogOutput(state, 'stdout'),
    stderr: new LogOutput(state, 'stderr'),
  };
  return commandCall(state, argv, streams);
}

/** A command as it is called in the container of `state`. */
export function commandCall(
  state: ProcessState,
  argv: readonly string[],
  streams: CommandStreams,
): Call {
  const { environment, scope } = state.options;
  const entries = Object.entries(environment).map(
    ([name, value]) => [name, toBytes(value)] as const,
  );
  return {
    state,
    name: argv[0] ?? 'sh',
    args: argv.slice(1).map(toBytes),
    streams,
    cwd: scope.workingDirectory ?? '/',
    environment: { PATH, ...Object.fromEntries(entries), HOME: environment['HOME'] ?? '/root' },
  };
}

/** `exitCode` undefined: the command does not end by itself. */
export interface ExecResult {
  readonly exitCode: number | undefined;
  readonly durationMs: number;
  readonly output: string;
}

/**
 * Runs a command beside the main process, `atMs` after that one's start, for probes and hooks: to its
 * end at once, whatever time it takes.
 */
export function execInside(main: Process, argv: readonly string[], atMs: number): ExecResult {
  const { options } = main.state;
  const [executable = ''] = argv;
  if (!isExecutable(options.image, executable))
    return { exitCode: 127, durationMs: 0, output: execFailure(executable) };
  const state = new ProcessState(options, main.state);
  state.timeMs = atMs;
  const output = new BufferOutput();
  const streams = { stdin: new TextInput(''), stdout: output, stderr: output };
  const program = execute(commandCall(state, argv, streams));
  for (let rounds = 0; ; rounds++) {
    const step = program.next();
    const ended = step.done === true;
    if (!ended && step.value !== Infinity && step.value !== 'input' && rounds < MAX_EXEC_ROUNDS)
      continue;
    const durationMs = state.timeMs - atMs;
    return { exitCode: ended ? step.value : undefined, durationMs, output: output.text.trimEnd() };
  }
}

const MAX_EXEC_ROUNDS = 200;

/** Why a command cannot be run beside the main process; undefined where it can. */
export function execProblem(
  { options }: ProcessState,
  argv: readonly string[],
): string | undefined {
  const [executable = ''] = argv;
  return isExecutable(options.image, executable) ? undefined : execFailure(executable);
}

/** Runs a command inside of a container: a server goes on, a tool ends with its exit code. */
export function* execute(call: Call): Program {
  const { state, args } = call;
  const { image } = state.options;
  const name = baseName(call.name);
  if (SHELLS.has(name) && image.userland !== 'none')
    return yield* runShell({ ...call, name }, execute);
  const main = image.binaries[0];
  const isMain = main !== undefined && name === baseName(main);
  if (isMain && state.isBeside) return mainBeside(call);
  if (isMain && image.program.kind !== 'shell') return yield* imageProgram(call);
  if (INTERPRETERS.has(name)) return yield* interpreter(call);
  switch (name) {
    case 'timeout':
      return yield* execute({
        ...call,
        ...split(args.filter((each) => !each.startsWith('-')).slice(1)),
      });
    case 'nohup':
    case 'time':
      return yield* execute({ ...call, ...split(args) });
    case 'env':
      return yield* withEnvironment(call);
    case 'xargs':
      return yield* xargs(call);
    default:
      return yield* runTool(call);
  }
}

function split(argv: readonly string[]): {
  readonly name: string;
  readonly args: readonly string[];
} {
  return { name: argv[0] ?? 'true', args: argv.slice(1) };
}

/** `nginx -t`, `redis-server --version`: a server's program beside the server. */
function mainBeside(call: Call): number {
  const { name, args, state } = call;
  const newest = state.options.image.tags === 'any' ? '' : (state.options.image.tags.newest ?? '');
  const version = /^\d+\.\d+(?:\.\d+)?/.exec(state.options.scope.imageTag)?.[0] ?? newest;
  if (args.some((each) => /^-(?:v|V|-version)$/.test(each)))
    return fail(
      call,
      name === 'nginx' ? `nginx version: nginx/${version}` : `${name} ${version}`,
      0,
    );
  if (name === 'nginx' && args.includes('-t'))
    return fail(
      call,
      'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful',
      0,
    );
  return 0;
}

function* withEnvironment(call: Call): Program {
  const first = call.args.findIndex((each) => !each.startsWith('-') && !each.includes('='));
  const assigned = call.args
    .slice(0, first < 0 ? undefined : first)
    .filter((each) => each.includes('='));
  const own = Object.fromEntries(
    assigned.map(
      (each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)] as const,
    ),
  );
  const environment = { ...call.environment, ...own };
  if (first < 0) return yield* runTool({ ...call, environment });
  return yield* execute({ ...call, ...split(call.args.slice(first)), environment });
}

function* xargs(call: Call): Program {
  const text = yield* readAll(call.streams.stdin);
  const perRun = call.args.indexOf('-n');
  const own = perRun < 0 ? call.args : call.args.slice(perRun + 2);
  const words = text.split(/\s+/).filter((word) => word !== '');
  const size = perRun < 0 ? Math.max(1, words.length) : Number(call.args[perRun + 1]) || 1;
  let exitCode = 0;
  for (let at = 0; at < words.length; at += size) {
    const argv = [...(own.length === 0 ? ['echo'] : own), ...words.slice(at, at + size)];
    const code = yield* execute({
      ...call,
      ...split(argv),
      streams: { ...call.streams, stdin: new TextInput('') },
    });
    if (code !== 0) exitCode = 123;
  }
  return exitCode;
}

/** The entry points of official images run a given executable, and take all else as options. */
function entryPointWith(image: CatalogueImage, args: readonly string[]): readonly string[] {
  const first = args[0] ?? '';
  const runsArguments = image.userland !== 'none' && isExecutable(image, first);
  const isShellImage = image.program.kind === 'shell';
  if (runsArguments || isShellImage) return args;
  return image.binaries[0] === undefined ? [] : [image.binaries[0], ...args];
}

function* imageProgram(call: Call): Program {
  const { state } = call;
  const { image } = state.options;
  const { program } = image;
  switch (program.kind) {
    case 'server':
      return yield* serve(state, call.args, program);
    case 'task':
      state.timeMs += program.durationMs;
      for (const line of program.output) state.print(line);
      return program.exitCode;
    case 'shell':
      // Without a terminal the shell reads the end of its input and leaves.
      if (!state.options.hasTerminal) return 0;
      return yield* runShell({ ...call, name: image.userland === 'gnu' ? 'bash' : 'sh' }, execute);
  }
}

function* serve(state: ProcessState, args: readonly string[], program: ServerProgram): Program {
  const { environment, hasMounts, image } = state.options;
  const { requires } = program;
  if (requires !== undefined && !requires.oneOf.some((name) => environment[name] !== undefined)) {
    state.timeMs += 200;
    for (const line of requires.output) state.print(line, 'stderr');
    return 1;
  }
  const kind = serverKindOf(image);
  state.bannerFromMs = state.timeMs;
  state.listen(portsOf(state, kind, program.ports, args), state.timeMs + program.startMs, kind);
  state.paths = hasMounts ? undefined : program.paths;
  state.term = program.term;
  yield Infinity;
  return 0;
}

/** Arguments and mounted configuration can move a server to other ports. */
function portsOf(
  state: ProcessState,
  kind: ServerKind,
  ports: readonly number[],
  args: readonly string[],
): readonly number[] {
  const { argv, scope, hasMounts, environment } = state.options;
  const all = args.length > 0 ? args : argv.slice(1);
  switch (kind) {
    case 'nginx': {
      // The image's own configuration says no more than the catalogue does.
      const own = hasMounts ? nginxPorts(scope.makeFiles(environment)) : [];
      return own.length > 0 && !(own.length === 1 && own[0] === 80) ? own : ports;
    }
    case 'httpEcho':
      return given(argumentOf(all, 'listen')) ?? ports;
    case 'whoami':
      return given(argumentOf(all, 'port')) ?? ports;
    case 'redis':
      return given(argumentOf(all, 'port')) ?? ports;
    case 'agnhost':
      if (all[0] === undefined || all[0] === 'pause') return [];
      if (all[0] === 'serve-hostname') return given(argumentOf(all, 'port')) ?? [9376];
      return given(argumentOf(all, 'http-port') ?? argumentOf(all, 'port')) ?? [8080];
    default:
      return ports;
  }
}

function given(address: string | undefined): readonly number[] | undefined {
  const port = Number(/(\d+)$/.exec(address ?? '')?.[1] ?? NaN);
  return Number.isInteger(port) ? [port] : undefined;
}

function* interpreter(call: Call): Program {
  const { state, args } = call;
  if (args.length === 0) return 0;
  if (args.some((argument) => /^-[-a-zA-Z]*(?:c|e|version|V)$/.test(argument))) {
    state.timeMs += 150;
    return 0;
  }
  const server = args.indexOf('http.server');
  const port = Number(
    server < 0 ? (state.options.environment['PORT'] ?? NaN) : (args[server + 1] ?? 8000),
  );
  const kind = server < 0 ? 'http' : 'fileServer';
  state.listen(Number.isInteger(port) ? [port] : COMMON_PORTS, state.timeMs + 400, kind);
  state.term = undefined;
  yield Infinity;
  return 0;
}

/** Where the web servers of tutorials listen. */
const COMMON_PORTS = [80, 3000, 5000, 8000, 8080];

const CREATE_FAILED =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: ' +
  'runc create failed: unable to start container process: error during container init: ';

function missing(executable: string): string {
  const why = executable.includes('/')
    ? `stat ${executable}: no such file or directory`
    : 'executable file not found in $PATH';
  return `exec: "${executable}": ${why}`;
}

function execFailure(executable: string): string {
  return `OCI runtime exec failed: exec failed: unable to start container process: ${missing(executable)}: unknown`;
}
