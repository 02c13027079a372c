// Runs the tree of a shell script: lists, loops, branches, pipes, redirections. What the shell itself
// understands is in shellBuiltins.
import { showTimes } from '../printedTime';
import { FileTree } from '../files/fileTree';
import type { Call, Execute } from './call';
import { FILE_TEST } from './testTool';
import { globbedPaths } from './globbing';
import type { Program, ProcessState, Wait } from './process';
import { redirected } from './redirections';
import { Exit, LoopControl, runBuiltin, type ShellMemory } from './shellBuiltins';
import type { Redirect, ShellNode, Word } from './shellTree';
import { expandWord, type Expander } from './shellWords';
import { BufferOutput, LogOutput, TextInput, type CommandStreams } from './streams';
import { isExecutable } from './tools';

/** After so many loop rounds without an event the program waits for the clock. */
const ROUNDS_AHEAD = 500;
/** Commands that change nothing and look at nothing outside: a round of them can be repeated. */
const CHANGES_NOTHING =
  /^(?:echo|printf|sleep|date|true|false|:|\[|test|hostname|env|seq|pwd|whoami|id|expr)$/;

export interface ShellStart {
  readonly call: Call;
  readonly execute: Execute;
  /** `$0`, `$1` ... */
  readonly positional: readonly string[];
  readonly stopsOnError: boolean;
}

export class Shell {
  readonly #call: Call;
  readonly #state: ProcessState;
  readonly #execute: Execute;
  readonly #memory: ShellMemory;
  readonly #words: Expander;
  #streams: CommandStreams;
  /** Counts what a repeated loop round could not repeat: questions to the outside, files, ports. */
  #sideEffects = 0;
  #rounds = 0;

  constructor({ call, execute, positional, stopsOnError }: ShellStart) {
    this.#call = call;
    this.#state = call.state;
    this.#execute = execute;
    this.#streams = call.streams;
    this.#memory = {
      variables: new Map(Object.entries(call.environment)),
      exported: new Set(Object.keys(call.environment)),
      positional,
      cwd: call.cwd,
      status: 0,
      stopsOnError,
    };
    this.#words = {
      parameter: (name) => this.#parameter(name),
      assign: (name, value) => {
        this.#memory.variables.set(name, value);
      },
      run: (script) => this.#capture(script),
      glob: (pattern) => this.#glob(pattern),
    };
  }

  get cwd(): string {
    return this.#memory.cwd;
  }

  get status(): number {
    return this.#memory.status;
  }

  set status(code: number) {
    this.#memory.status = code;
  }

  *run(tree: ShellNode): Program {
    return (yield* this.runInteractive(tree)) ?? this.#memory.status;
  }

  /** Undefined where the shell goes on; the exit code where it was left. */
  *runInteractive(tree: ShellNode): Generator<Wait, number | undefined> {
    const streams = this.#streams;
    try {
      yield* this.#node(tree);
      return undefined;
    } catch (error) {
      if (error instanceof Exit) return error.code;
      if (error instanceof LoopControl) return undefined;
      throw error;
    } finally {
      this.#streams = streams;
    }
  }

  *#node(node: ShellNode): Generator<Wait, void> {
    switch (node.kind) {
      case 'list':
        return yield* this.#list(node);
      case 'pipeline':
        return yield* this.#pipeline(node);
      case 'simple':
        return yield* this.#simple(node);
      case 'group':
        return yield* this.#group(node);
      case 'if':
        return yield* this.#if(node);
      case 'loop':
        return yield* this.#loop(node);
      case 'for':
        return yield* this.#for(node);
    }
  }

  *#list(node: ShellNode & { kind: 'list' }): Generator<Wait, void> {
    const memory = this.#memory;
    let before = ';';
    for (const { node: item, operator } of node.items) {
      const skipped =
        (before === '&&' && memory.status !== 0) || (before === '||' && memory.status === 0);
      if (!skipped) {
        if (operator === '&') yield* this.#background(item);
        else yield* this.#node(item);
        const isTested = operator === '&&' || operator === '||';
        if (memory.stopsOnError && memory.status !== 0 && !isTested) throw new Exit(memory.status);
      }
      before = operator;
    }
  }

  /** A command in the background takes no time of the script's; a server goes on listening. */
  *#background(node: ShellNode): Generator<Wait, void> {
    const startMs = this.#state.timeMs;
    const { term, isLive } = this.#state;
    this.#state.isLive = false;
    for (const wait of this.#node(node)) {
      if (wait === Infinity || wait === 'input') break;
      if (!isLive) yield wait;
    }
    this.#state.timeMs = startMs;
    this.#state.term = term;
    this.#state.isLive = isLive;
    this.#memory.status = 0;
  }

  /** One command after the other, each with all that the one before has written. */
  *#pipeline(node: ShellNode & { kind: 'pipeline' }): Generator<Wait, void> {
    const outer = this.#streams;
    let { stdin } = outer;
    let isEndless = false;
    try {
      for (const [index, command] of node.commands.entries()) {
        if (index === node.commands.length - 1) {
          this.#streams = { ...outer, stdin };
          yield* this.#node(command);
          continue;
        }
        const pipe = new BufferOutput();
        this.#streams = { ...outer, stdin, stdout: pipe };
        for (const wait of this.#node(command)) {
          isEndless ||= wait === Infinity;
          if (wait === Infinity) break;
          yield wait;
        }
        stdin = new TextInput(showTimes(pipe.text, this.#state.options.scope.startEpochMs));
      }
    } finally {
      this.#streams = outer;
    }
    while (isEndless) yield Infinity;
    if (node.negated) this.#memory.status = this.#memory.status === 0 ? 1 : 0;
  }

  *#group(node: ShellNode & { kind: 'group' }): Generator<Wait, void> {
    const outer = this.#streams;
    const { cwd, variables } = this.#memory;
    const kept = node.isSubshell ? new Map(variables) : undefined;
    try {
      const streams = yield* this.#redirected(node.redirects);
      if (streams === undefined) return;
      this.#streams = streams;
      yield* this.#node(node.body);
    } catch (error) {
      if (!(node.isSubshell && error instanceof Exit)) throw error;
      this.#memory.status = error.code;
    } finally {
      this.#streams = outer;
      if (kept !== undefined) {
        this.#memory.cwd = cwd;
        this.#memory.variables = kept;
      }
    }
  }

  *#if(node: ShellNode & { kind: 'if' }): Generator<Wait, void> {
    for (const { condition, body } of node.branches) {
      if (yield* this.#holds(condition)) return yield* this.#node(body);
    }
    this.#memory.status = 0;
    if (node.otherwise !== undefined) yield* this.#node(node.otherwise);
  }

  /** A failing condition does not end a `set -e` script. */
  *#holds(condition: ShellNode): Generator<Wait, boolean> {
    const stop = this.#memory.stopsOnError;
    this.#memory.stopsOnError = false;
    yield* this.#node(condition);
    this.#memory.stopsOnError = stop;
    return this.#memory.status === 0;
  }

  *#loop(node: ShellNode & { kind: 'loop' }): Generator<Wait, void> {
    for (;;) {
      const before = this.#snapshot();
      const startMs = this.#state.timeMs;
      const firstLine = this.#state.lineCount;
      if ((yield* this.#holds(node.condition)) === node.until) break;
      if (yield* this.#body(node.body)) break;
      if (this.#canRepeat && firstLine !== undefined && this.#snapshot() === before) {
        return yield* this.#repeat(firstLine, startMs);
      }
      yield* this.#keepPace(startMs);
    }
    this.#memory.status = 0;
  }

  get #canRepeat(): boolean {
    return !this.#state.isLive && this.#streams.stdout instanceof LogOutput;
  }

  /** The round changed nothing, so all later ones will be the same. */
  *#repeat(firstLine: number, startMs: number): Generator<Wait, void> {
    if (this.#state.timeMs === startMs) this.#state.timeMs += 1;
    this.#state.repeatFrom(firstLine, startMs);
    for (;;) yield Infinity;
  }

  *#for(node: ShellNode & { kind: 'for' }): Generator<Wait, void> {
    const words = yield* this.#expandAll(node.words);
    for (const value of node.words.length > 0 ? words : this.#memory.positional.slice(1)) {
      this.#memory.variables.set(node.name, value);
      const startMs = this.#state.timeMs;
      if (yield* this.#body(node.body)) break;
      yield* this.#keepPace(startMs);
    }
  }

  /** True where the body left the loop. */
  *#body(body: ShellNode): Generator<Wait, boolean> {
    try {
      yield* this.#node(body);
      return false;
    } catch (error) {
      if (error instanceof LoopControl) return !error.again;
      throw error;
    }
  }

  /** Not too far ahead of the clock; and a busy loop takes time too. */
  *#keepPace(startMs: number): Generator<Wait, void> {
    if (this.#state.timeMs === startMs) this.#state.timeMs += 1;
    if (this.#state.isLive || ++this.#rounds % ROUNDS_AHEAD === 0) yield this.#state.timeMs;
  }

  #snapshot(): string {
    const { variables, cwd } = this.#memory;
    return `${this.#sideEffects} ${cwd} ${JSON.stringify([...variables])}`;
  }

  *#simple(node: ShellNode & { kind: 'simple' }): Generator<Wait, void> {
    const memory = this.#memory;
    const argv = yield* this.#expandAll(node.words);
    const own = new Map<string, string>();
    for (const { name, value } of node.assignments) {
      const text = (yield* expandWord(value, this.#words)).join(' ');
      if (argv.length === 0) memory.variables.set(name, text);
      else own.set(name, text);
    }
    const streams = yield* this.#redirected(node.redirects);
    if (streams === undefined) return;
    const [name] = argv;
    if (name === undefined) {
      memory.status = 0;
      return;
    }
    const args = argv.slice(1);
    const isReplaced = name === 'exec' && args.length === 0;
    if (isReplaced) this.#streams = streams;
    const call: Call = { ...this.#call, name, args, streams, cwd: memory.cwd };
    const builtin = runBuiltin(call, memory, {
      external: (argv) =>
        this.#external({ ...call, name: argv[0] ?? '', args: argv.slice(1) }, own),
      run: (tree) => this.#node(tree),
      parameter: (parameter) => this.#parameter(parameter),
    });
    if (builtin === undefined) yield* this.#external(call, own);
    else memory.status = yield* builtin;
  }

  *#external(call: Call, own: ReadonlyMap<string, string>): Generator<Wait, number> {
    const { name } = call;
    const memory = this.#memory;
    if (name !== ':' && !isExecutable(this.#state.options.image, name) && !this.#isFile(name)) {
      const text = this.#call.name === 'bash' ? 'bash: %: command not found' : 'sh: %: not found';
      call.streams.stderr.write(`${text.replace('%', name)}\n`);
      return (memory.status = 127);
    }
    if (!CHANGES_NOTHING.test(name) || call.args.some((each) => FILE_TEST.test(each)))
      this.#sideEffects++;
    const { startEpochMs } = this.#state.options.scope;
    const prints = name === 'echo' || name === 'printf';
    const args = prints ? call.args : call.args.map((text) => showTimes(text, startEpochMs));
    memory.status = yield* this.#execute({
      ...call,
      args,
      environment: { ...this.#environment(), ...Object.fromEntries(own) },
    });
    if (this.#state.isLive) yield this.#state.timeMs;
    return memory.status;
  }

  #environment(): Readonly<Record<string, string>> {
    const { exported, variables } = this.#memory;
    return Object.fromEntries([...exported].map((name) => [name, variables.get(name) ?? '']));
  }

  /** A script or program by its path. */
  #isFile(name: string): boolean {
    return (
      name.includes('/') &&
      this.#state.hasFiles &&
      this.#state.files.get(FileTree.absolute(name, this.#memory.cwd))?.kind === 'file'
    );
  }

  *#redirected(redirects: readonly Redirect[]): Generator<Wait, CommandStreams | undefined> {
    if (redirects.length === 0) return this.#streams;
    const streams = yield* redirected(redirects, this.#streams, {
      call: this.#call,
      cwd: this.cwd,
      expand: (word) => expandWord(word, this.#words),
      touched: () => {
        this.#sideEffects++;
      },
    });
    if (streams === undefined) this.#memory.status = 1;
    return streams;
  }

  *#expandAll(words: readonly Word[]): Generator<Wait, readonly string[]> {
    const expanded: string[] = [];
    for (const word of words) expanded.push(...(yield* expandWord(word, this.#words)));
    return expanded;
  }

  *#glob(pattern: string): Generator<Wait, readonly string[] | undefined> {
    yield this.#state.timeMs;
    this.#sideEffects++;
    return globbedPaths(pattern, this.cwd, this.#state.files);
  }

  *#capture(script: ShellNode): Generator<Wait, string> {
    const outer = this.#streams;
    const output = new BufferOutput();
    this.#streams = { ...outer, stdout: output };
    try {
      yield* this.#node(script);
    } catch (error) {
      if (!(error instanceof Exit)) throw error;
      this.#memory.status = error.code;
    } finally {
      this.#streams = outer;
    }
    return output.text.replace(/\n+$/, '');
  }

  #parameter(name: string): string {
    const { positional, status, variables } = this.#memory;
    if (name === '?') return String(status);
    if (name === '#') return String(Math.max(0, positional.length - 1));
    if (name === '@' || name === '*') return positional.slice(1).join(' ');
    if (name === '$') return '1';
    if (/^\d$/.test(name)) return positional[Number(name)] ?? '';
    // One fixed roll of the dice keeps a run repeatable.
    if (name === 'RANDOM') return '16384';
    if (name === 'PWD') return this.cwd;
    return variables.get(name) ?? '';
  }
}
