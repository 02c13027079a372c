// A small POSIX shell: runs a script's tree in the process' own time.
// Worked example: `until nslookup db; do sleep 2; done` yields at 0, 2.01, 4.02 s ... to look the
// name up; `while true; do echo hi; sleep 5; done` is seen to repeat itself and yields Infinity.
import type { ProcessState, Program } from './process';
import { parseShell, ShellSyntaxError } from './shellSyntax';
import type { ShellNode, Word } from './shellTree';
import { evaluateArithmetic, expandWord, type Expander } from './shellWords';
import { isExecutable } from './tools';

/** Runs anything that is no builtin. */
export type Execute = (state: ProcessState, argv: readonly string[]) => Program;

/** After so many loop rounds without an event the program waits for the clock. */
const ROUNDS_AHEAD = 500;

/** How a list ended other than by its last command. */
class Exit extends Error {
  readonly code: number;
  constructor(code: number) {
    super('exit');
    this.code = code;
  }
}
class LoopControl extends Error {
  readonly again: boolean;
  constructor(again: boolean) {
    super('loop control');
    this.again = again;
  }
}

/** `sh -c SCRIPT`; without a script the shell ends, or waits at its terminal. */
export function* runShell(state: ProcessState, argv: readonly string[], execute: Execute): Program {
  const flag = argv.findIndex((argument) => /^-\w*c\w*$/.test(argument));
  const script = flag < 0 ? undefined : argv[flag + 1];
  if (script === undefined) {
    if (argv.length > 1 || state.options.hasTerminal) yield Infinity;
    return 0;
  }
  let tree: ShellNode;
  try {
    tree = parseShell(script);
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    return yield* runUnreadable(state, script, execute);
  }
  const shell = new Shell(state, execute, argv.slice(flag + 2), /^-\w*e/.test(argv[flag] ?? ''));
  return yield* shell.run(tree);
}

/** A script beyond the syntax known here: the server that it names, or something that goes on. */
function* runUnreadable(state: ProcessState, script: string, execute: Execute): Program {
  const main = state.options.image.binaries[0];
  if (main !== undefined && script.includes(main.slice(main.lastIndexOf('/') + 1))) {
    return yield* execute(state, [main]);
  }
  yield Infinity;
  return 0;
}

class Shell {
  readonly #state: ProcessState;
  readonly #execute: Execute;
  readonly #variables = new Map<string, string>();
  readonly #positional: readonly string[];
  readonly #words: Expander;
  #stopOnError: boolean;
  #status = 0;
  /** Counts what a repeated loop round could not repeat: questions to the outside, files, ports. */
  #sideEffects = 0;
  #rounds = 0;

  constructor(
    state: ProcessState,
    execute: Execute,
    positional: readonly string[],
    stopOnError: boolean,
  ) {
    this.#state = state;
    this.#execute = execute;
    this.#positional = positional;
    this.#stopOnError = stopOnError;
    this.#words = {
      parameter: (name) => this.#parameter(name),
      assign: (name, value) => {
        this.#variables.set(name, value);
      },
      run: (script) => this.#capture(script),
    };
  }

  *run(tree: ShellNode): Program {
    try {
      yield* this.#node(tree);
      return this.#status;
    } catch (error) {
      if (error instanceof Exit) return error.code;
      if (error instanceof LoopControl) return this.#status;
      throw error;
    }
  }

  *#node(node: ShellNode): Generator<number, void> {
    switch (node.kind) {
      case 'list':
        return yield* this.#list(node);
      case 'pipeline':
        for (const command of node.commands) yield* this.#node(command);
        if (node.negated) this.#status = this.#status === 0 ? 1 : 0;
        return;
      case 'simple':
        return yield* this.#simple(node);
      case 'if':
        return yield* this.#if(node);
      case 'loop':
        return yield* this.#loop(node);
      case 'for':
        return yield* this.#for(node);
    }
  }

  *#list(node: ShellNode & { kind: 'list' }): Generator<number, void> {
    let before = ';';
    for (const { node: item, operator } of node.items) {
      const skipped =
        (before === '&&' && this.#status !== 0) || (before === '||' && this.#status === 0);
      if (!skipped) {
        if (operator === '&') yield* this.#background(item);
        else yield* this.#node(item);
        const isTested = operator === '&&' || operator === '||';
        if (this.#stopOnError && this.#status !== 0 && !isTested) throw new Exit(this.#status);
      }
      before = operator;
    }
  }

  /** A command in the background takes no time of the script's; a server goes on listening. */
  *#background(node: ShellNode): Generator<number, void> {
    const startMs = this.#state.timeMs;
    const { term } = this.#state;
    for (const resumeMs of this.#node(node)) {
      if (resumeMs === Infinity) break;
      yield resumeMs;
    }
    this.#state.timeMs = startMs;
    this.#state.term = term;
    this.#status = 0;
  }

  *#if(node: ShellNode & { kind: 'if' }): Generator<number, void> {
    for (const { condition, body } of node.branches) {
      if (yield* this.#holds(condition)) return yield* this.#node(body);
    }
    this.#status = 0;
    if (node.otherwise !== undefined) yield* this.#node(node.otherwise);
  }

  /** A failing condition does not end a `set -e` script. */
  *#holds(condition: ShellNode): Generator<number, boolean> {
    const stop = this.#stopOnError;
    this.#stopOnError = false;
    yield* this.#node(condition);
    this.#stopOnError = stop;
    return this.#status === 0;
  }

  *#loop(node: ShellNode & { kind: 'loop' }): Generator<number, void> {
    for (;;) {
      const before = this.#snapshot();
      const startMs = this.#state.timeMs;
      if ((yield* this.#holds(node.condition)) === node.until) break;
      if (yield* this.#body(node.body)) break;
      if (this.#snapshot() === before) return yield* this.#repeat(startMs);
      yield* this.#keepPace(startMs);
    }
    this.#status = 0;
  }

  /** The round changed nothing, so all later ones will be the same. */
  *#repeat(startMs: number): Generator<number, void> {
    this.#state.repeatFrom(startMs);
    for (;;) yield Infinity;
  }

  *#for(node: ShellNode & { kind: 'for' }): Generator<number, void> {
    for (const value of yield* this.#expandAll(node.words)) {
      this.#variables.set(node.name, value);
      const startMs = this.#state.timeMs;
      if (yield* this.#body(node.body)) break;
      yield* this.#keepPace(startMs);
    }
  }

  /** True where the body left the loop. */
  *#body(body: ShellNode): Generator<number, boolean> {
    try {
      yield* this.#node(body);
      return false;
    } catch (error) {
      if (error instanceof LoopControl) return !error.again;
      throw error;
    }
  }

  /** Not too far ahead of the clock; and a busy loop takes time too. */
  *#keepPace(startMs: number): Generator<number, void> {
    if (this.#state.timeMs === startMs) this.#state.timeMs += 1;
    if (++this.#rounds % ROUNDS_AHEAD === 0) yield this.#state.timeMs;
  }

  #snapshot(): string {
    return `${String(this.#sideEffects)} ${JSON.stringify([...this.#variables])}`;
  }

  *#simple(node: ShellNode & { kind: 'simple' }): Generator<number, void> {
    const argv = yield* this.#expandAll(node.words);
    for (const { name, value } of node.assignments) {
      this.#variables.set(name, (yield* expandWord(value, this.#words)).join(' '));
    }
    const target = node.redirects.find((redirect) => redirect.operator !== '<')?.target;
    const path =
      target === undefined ? undefined : (yield* expandWord(target, this.#words)).join(' ');
    const printed = this.#state.output.length;
    if (argv.length === 0) this.#status = 0;
    else yield* this.#command(argv);
    if (path !== undefined) {
      this.#state.output.length = Math.min(printed, this.#state.output.length);
      if (!path.startsWith('/dev/') && this.#state.hasFile(path, this.#state.timeMs) !== true) {
        this.#sideEffects++;
        this.#state.setFile(path, true);
      }
    }
  }

  *#command(argv: readonly string[]): Generator<number, void> {
    const [name = '', ...args] = argv;
    switch (name) {
      case 'exit':
        throw new Exit(Number(args[0] ?? this.#status) & 255);
      case 'break':
      case 'continue':
        throw new LoopControl(name === 'continue');
      case 'set':
        if (args.some((argument) => /^-\w*e/.test(argument))) this.#stopOnError = true;
        this.#status = 0;
        return;
      case 'export':
      case 'local':
      case 'readonly':
        for (const argument of args) this.#assignText(argument);
        this.#status = 0;
        return;
      case 'let':
        for (const argument of args) this.#assignText(argument);
        this.#status = 0;
        return;
      case 'trap':
        this.#trap(args);
        return;
      case 'wait':
        // What was started in the background either goes on for good or is long done.
        if (!this.#state.listens) return;
        yield Infinity;
        return;
      case 'exec': {
        if (args.length === 0) return;
        yield* this.#external(args);
        throw new Exit(this.#status);
      }
      default:
        yield* this.#external(argv);
    }
  }

  *#external(argv: readonly string[]): Generator<number, void> {
    const [name = ''] = argv;
    const { image } = this.#state.options;
    if (name !== ':' && !isExecutable(image, name)) {
      this.#state.print(`sh: ${name}: not found`);
      this.#status = 127;
      return;
    }
    const changesNothing =
      /^(?:echo|printf|sleep|date|true|false|:|\[|test|hostname|cat|env)$/.test(name);
    if (!changesNothing) this.#sideEffects++;
    this.#status = yield* this.#execute(this.#state, argv);
  }

  #assignText(argument: string): void {
    const match = /^([A-Za-z_]\w*)([-+]?)=(.*)$/s.exec(argument);
    if (match?.[1] === undefined) return;
    const value =
      match[2] === ''
        ? (match[3] ?? '')
        : `${this.#parameter(match[1])}${match[2] ?? ''}(${match[3] ?? ''})`;
    this.#variables.set(
      match[1],
      match[2] === '' ? value : String(evaluateArithmetic(value, (name) => this.#parameter(name))),
    );
  }

  #trap(args: readonly string[]): void {
    const [handler = '', ...signals] = args;
    if (!signals.some((signal) => /^(?:SIG)?TERM$|^15$/.test(signal))) return;
    const exit = /exit\s*(\d*)/.exec(handler);
    this.#state.term =
      handler === '' ? undefined : { afterMs: 50, exitCode: Number(exit?.[1] ?? '') || 0 };
    this.#status = 0;
  }

  *#expandAll(words: readonly Word[]): Generator<number, readonly string[]> {
    const expanded: string[] = [];
    for (const word of words) expanded.push(...(yield* expandWord(word, this.#words)));
    return expanded;
  }

  *#capture(script: ShellNode): Generator<number, string> {
    const printed = this.#state.output.length;
    yield* this.#node(script);
    return this.#state.output
      .splice(printed)
      .map((line) => line.text)
      .join('\n');
  }

  #parameter(name: string): string {
    if (name === '?') return String(this.#status);
    if (name === '#') return String(Math.max(0, this.#positional.length - 1));
    if (name === '@' || name === '*') return this.#positional.slice(1).join(' ');
    if (/^\d$/.test(name)) return this.#positional[Number(name)] ?? '';
    // One fixed roll of the dice keeps a run repeatable.
    if (name === 'RANDOM') return '16384';
    return this.#variables.get(name) ?? this.#state.options.environment[name] ?? '';
  }
}
