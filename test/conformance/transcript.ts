// Transcripts: what a person types and what the real tools answer, as text. A transcript is a test:
//
//     # Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_get/
//     $ kubectl get pods
//     NAME       READY   STATUS    RESTARTS   AGE
//     web-<id>   1/1     Running   0          <age>
//     $ kubectl get pod nobody
//     Error from server (NotFound): pods "nobody" not found
//     [1]
//
// `$` runs a command in bash, `$~` runs it again until the answer is the expected one (at most 30 s), `>` goes on with
// the command (heredocs). What follows is stdout, then stderr, then the exit code in brackets where it is not 0.
// Placeholders: <age> <seen> <ip> <id> <n> <time> <date> <uid> <from> <text>; a line `...` stands for any lines. Runs
// of spaces are one. Lines with `#` before the first command are the header, which names the sources of what is expected.
// `! fault node-partition node=worker-1` breaks something, `! lift` undoes all of it, `! ahead 300s` lets time pass at once;
// `! pause` lets it stand still whatever is typed, and `$~` step from second to second, until `! resume`: for answers that
// are true for a moment only.
import type { FaultInput } from '../../src/cluster/faults/clusterFaults';

export interface TranscriptStep {
  /** As it is typed; of a line with `!`, all of it. */
  readonly command: string;
  /** In place of a command. */
  readonly fault?: FaultInput;
  /** In place of a command: how much virtual time passes. */
  readonly aheadMs?: number;
  /** In place of a command: whether time stands still from here on. */
  readonly pauses?: boolean;
  readonly retries: boolean;
  readonly expected: readonly string[];
  readonly code: number;
  /** Of the command, counted from 1. */
  readonly line: number;
}

export interface Transcript {
  /** Values of `# name: value` lines, by lower-case name: `source`, `speed`, `versions`, `servers` (control plane nodes). */
  readonly header: ReadonlyMap<string, string>;
  readonly steps: readonly TranscriptStep[];
}

type Draft = { -readonly [K in keyof TranscriptStep]: TranscriptStep[K] } & { expected: string[] };

export function parseTranscript(text: string): Transcript {
  const header = new Map<string, string>();
  const steps: Draft[] = [];
  let inHeredoc = false;
  for (const [index, line] of text.split('\n').entries()) {
    const step = steps.at(-1);
    const command = /^\$(~?) (.*)$/.exec(line);
    if (command !== null) {
      const [, retry = '', typed = ''] = command;
      steps.push({ command: typed, retries: retry !== '', expected: [], code: 0, line: index + 1 });
      inHeredoc = true;
    } else if (line.startsWith('! ')) {
      const base = { command: line, retries: false, expected: [], code: 0, line: index + 1 };
      steps.push({ ...base, ...directiveOf(line) });
      inHeredoc = false;
    } else if (inHeredoc && step !== undefined && line.startsWith('> ')) {
      step.command += `\n${line.slice(2)}`;
    } else if (line.startsWith('#') && step === undefined) {
      const [, name, value] = /^# (\w+): (.*)$/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) header.set(name.toLowerCase(), value);
    } else if (step !== undefined) {
      inHeredoc = false;
      const code = /^\[(\d+)\]$/.exec(line)?.[1];
      if (code === undefined) step.expected.push(line);
      else step.code = Number(code);
    }
  }
  return { header, steps: steps.map((step) => ({ ...step, expected: trimmed(step.expected) })) };
}

/** `! ahead 90s`, `! pause`, `! lift`, `! fault component-stop node=control-plane component=etcd` */
function directiveOf(line: string): Pick<TranscriptStep, 'fault' | 'aheadMs' | 'pauses'> {
  if (line === '! pause' || line === '! resume') return { pauses: line === '! pause' };
  const aheadMs = Number(/^! ahead (\d+)s$/.exec(line)?.[1] ?? 0) * 1000;
  return aheadMs > 0 ? { aheadMs } : { fault: faultOf(line) };
}

function faultOf(line: string): FaultInput {
  const [, verb, id = '', ...target] = line.split(' ');
  if (verb === 'lift') return { type: 'liftAllFaults' };
  if (verb !== 'fault') throw new Error(`none of fault, lift, ahead, pause and resume: ${line}`);
  const fields = target.map((word): readonly [string, string] => {
    const [name = '', value = ''] = word.split('=');
    return [name, value];
  });
  return { type: 'fault', fault: id, target: Object.fromEntries(fields) };
}

/** What client-go logs of a watch that its own time limit ends: sometimes, as its clocks happen to run. */
const ENDED_WATCH = /^[IWE]\d{4} \S+ +\d+ reflector\.go:\d+\] /;

/** Where an answer leaves what is expected; undefined where it does not. */
export function mismatch(expected: readonly string[], actual: string): string | undefined {
  const lines = trimmed(actual.split('\n').filter((line) => !ENDED_WATCH.test(line)));
  const patterns = expected.map((line) => (line === '...' ? undefined : linePattern(line)));
  if (matches(patterns, lines)) return undefined;
  return ['expected:', ...expected, 'but was:', ...lines].join('\n');
}

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  age: '(?:\\d+[smhdy])+',
  // Of events: how long ago, and how often.
  seen: '(?:\\d+[smhdy])+(?: \\(x\\d+ over (?:\\d+[smhdy])+\\))?',
  ip: '\\d+\\.\\d+\\.\\d+\\.\\d+',
  id: '[a-z0-9]+',
  n: '\\d+',
  time: '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z',
  date: '\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}',
  uid: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
  text: '.*',
  // kubectl says since 1.33 where an object was.
  from: '(?: from [a-z-]+ namespace)?',
};

function linePattern(line: string): RegExp {
  const source = squeezed(line)
    .split(/(<\w+>)/)
    .map((part) => {
      const placeholder = part.startsWith('<') ? PLACEHOLDERS[part.slice(1, -1)] : undefined;
      return placeholder ?? part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`);
}

/** Undefined patterns stand for any number of lines. */
function matches(patterns: readonly (RegExp | undefined)[], lines: readonly string[]): boolean {
  const [first, ...rest] = patterns;
  if (patterns.length === 0) return lines.length === 0;
  if (first === undefined) {
    return lines.some((_, skipped) => matches(rest, lines.slice(skipped))) || matches(rest, []);
  }
  const [line, ...others] = lines;
  return line !== undefined && first.test(squeezed(line)) && matches(rest, others);
}

/** The indentation stays; what aligns columns does not. */
function squeezed(line: string): string {
  return line.trimEnd().replace(/(?<=\S)(?: {2,}| *\t)[ \t]*/g, '  ');
}

/** Without empty lines at the end. */
function trimmed(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return lines.slice(0, last + 1);
}
