// The small tools of busybox and the GNU userland, by name. What a tool does is in the files that
// are imported here; those that are no more than a name take a moment and print nothing.
import { FileError } from '../files/fileTree';
import type { CatalogueImage } from '../imageCatalogue';
import { fail, type Call } from './call';
import {
  chmod,
  copy,
  diskFree,
  diskUsage,
  find,
  link,
  ls,
  mkdir,
  mktemp,
  mount,
  move,
  readlink,
  rm,
  rmdir,
  stat,
  touch,
} from './fileTools';
import { databaseClient, dig, netcat, nslookup, ping, showAddress } from './networkTools';
import { curl, wget } from './httpTools';
import type { Program } from './process';
import { redisCli } from './redisTool';
import {
  date,
  echo,
  environment,
  expr,
  free,
  id,
  kill,
  print,
  printenv,
  printf,
  ps,
  seq,
  sleep,
  uname,
  which,
  yes,
} from './systemTools';
import { tar } from './tar';
import {
  awk,
  base64,
  cat,
  cut,
  grep,
  head,
  sed,
  sort,
  tail,
  tee,
  tr,
  uniq,
  unsimulated,
  wc,
} from './textTools';
import { FILE_TEST, test } from './testTool';
import { toolNames } from './toolNames';

export const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash']);

type Tool = (call: Call) => number | Program;

/** They look at nothing outside of the process, so that they need not wait for the clock. */
const PURE: readonly (readonly [string, Tool])[] = [
  ['true', () => 0],
  [':', () => 0],
  ['false', () => 1],
  ['echo', echo],
  ['printf', printf],
  ['sleep', sleep],
  ['date', date],
  [
    'hostname',
    (call) =>
      call.args.some((each) => /^-[iI]$/.test(each))
        ? showAddress(call)
        : print(call, call.state.options.scope.hostname),
  ],
  ['whoami', (call) => print(call, 'root')],
  ['id', id],
  ['pwd', (call) => print(call, call.cwd)],
  ['env', environment],
  ['printenv', printenv],
  ['uname', uname],
  ['seq', seq],
  ['expr', expr],
  ['yes', yes],
  ['test', test],
  ['[', test],
  ['[[', test],
  [
    'basename',
    (call) =>
      print(
        call,
        baseName((call.args[0] ?? '').replace(/\/+$/, '')).replace(
          new RegExp(`${(call.args[1] ?? '').replace('.', '\\.')}$`),
          '',
        ),
      ),
  ],
  ['dirname', (call) => print(call, (call.args[0] ?? '').replace(/\/[^/]*$/, '') || '/')],
  ['clear', (call) => (call.streams.stdout.write('\u001b[H\u001b[J'), 0)],
  [
    'tty',
    (call) => (call.streams.stdin.isTerminal ? print(call, '/dev/pts/0') : fail(call, 'not a tty')),
  ],
  ['cat', cat],
  ['tail', tail],
];

const LOOKING: readonly (readonly [string, Tool])[] = [
  ['ls', ls],
  ['mkdir', mkdir],
  ['rm', rm],
  ['rmdir', rmdir],
  ['touch', touch],
  ['cp', copy],
  ['install', copy],
  ['mv', move],
  ['ln', link],
  ['chmod', chmod],
  ['stat', stat],
  ['find', find],
  ['df', diskFree],
  ['du', diskUsage],
  ['mount', mount],
  ['readlink', readlink],
  ['realpath', readlink],
  ['mktemp', mktemp],
  ['head', head],
  ['grep', grep],
  ['egrep', grep],
  ['sed', sed],
  ['awk', awk],
  ['cut', cut],
  ['tr', tr],
  ['sort', sort],
  ['uniq', uniq],
  ['wc', wc],
  ['tee', tee],
  ['more', cat],
  ['less', cat],
  ['base64', base64],
  ['tar', tar],
  ['ps', ps],
  ['kill', kill],
  ['which', which],
  ['free', free],
  ['uptime', (call) => print(call, ' up 1 day,  load average: 0.12, 0.10, 0.09')],
  ['nslookup', nslookup],
  ['getent', (call) => nslookup({ ...call, args: call.args.slice(1) })],
  ['host', nslookup],
  ['dig', dig],
  ['ping', ping],
  ['nc', netcat],
  ['netcat', netcat],
  ['telnet', netcat],
  ['wget', wget],
  ['curl', curl],
  ['ip', showAddress],
  ['ifconfig', showAddress],
  ['redis-cli', redisCli],
  ['valkey-cli', redisCli],
  ['pg_isready', databaseClient(5432, '% - accepting connections', '% - no response', 2)],
  [
    'psql',
    databaseClient(5432, '', 'psql: error: connection to server failed: Connection refused', 2),
  ],
  [
    'mysqladmin',
    databaseClient(3306, 'mysqld is alive', "mysqladmin: connect to server at 'localhost' failed"),
  ],
  ['mysql', databaseClient(3306, '', "ERROR 2003 (HY000): Can't connect to MySQL server")],
  ['mariadb', databaseClient(3306, '', "ERROR 2002 (HY000): Can't connect to server")],
  ['mongo', databaseClient(27017, '', 'MongoNetworkError: connect ECONNREFUSED')],
  ['mongosh', databaseClient(27017, '', 'MongoNetworkError: connect ECONNREFUSED')],
  ['nodetool', databaseClient(9042, '', "nodetool: Failed to connect to '127.0.0.1:7199'")],
  ['ready-probe.sh', databaseClient(9042, '', 'Not Ready')],
  [
    'rabbitmq-diagnostics',
    databaseClient(5672, '', 'Error: unable to perform an operation on node'),
  ],
  ['healthcheck.sh', databaseClient(3306, '', 'healthcheck connect failed')],
  ...['vi', 'top', 'watch'].map((name): [string, Tool] => [
    name,
    (call) => unsimulated(call, 'a full-screen program'),
  ]),
  ...['apk', 'apt', 'apt-get', 'yum'].map((name): [string, Tool] => [
    name,
    (call) => unsimulated(call, 'the internet with its packages'),
  ]),
];

const TOOLS: ReadonlyMap<string, Tool> = new Map(
  [...PURE, ...LOOKING].map(([name, tool]) => [name, tool] as const),
);
const PURE_NAMES: ReadonlySet<string> = new Set(PURE.map(([name]) => name));

/** Whether the image has the executable, given by name or path. */
export function isExecutable(image: CatalogueImage, executable: string): boolean {
  const name = baseName(executable);
  if (image.binaries.some((binary) => binary === executable || baseName(binary) === name))
    return true;
  if (executable.includes('/') && !/^\/(?:usr\/)?(?:local\/)?s?bin\//.test(executable))
    return false;
  return toolNames(image).has(name);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Runs a tool that the caller knows to be there. */
export function* runTool(call: Call): Program {
  const name = baseName(call.name);
  const tool = TOOLS.get(name);
  if (tool === undefined) return brief(call);
  if (!PURE_NAMES.has(name) || looksAtFiles(name, call.args)) yield call.state.timeMs;
  try {
    const result = tool(call);
    return typeof result === 'number' ? result : yield* result;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return fail(call, `${name}: ${error.message}`);
  }
}

function looksAtFiles(name: string, args: readonly string[]): boolean {
  if (name === 'cat') return args.length > 0;
  return /^(?:test|\[\[?)$/.test(name) && args.some((argument) => FILE_TEST.test(argument));
}

function brief({ state }: Call): number {
  state.timeMs += 5;
  return 0;
}
