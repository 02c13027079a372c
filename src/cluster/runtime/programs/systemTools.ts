// Tools that tell about the process, its container and the time, and those that only take time.
import { timeMark } from '../printedTime';
import { fail, hasFlag, operandsOf, optionOf, printLine, type Call } from './call';
import type { Program } from './process';
import { toolNames } from './toolNames';

const DATE_FORMAT = '%a %b %e %H:%M:%S UTC %Y';

export function print(call: Call, text: string): number {
  printLine(call, text);
  return 0;
}

export function echo(call: Call): number {
  const first = call.args.findIndex((argument) => !/^-[neE]+$/.test(argument));
  const options = first < 0 ? call.args : call.args.slice(0, first);
  const words = first < 0 ? [] : call.args.slice(first);
  const interprets = options.some((option) => option.includes('e'));
  const text = interprets ? unescaped(words.join(' ')) : words.join(' ');
  call.streams.stdout.write(options.some((option) => option.includes('n')) ? text : `${text}\n`);
  return 0;
}

export function printf(call: Call): number {
  const [format = '', ...values] = call.args;
  const text = unescaped(format);
  let rest = values;
  do {
    let used = 0;
    const out = text.replace(
      /%%|%(-?0?\d*)(?:\.\d+)?([sdiuxXcfb])/g,
      (all, width: string, kind: string) => {
        if (all === '%%') return '%';
        const value = rest[used++] ?? '';
        const shown =
          kind === 'x'
            ? Number(value).toString(16)
            : 'di'.includes(kind)
              ? String(Number(value) || 0)
              : value;
        const size = Math.abs(Number(width));
        if (width.startsWith('-')) return shown.padEnd(size);
        return shown.padStart(size, width.startsWith('0') ? '0' : ' ');
      },
    );
    call.streams.stdout.write(out);
    if (used === 0) break;
    rest = rest.slice(used);
  } while (rest.length > 0);
  return 0;
}

function unescaped(text: string): string {
  const letters: Readonly<Record<string, string>> = {
    n: '\n',
    t: '\t',
    r: '\r',
    a: '\u0007',
    '\\': '\\',
    '0': '\0',
    e: '\u001b',
  };
  return text.replace(
    /\\([ntrae\\]|0?[0-7]{1,3})/g,
    (_, code: string) => letters[code] ?? String.fromCharCode(parseInt(code, 8)),
  );
}

export function* sleep({ state, args, streams }: Call): Program {
  let milliseconds = 0;
  for (const argument of args) {
    const match = /^(infinity|inf|\d+(?:\.\d+)?)([smhd]?)$/.exec(argument);
    if (match === null) {
      streams.stderr.write(`sleep: invalid time interval '${argument}'\n`);
      return 1;
    }
    if (match[1]?.startsWith('inf') === true) for (;;) yield Infinity;
    const unit = { s: 1, m: 60, h: 3600, d: 86_400 }[match[2] ?? 's'] ?? 1;
    milliseconds += Number(match[1]) * unit * 1000;
  }
  state.timeMs += milliseconds;
  if (state.isLive) yield state.timeMs;
  return 0;
}

export function date(call: Call): number {
  const format = call.args.find((argument) => argument.startsWith('+'))?.slice(1);
  const iso = call.args.find((argument) => argument.startsWith('-I'));
  const wanted =
    iso === undefined ? DATE_FORMAT : iso.includes('s') ? '%Y-%m-%dT%H:%M:%S+00:00' : '%F';
  return print(call, timeMark(format ?? wanted, call.state.timeMs));
}

export function id(call: Call): number {
  if (hasFlag(call.args, 'n')) return print(call, 'root');
  if (hasFlag(call.args, 'u') || hasFlag(call.args, 'g')) return print(call, '0');
  return print(call, 'uid=0(root) gid=0(root) groups=0(root)');
}

export function environment(call: Call): number {
  for (const [name, value] of Object.entries(call.environment)) printLine(call, `${name}=${value}`);
  return 0;
}

export function printenv(call: Call): number {
  if (call.args.length === 0) return environment(call);
  const values = call.args.map((name) => call.environment[name]);
  for (const value of values) if (value !== undefined) printLine(call, value);
  return values.includes(undefined) ? 1 : 0;
}

export function uname(call: Call): number {
  const { hostname } = call.state.options.scope;
  if (hasFlag(call.args, 'a'))
    return print(
      call,
      `Linux ${hostname} 6.12.57+deb13-amd64 #1 SMP PREEMPT_DYNAMIC x86_64 GNU/Linux`,
    );
  if (hasFlag(call.args, 'r')) return print(call, '6.12.57+deb13-amd64');
  if (hasFlag(call.args, 'm')) return print(call, 'x86_64');
  return print(call, hasFlag(call.args, 'n') ? hostname : 'Linux');
}

export function ps(call: Call): number {
  const { scope, image } = call.state.options;
  const own = scope.processes();
  const isBusybox = image.userland === 'busybox';
  printLine(call, isBusybox ? 'PID   USER     TIME  COMMAND' : '    PID TTY          TIME CMD');
  for (const { pid, argv, user = 'root' } of own)
    printLine(
      call,
      isBusybox
        ? `${String(pid).padStart(5)} ${user.padEnd(8)}  0:00 ${argv.join(' ')}`
        : `${String(pid).padStart(7)} ?        00:00:00 ${argv.join(' ')}`,
    );
  return 0;
}

export function kill(call: Call): number {
  const given = call.args.find((argument) => argument.startsWith('-'));
  if (given === '-l') return print(call, 'HUP INT QUIT KILL TERM STOP CONT');
  const signal = (given ?? '-TERM').slice(1).replace(/^SIG/, '');
  const named =
    { '9': 'KILL', '15': 'TERM', '2': 'INT', '3': 'QUIT', '1': 'HUP' }[signal] ?? signal;
  let exitCode = 0;
  for (const pid of operandsOf(call.args)) {
    if (call.state.options.scope.signal(Number(pid), named)) continue;
    exitCode = fail(call, `sh: can't kill pid ${pid}: No such process`);
  }
  return exitCode;
}

export function which(call: Call): number {
  const { image } = call.state.options;
  let found = true;
  for (const name of operandsOf(call.args)) {
    if (toolNames(image).has(name)) printLine(call, `/bin/${name}`);
    else if (image.binaries.includes(name)) printLine(call, `/usr/bin/${name}`);
    else found = false;
  }
  return found ? 0 : 1;
}

export function free(call: Call): number {
  printLine(
    call,
    '              total        used        free      shared  buff/cache   available',
  );
  printLine(
    call,
    'Mem:        8131536     1204432     4712104        9216     2215000     6618244',
  );
  return print(call, 'Swap:             0           0           0');
}

export function seq(call: Call): number {
  const numbers = operandsOf(call.args).map(Number);
  const first = numbers.length > 1 ? (numbers[0] ?? 1) : 1;
  const last = numbers[numbers.length - 1] ?? 0;
  const step = numbers.length > 2 ? (numbers[1] ?? 1) : 1;
  const separator = optionOf(call.args, 's') ?? '\n';
  const values: number[] = [];
  for (let value = first; value <= last && values.length < 100_000 && step > 0; value += step)
    values.push(value);
  return values.length === 0 ? 0 : print(call, values.join(separator));
}

export function expr(call: Call): number {
  const [left = '', operator = '', right = ''] = call.args;
  const [a, b] = [Number(left), Number(right)];
  const results: Readonly<Record<string, number>> = {
    '+': a + b,
    '-': a - b,
    '*': a * b,
    '/': Math.trunc(a / b),
    '%': a % b,
    '=': left === right ? 1 : 0,
    '<': a < b ? 1 : 0,
    '>': a > b ? 1 : 0,
  };
  const result = operator === '' ? left : String(results[operator] ?? 0);
  printLine(call, result);
  return result === '0' || result === '' ? 1 : 0;
}

/** Endless in truth; whoever reads it stops after the first lines. */
export function yes(call: Call): number {
  const line = `${call.args.join(' ') || 'y'}\n`;
  call.streams.stdout.write(line.repeat(10_000));
  return 0;
}
