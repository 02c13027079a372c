// Tools that read text and print text.
import { fromBase64, toBase64 } from '../../../apimachinery/base64';
import { showTimes } from '../printedTime';
import { FileError } from '../files/fileTree';
import {
  contentOf,
  fail,
  hasFlag,
  inputsOf,
  linesOf,
  operandsOf,
  optionOf,
  pathOf,
  printLine,
  type Call,
} from './call';
import type { Program } from './process';
import { readAll } from './streams';

export function* cat(call: Call): Program {
  const { args, streams } = call;
  let exitCode = 0;
  const paths = operandsOf(args);
  if (paths.length === 0) {
    // A terminal gets each line back at once.
    for (;;) {
      const piece = yield* streams.stdin.read();
      if (piece === undefined) return 0;
      streams.stdout.write(piece);
    }
  }
  const inputs = yield* inputsOf(call, paths, () => (exitCode = 1));
  let number = 0;
  for (const { text } of inputs) {
    if (hasFlag(args, 'n'))
      for (const line of linesOf(text)) printLine(call, `${String(++number).padStart(6)}\t${line}`);
    else streams.stdout.write(text);
  }
  return exitCode;
}

export function* head(call: Call): Program {
  const { args, streams } = call;
  const bytes = optionOf(args, 'c');
  const count = Number(
    optionOf(args, 'n') ?? args.find((each) => /^-\d+$/.test(each))?.slice(1) ?? 10,
  );
  const paths = args.filter(
    (argument, place) => !argument.startsWith('-') && !/^-[nc]$/.test(args[place - 1] ?? ''),
  );
  let exitCode = 0;
  const inputs = yield* inputsOf(call, paths, () => (exitCode = 1));
  for (const [place, { path, text }] of inputs.entries()) {
    if (inputs.length > 1) printLine(call, `${place > 0 ? '\n' : ''}==> ${path} <==`);
    if (bytes !== undefined) streams.stdout.write(text.slice(0, Number(bytes)));
    else for (const line of linesOf(text).slice(0, count)) printLine(call, line);
  }
  return exitCode;
}

/** With -f it follows what is appended, as far as a clock that stands still lets it: each second. */
export function* tail(call: Call): Program {
  const { args, streams, state } = call;
  const wanted = optionOf(args, 'n') ?? args.find((each) => /^-\d+$/.test(each))?.slice(1) ?? '10';
  const bytes = optionOf(args, 'c');
  const paths = args.filter(
    (argument, place) => !argument.startsWith('-') && !/^-\w*[nc]$/.test(args[place - 1] ?? ''),
  );
  const follows = args.some((argument) => /^-\w*[fF]/.test(argument));
  // `tail -f /dev/null` keeps a container alive.
  if (follows && paths.every((path) => path.startsWith('/dev/'))) for (;;) yield Infinity;
  yield state.timeMs;
  let exitCode = 0;
  const inputs = yield* inputsOf(call, paths, () => (exitCode = 1));
  for (const { text } of inputs) {
    if (bytes !== undefined) streams.stdout.write(text.slice(-Number(bytes)));
    else {
      const lines = linesOf(text);
      const shown = wanted.startsWith('+')
        ? lines.slice(Number(wanted) - 1)
        : lines.slice(Math.max(0, lines.length - Number(wanted)));
      for (const line of shown) printLine(call, line);
    }
  }
  const [path] = paths;
  if (!follows || path === undefined) return exitCode;
  let length = inputs[0]?.text.length ?? 0;
  for (;;) {
    state.timeMs += 1000;
    yield state.timeMs;
    const node = state.files.get(pathOf(call, path));
    const text = node?.kind === 'file' ? node.content : '';
    if (text.length > length) streams.stdout.write(text.slice(length));
    length = text.length;
  }
}

export function* grep(call: Call): Program {
  const { args, name } = call;
  const expression = optionOf(
    args.filter((each) => each.startsWith('-e')),
    'e',
  );
  const operands = operandsOf(args);
  const pattern = expression ?? operands[0];
  if (pattern === undefined)
    return fail(call, 'Usage: grep [-HhnlLoqvsrRiwFEz] PATTERN [FILE]...', 2);
  const matcher = grepMatcher(pattern, args, name);
  let exitCode = 1;
  let failed = false;
  const paths = expression === undefined ? operands.slice(1) : operands;
  const inputs = yield* inputsOf(call, paths, () => (failed = true));
  for (const { path, text } of inputs) {
    const found = linesOf(text)
      .map((line, index) => ({ line, number: index + 1 }))
      .filter(({ line }) => matcher.test(line) !== hasFlag(args, 'v'));
    if (found.length > 0) exitCode = 0;
    if (hasFlag(args, 'q')) continue;
    const prefix = inputs.length > 1 && !hasFlag(args, 'h') ? `${path}:` : '';
    if (hasFlag(args, 'c')) printLine(call, `${prefix}${found.length}`);
    else if (hasFlag(args, 'l')) {
      if (found.length > 0) printLine(call, path);
    } else
      for (const { line, number } of found) {
        const shown = hasFlag(args, 'o') ? (matcher.exec(line)?.[0] ?? '') : line;
        printLine(call, `${prefix}${hasFlag(args, 'n') ? `${number}:` : ''}${shown}`);
      }
  }
  return failed ? 2 : exitCode;
}

function grepMatcher(pattern: string, args: readonly string[], name: string): RegExp {
  const isExtended = name === 'egrep' || hasFlag(args, 'E') || hasFlag(args, 'P');
  const source = hasFlag(args, 'F')
    ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    : regularExpression(pattern, isExtended);
  return safeRegExp(
    hasFlag(args, 'w') ? `\\b(?:${source})\\b` : source,
    hasFlag(args, 'i') ? 'i' : '',
  );
}

/** POSIX to JavaScript: classes, and in basic expressions the meaning of a backslash turned round. */
function regularExpression(pattern: string, isExtended: boolean): string {
  const classes = pattern
    .replaceAll('[:alpha:]', 'A-Za-z')
    .replaceAll('[:digit:]', '0-9')
    .replaceAll('[:alnum:]', 'A-Za-z0-9')
    .replaceAll('[:space:]', '\\s')
    .replaceAll('[:upper:]', 'A-Z')
    .replaceAll('[:lower:]', 'a-z');
  if (isExtended) return classes;
  return classes.replace(/\\?[(){}|+?]/g, (token) =>
    token.length === 2 ? token.slice(1) : `\\${token}`,
  );
}

function safeRegExp(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    return new RegExp(source.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), flags);
  }
}

export function* wc(call: Call): Program {
  const { args } = call;
  let exitCode = 0;
  const inputs = yield* inputsOf(call, operandsOf(args), () => (exitCode = 1));
  const all = !['l', 'w', 'c', 'm'].some((letter) => hasFlag(args, letter));
  for (const { path, text } of inputs) {
    const counts = [
      ...(all || hasFlag(args, 'l') ? [text.split('\n').length - 1] : []),
      ...(all || hasFlag(args, 'w')
        ? [text.split(/\s+/).filter((word) => word !== '').length]
        : []),
      ...(all || hasFlag(args, 'c') || hasFlag(args, 'm') ? [text.length] : []),
    ];
    const columns = all ? counts.map((count) => String(count).padStart(9)) : counts.map(String);
    printLine(call, columns.join(' ') + (path === '-' ? '' : ` ${path}`));
  }
  return exitCode;
}

export function* sort(call: Call): Program {
  const { args, streams } = call;
  const inputs = yield* inputsOf(call, operandsOf(args), () => undefined);
  const lines = inputs.flatMap(({ text }) => linesOf(text));
  const byNumber = (a: string, b: string): number => parseFloat(a) - parseFloat(b) || 0;
  const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const sorted = [...lines].sort(hasFlag(args, 'n') ? byNumber : byText);
  if (hasFlag(args, 'r')) sorted.reverse();
  const shown = hasFlag(args, 'u') ? [...new Set(sorted)] : sorted;
  for (const line of shown) streams.stdout.write(`${line}\n`);
  return 0;
}

export function* uniq(call: Call): Program {
  const { args } = call;
  const inputs = yield* inputsOf(call, operandsOf(args), () => undefined);
  const groups: { line: string; count: number }[] = [];
  for (const line of inputs.flatMap(({ text }) => linesOf(text))) {
    const last = groups.at(-1);
    if (last?.line === line) last.count++;
    else groups.push({ line, count: 1 });
  }
  for (const { line, count } of groups)
    if (!hasFlag(args, 'd') || count > 1)
      printLine(call, hasFlag(args, 'c') ? `${String(count).padStart(7)} ${line}` : line);
  return 0;
}

export function* cut(call: Call): Program {
  const { args } = call;
  const delimiter = optionOf(args, 'd') ?? '\t';
  const fields = optionOf(args, 'f');
  const ranges = rangesOf(fields ?? optionOf(args, 'c') ?? optionOf(args, 'b') ?? '1');
  const text = yield* readAll(call.streams.stdin);
  const isIn = (place: number): boolean =>
    ranges.some(([first, last]) => place >= first && place <= last);
  for (const line of linesOf(text)) {
    const parts = fields === undefined ? [...line] : line.split(delimiter);
    const kept = parts.filter((_, place) => isIn(place + 1));
    printLine(
      call,
      parts.length === 1 && fields !== undefined
        ? line
        : kept.join(fields === undefined ? '' : delimiter),
    );
  }
  return 0;
}

function rangesOf(text: string): readonly (readonly [first: number, last: number])[] {
  return text.split(',').map((part) => {
    const [first = '', last] = part.split('-');
    return [
      Number(first || 1),
      last === undefined ? Number(first) : Number(last || Infinity),
    ] as const;
  });
}

export function* tr(call: Call): Program {
  const { args, streams } = call;
  const text = yield* readAll(streams.stdin);
  const [from = '', to = ''] = operandsOf(args).map(characterSet);
  const isComplement = hasFlag(args, 'c') || hasFlag(args, 'C');
  const isIn = (character: string): boolean => from.includes(character) !== isComplement;
  if (hasFlag(args, 'd')) streams.stdout.write([...text].filter((each) => !isIn(each)).join(''));
  else if (hasFlag(args, 's'))
    streams.stdout.write(
      [...text].filter((each, at) => !(isIn(each) && text[at - 1] === each)).join(''),
    );
  else
    streams.stdout.write(
      [...text]
        .map((each) => {
          const place = from.indexOf(each);
          return place < 0 ? each : (to[place] ?? to.at(-1) ?? each);
        })
        .join(''),
    );
  return 0;
}

function characterSet(text: string): string {
  return text
    .replaceAll('[:upper:]', 'A-Z')
    .replaceAll('[:lower:]', 'a-z')
    .replaceAll('[:digit:]', '0-9')
    .replaceAll('[:alnum:]', 'A-Za-z0-9')
    .replace(/\\n/g, '\n')
    .replace(/\\t/g, '\t')
    .replace(/\\r/g, '\r')
    .replace(/(.)-(.)/gs, (_, first: string, last: string) => {
      const codes: number[] = [];
      for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code++) codes.push(code);
      return String.fromCharCode(...codes);
    });
}

/** `s/old/new/g`, `Np`, `N,Mp`, `/text/d`, with -n, -i, -e. */
export function* sed(call: Call): Program {
  const { args, state } = call;
  const scripts = args.filter((_, place) => args[place - 1] === '-e');
  const operands = operandsOf(args).filter((each) => !scripts.includes(each));
  if (scripts.length === 0) scripts.push(operands.shift() ?? '');
  const steps = scripts.flatMap((script) => script.split(/;\s*(?=[\d/s$])/)).map(sedStep);
  if (steps.includes(undefined)) return unsimulated(call, 'this script');
  const inputs = yield* inputsOf(call, operands, () => undefined);
  for (const { path, text } of inputs) {
    const lines = linesOf(text);
    const out = lines.flatMap((line, index) => {
      let now: string | undefined = line;
      const extra: string[] = [];
      for (const step of steps) {
        if (now === undefined || step?.applies(now, index + 1, lines.length) !== true) continue;
        if (step.kind === 'print') extra.push(now);
        else now = step.change(now);
      }
      return now === undefined || hasFlag(args, 'n') ? extra : [...extra, now];
    });
    const result = out.map((line) => `${line}\n`).join('');
    if (args.some((each) => each.startsWith('-i'))) state.files.write(pathOf(call, path), result);
    else call.streams.stdout.write(result);
  }
  return 0;
}

interface SedStep {
  readonly kind: 'print' | 'change';
  applies(line: string, number: number, count: number): boolean;
  change(line: string): string | undefined;
}

function sedStep(script: string): SedStep | undefined {
  const match = /^(?:(\d+|\$)(?:,(\d+|\$))?|\/((?:[^/\\]|\\.)*)\/)?\s*(?:([pd])|s(.)(.*))$/s.exec(
    script.trim(),
  );
  if (match === null) return undefined;
  const [, first, last, text, verb, separator = '/', rest = ''] = match;
  const applies = (line: string, number: number, count: number): boolean => {
    const at = (value: string): number => (value === '$' ? count : Number(value));
    if (text !== undefined) return safeRegExp(regularExpression(text, false), '').test(line);
    return first === undefined || (number >= at(first) && number <= at(last ?? first));
  };
  if (verb !== undefined)
    return { kind: verb === 'p' ? 'print' : 'change', applies, change: () => undefined };
  const [from, to, flags] = rest.split(new RegExp(`(?<!\\\\)\\${separator}`));
  if (from === undefined || to === undefined) return undefined;
  const expression = safeRegExp(
    regularExpression(from, false),
    (flags?.includes('g') === true ? 'g' : '') + (flags?.includes('i') === true ? 'i' : ''),
  );
  const replacement = to
    .replace(/\$/g, '$$$$')
    .replace(/(?<!\\)&/g, '$$&')
    .replace(/\\(\d)/g, '$$$1')
    .replace(/\\(.)/g, '$1');
  return { kind: 'change', applies, change: (line) => line.replace(expression, replacement) };
}

/** `{print $1, $3}` with -F; other programs are not simulated. */
export function* awk(call: Call): Program {
  const { args } = call;
  const separator = optionOf(args, 'F');
  const operands = args.filter((each, at) => !each.startsWith('-') && args[at - 1] !== '-F');
  const match = /^\s*(?:\/(.*)\/)?\s*\{\s*print\s*([^;}]*)\}\s*$/.exec(operands[0] ?? '');
  if (match === null) return unsimulated(call, 'this program');
  const inputs = yield* inputsOf(call, operands.slice(1), () => undefined);
  const filter = match[1] === undefined ? undefined : safeRegExp(match[1], '');
  for (const line of inputs.flatMap(({ text }) => linesOf(text))) {
    if (filter?.test(line) === false) continue;
    const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
    const value = (token: string): string => {
      if (token.startsWith('"')) return token.slice(1, -1);
      if (token === '$0') return line;
      if (token === '$NF') return fields.at(-1) ?? '';
      return token.startsWith('$') ? (fields[Number(token.slice(1)) - 1] ?? '') : '';
    };
    const parts = (match[2] ?? '')
      .split(',')
      .map((part) => (part.match(/"[^"]*"|\$\w+/g) ?? []).map(value).join(''));
    printLine(call, (match[2] ?? '').trim() === '' ? line : parts.join(' '));
  }
  return 0;
}

export function* tee(call: Call): Program {
  const text = yield* readAll(call.streams.stdin);
  const { files, options } = call.state;
  call.streams.stdout.write(text);
  for (const path of operandsOf(call.args)) {
    try {
      const shown = showTimes(text, options.scope.startEpochMs);
      files.write(pathOf(call, path), shown, hasFlag(call.args, 'a'));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return fail(call, `tee: ${path}: ${error.message}`);
    }
  }
  return 0;
}

export function* base64(call: Call): Program {
  const text = yield* contentOf(call, operandsOf(call.args)[0] ?? '-');
  if (hasFlag(call.args, 'd')) call.streams.stdout.write(fromBase64(text));
  else for (const line of toBase64(text).match(/.{1,76}/g) ?? []) printLine(call, line);
  return 0;
}

/** A script goes on as if it had worked; a person at a terminal is told. */
export function unsimulated(call: Call, what: string): number {
  if (!call.state.isBeside && !call.state.isLive) return 0;
  return fail(call, `${call.name}: ${what} is not simulated in this cluster`);
}
