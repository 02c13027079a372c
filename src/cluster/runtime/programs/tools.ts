// The small tools of busybox and the GNU userland, as far as scripts in manifests use them:
// how long they take, what they print, their exit code.
import type { CatalogueImage } from '../imageCatalogue';
import type { ProcessState, Program } from './process';

export const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash']);

type Tool = (state: ProcessState, args: readonly string[]) => number | Program;

const LOOKUP_FAILURE_MS = 10;
const CONNECT_MS = 5;

const TOOLS: ReadonlyMap<string, Tool> = new Map<string, Tool>([
  ['true', () => 0],
  [':', () => 0],
  ['false', () => 1],
  ['echo', (state, args) => print(state, echoText(args))],
  ['printf', (state, args) => print(state, printfText(args))],
  ['sleep', sleep],
  ['date', (state) => print(state, `+${String(Math.floor(state.timeMs / 1000))}s`)],
  ['hostname', (state) => print(state, state.options.environment.HOSTNAME ?? 'localhost')],
  ['whoami', (state) => print(state, 'root')],
  ['pwd', (state) => print(state, '/')],
  ['env', (state) => print(state, environmentText(state))],
  ['printenv', printenv],
  ['touch', (state, args) => setFiles(state, args, true)],
  ['rm', (state, args) => setFiles(state, args, false)],
  ['cat', cat],
  [
    'ls',
    (state, args) =>
      files(args).every((path) => state.hasFile(path, state.timeMs) ?? true) ? 0 : 1,
  ],
  ['test', test],
  ['[', test],
  ['[[', test],
  ['expr', () => 0],
  ['seq', seq],
  ['tail', tail],
  ['nslookup', lookup],
  ['getent', (state, args) => lookup(state, args.slice(1))],
  ['dig', lookup],
  ['host', lookup],
  [
    'ping',
    (state, args) =>
      lookup(
        state,
        args.filter((argument) => !/^\d+$/.test(argument)),
      ),
  ],
  ['nc', connect],
  ['netcat', connect],
  ['telnet', connect],
  ['wget', fetch],
  ['curl', fetch],
  ['pg_isready', (state) => (isServing(state, 5432) ? 0 : 2)],
  ['redis-cli', (state) => (isServing(state, 6379) ? print(state, 'PONG') : 1)],
  ['valkey-cli', (state) => (isServing(state, 6379) ? print(state, 'PONG') : 1)],
  ['mysqladmin', (state) => (isServing(state, 3306) ? print(state, 'mysqld is alive') : 1)],
  ['mysql', (state) => (isServing(state, 3306) ? 0 : 1)],
  ['mongo', (state) => (isServing(state, 27017) ? 0 : 1)],
  ['mongosh', (state) => (isServing(state, 27017) ? 0 : 1)],
  ['nodetool', (state) => (isServing(state, 9042) ? 0 : 1)],
  ['ready-probe.sh', (state) => (isServing(state, 9042) ? 0 : 1)],
  ['rabbitmq-diagnostics', (state) => (isServing(state, 5672) ? 0 : 1)],
  ['healthcheck.sh', (state) => (isServing(state, 3306) ? 0 : 1)],
  ...[
    'mkdir',
    'cp',
    'mv',
    'ln',
    'chmod',
    'chown',
    'cd',
    'grep',
    'egrep',
    'sed',
    'awk',
    'cut',
    'tr',
    'sort',
    'uniq',
    'head',
    'wc',
    'tee',
    'dd',
    'sync',
    'id',
    'uname',
    'ps',
    'kill',
    'sysctl',
    'mount',
    'umount',
    'df',
    'du',
    'free',
    'find',
    'xargs',
    'tar',
    'gzip',
    'gunzip',
    'base64',
    'md5sum',
    'sha256sum',
    'apt-get',
    'apt',
    'apk',
    'yum',
    'which',
    'basename',
    'dirname',
    'stat',
    'ip',
    'ifconfig',
    'route',
    'ulimit',
    'umask',
    'adduser',
    'useradd',
    'install',
    'git',
    'npm',
    'pip',
    'vi',
    'top',
    'time',
    'timeout',
    'nohup',
    'yes',
    'readlink',
    'realpath',
    'mktemp',
    'less',
    'more',
    'diff',
  ].map((name): [string, Tool] => [name, brief]),
]);

/** Servers' own clients come with their images only. */
const IMAGE_TOOLS = new Set([
  'pg_isready',
  'redis-cli',
  'valkey-cli',
  'mysqladmin',
  'mysql',
  'mongo',
  'mongosh',
  'nodetool',
  'ready-probe.sh',
  'rabbitmq-diagnostics',
  'healthcheck.sh',
  'git',
  'npm',
  'pip',
  'curl',
  'dig',
]);

/** Whether every userland has it. */
export function isTool(name: string): boolean {
  return TOOLS.has(name) && !IMAGE_TOOLS.has(name);
}

/** Whether the image has the executable, given by name or path. */
export function isExecutable(image: CatalogueImage, executable: string): boolean {
  const name = baseName(executable);
  if (image.binaries.some((binary) => binary === executable || baseName(binary) === name))
    return true;
  if (image.userland === 'none') return false;
  if (name === 'bash' && image.userland !== 'gnu') return false;
  if (executable.includes('/') && !/^\/(?:usr\/)?(?:local\/)?s?bin\//.test(executable))
    return false;
  return SHELLS.has(name) || isTool(name);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Runs a tool that the caller knows to be there. */
export function* runTool(state: ProcessState, argv: readonly string[]): Program {
  const name = argv[0] ?? '';
  const tool = TOOLS.get(baseName(name));
  if (tool === undefined) return 0;
  const result = tool(state, argv.slice(1));
  return typeof result === 'number' ? result : yield* result;
}

function brief(state: ProcessState): number {
  state.timeMs += 5;
  return 0;
}

function print(state: ProcessState, text: string): number {
  state.print(text);
  return 0;
}

function echoText(args: readonly string[]): string {
  return args.filter((argument, position) => position > 0 || !/^-[ne]+$/.test(argument)).join(' ');
}

function printfText(args: readonly string[]): string {
  let next = 1;
  return (args[0] ?? '')
    .replace(/%[sdi]/g, () => args[next++] ?? '')
    .replace(/\\n$/, '')
    .replace(/\\n/g, '\n');
}

function* sleep(state: ProcessState, args: readonly string[]): Program {
  let milliseconds = 0;
  for (const argument of args) {
    const match = /^(infinity|inf|\d+(?:\.\d+)?)([smhd]?)$/.exec(argument);
    if (match === null) {
      state.print(`sleep: invalid time interval '${argument}'`);
      return 1;
    }
    if (match[1]?.startsWith('inf') === true) yield Infinity;
    const unit = { s: 1, m: 60, h: 3600, d: 86_400 }[match[2] ?? 's'] ?? 1;
    milliseconds += Number(match[1]) * unit * 1000;
  }
  state.timeMs += milliseconds;
  return 0;
}

function environmentText(state: ProcessState): string {
  return Object.entries(state.options.environment)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
}

function printenv(state: ProcessState, args: readonly string[]): number {
  if (args.length === 0) return print(state, environmentText(state));
  const values = args.map((name) => state.options.environment[name]);
  for (const value of values) if (value !== undefined) state.print(value);
  return values.includes(undefined) ? 1 : 0;
}

function files(args: readonly string[]): readonly string[] {
  return args.filter((argument) => !argument.startsWith('-'));
}

function setFiles(state: ProcessState, args: readonly string[], present: boolean): number {
  for (const path of files(args)) state.setFile(path, present);
  return 0;
}

function cat(state: ProcessState, args: readonly string[]): number {
  const missing = files(args).find(
    (path) => state.hasFile(path, state.timeMs) !== true && path.startsWith('/tmp/'),
  );
  if (missing === undefined) return 0;
  const busybox = state.options.image.userland === 'busybox';
  state.print(
    busybox
      ? `cat: can't open '${missing}': No such file or directory`
      : `cat: ${missing}: No such file or directory`,
  );
  return 1;
}

function* tail(_state: ProcessState, args: readonly string[]): Program {
  if (args.some((argument) => /^-\w*[fF]/.test(argument))) yield Infinity;
  return 0;
}

function seq(state: ProcessState, args: readonly string[]): number {
  const numbers = args.map(Number);
  const first = numbers.length > 1 ? (numbers[0] ?? 1) : 1;
  const last = numbers[numbers.length - 1] ?? 0;
  const step = numbers.length > 2 ? (numbers[1] ?? 1) : 1;
  for (let value = first; value <= last && value < first + 10_000 && step > 0; value += step)
    state.print(String(value));
  return 0;
}

function test(state: ProcessState, args: readonly string[]): number {
  const operands = args.filter((argument) => argument !== ']' && argument !== ']]');
  return isTrue(state, operands) ? 0 : 1;
}

function isTrue(state: ProcessState, operands: readonly string[]): boolean {
  const [first = '', second, third = ''] = operands;
  if (first === '!') return !isTrue(state, operands.slice(1));
  if (operands.length <= 1) return first !== '';
  if (operands.length === 2) {
    if (first === '-z') return second === '';
    if (first === '-n') return second !== '';
    if (/^-[edfrswxL]$/.test(first))
      return state.hasFile(second ?? '', state.timeMs) ?? !(second ?? '').startsWith('/tmp/');
  }
  switch (second) {
    case '=':
    case '==':
      return first === third;
    case '!=':
      return first !== third;
    case '-eq':
      return Number(first) === Number(third);
    case '-ne':
      return Number(first) !== Number(third);
    case '-lt':
      return Number(first) < Number(third);
    case '-le':
      return Number(first) <= Number(third);
    case '-gt':
      return Number(first) > Number(third);
    case '-ge':
      return Number(first) >= Number(third);
    default:
      return true;
  }
}

/** What lies outside of the process can be asked only when the clock is there. */
function* lookup(state: ProcessState, args: readonly string[]): Program {
  const { network, namespace } = state.options;
  const name = files(args)[0] ?? '';
  yield state.timeMs;
  const found = network.resolves(name, namespace);
  state.timeMs += LOOKUP_FAILURE_MS;
  if (!found) state.print(`** server can't find ${name}: NXDOMAIN`);
  return found ? 0 : 1;
}

function* connect(state: ProcessState, args: readonly string[]): Program {
  if (args.some((argument) => /^-\w*l/.test(argument))) {
    const port = Number(args.find((argument) => /^\d+$/.test(argument)));
    if (Number.isInteger(port)) state.listen([port], state.timeMs);
    yield Infinity;
  }
  const flagValues = new Set(
    args.filter((_, position) => /^-[wiq]$/.test(args[position - 1] ?? '')),
  );
  const [host = '', port] = files(args).filter((argument) => !flagValues.has(argument));
  return yield* reach(state, host, Number(port));
}

function* fetch(state: ProcessState, args: readonly string[]): Program {
  const url = args.find(
    (argument) =>
      /^(?:https?:\/\/)?[\w.-]+(?::\d+)?(?:\/|$)/.test(argument) &&
      !argument.startsWith('-') &&
      /[.:/a-z]/.test(argument),
  );
  const match = /^(https?:\/\/)?([\w.-]+)(?::(\d+))?/.exec(url ?? '');
  const port = Number(match?.[3] ?? (match?.[1] === 'https://' ? 443 : 80));
  return yield* reach(state, match?.[2] ?? '', port);
}

function* reach(state: ProcessState, host: string, port: number): Program {
  const { network, namespace } = state.options;
  yield state.timeMs;
  const reached = isLocal(host) ? isServing(state, port) : network.connects(host, port, namespace);
  state.timeMs += CONNECT_MS;
  return reached ? 0 : 1;
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '127.0.0.1' || host === '0.0.0.0';
}

function isServing(state: ProcessState, port: number): boolean {
  const from = state.listensFromMs(port);
  return from !== undefined && from <= state.timeMs;
}
