// What a debugger asks about a moment at which time stands: threads, their stacks, variables,
// sources. Gives the bodies of the Debug Adapter Protocol's answers.
import { Handles } from '@vscode/debugadapter';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { KnownResources } from '../../views/findResource';
import { CommandWordsError } from '../../views/debugger/commandWords';
import { evaluate } from '../../views/debugger/expression';
import { MomentView, type Frame } from '../../views/debugger/momentView';
import { Threads } from '../../views/debugger/threads';
import type { VariableNode } from '../../views/debugger/variableTree';
import { dataIdOf } from './breakpointRequests';
import type { Stand } from './mover';

export class Inspector {
  readonly #resources: () => KnownResources;
  readonly #threads: Threads;
  readonly #frames = new Handles<Frame>();
  readonly #variables = new Handles<() => readonly VariableNode[]>();
  #view: MomentView | undefined;
  /** The learner has not asked for what happened here: no editor comes up for it. */
  #isQuiet = false;

  /** `nodes` by name. */
  constructor(nodes: readonly string[], resources: () => KnownResources) {
    this.#threads = new Threads(nodes);
    this.#resources = resources;
  }

  /** Looks at this moment from now on; returns the thread of who acted in it. */
  lookAt({ cluster, entry, executedEvents, reason }: Stand): number {
    this.#isQuiet = reason === 'entry' || reason === 'pause';
    this.#frames.reset();
    this.#variables.reset();
    this.#view = new MomentView(cluster, { entry, executedEvents, resources: this.#resources() });
    this.#threads.forgetAfter(entry);
    for (const { writer, entry: last } of this.#view.recentWriters()) {
      this.#threads.note(writer, last);
    }
    return this.#threads.note(this.#view.actor, entry).id;
  }

  threads(): Dap.ThreadsResponse['body'] {
    return { threads: this.#threads.all.map(({ id, name }) => ({ id, name })) };
  }

  stackTrace({
    threadId,
    startFrame = 0,
    levels = 0,
  }: Dap.StackTraceArguments): Dap.StackTraceResponse['body'] {
    const entry = this.#threads.byId(threadId)?.lastEntry ?? 0;
    const frames = this.#view?.stack(entry) ?? [];
    const end = levels > 0 ? startFrame + levels : undefined;
    const stackFrames = frames.slice(startFrame, end).map((frame): Dap.StackFrame => {
      const id = this.#frames.create(frame);
      return {
        id,
        name: frame.text,
        line: frame.line,
        column: 1,
        ...(frame.sourceName === undefined
          ? { presentationHint: isFromOutside(frame) ? 'normal' : 'subtle' }
          : { source: this.#source(frame.sourceName, id) }),
      };
    });
    return { stackFrames, totalFrames: frames.length };
  }

  #source(name: string, sourceReference: number): Dap.Source {
    return this.#isQuiet
      ? { name, sourceReference, presentationHint: 'deemphasize' }
      : { name, sourceReference };
  }

  scopes({ frameId }: Dap.ScopesArguments): Dap.ScopesResponse['body'] {
    const frame = this.#frame(frameId);
    const scopes = frame === undefined ? [] : (this.#view?.scopes(frame) ?? []);
    return {
      scopes: scopes.map(({ name, variables }) => ({
        name,
        variablesReference: this.#variables.create(variables),
        expensive: false,
      })),
    };
  }

  variables({
    variablesReference,
    start = 0,
    count = 0,
  }: Dap.VariablesArguments): Dap.VariablesResponse['body'] {
    const children = this.#children(variablesReference);
    const end = count > 0 ? start + count : undefined;
    return { variables: children.slice(start, end).map((child) => this.#variable(child)) };
  }

  /** Throws CommandWordsError or ApiStatusError for what cannot be looked up. */
  evaluate({ expression }: Dap.EvaluateArguments): Dap.EvaluateResponse['body'] {
    const api = this.#view?.api;
    if (api === undefined) throw new CommandWordsError('Time has not stopped yet.');
    const { value, ...rest } = this.#variable(evaluate(expression, api, this.#resources()));
    return { ...rest, result: value };
  }

  source({ sourceReference }: Dap.SourceArguments): Dap.SourceResponse['body'] {
    return { content: this.#frame(sourceReference)?.source() ?? '', mimeType: 'text/x-yaml' };
  }

  dataBreakpointInfo({
    variablesReference = 0,
    name,
  }: Dap.DataBreakpointInfoArguments): Dap.DataBreakpointInfoResponse['body'] {
    const field = this.#children(variablesReference).find((child) => child.name === name)?.field;
    if (field === undefined) {
      const description = 'Only of what is in the cluster now a change can be waited for.';
      return { dataId: null, description };
    }
    return {
      dataId: dataIdOf(field),
      description: `${field.plural}/${field.name} ${field.path}`.trimEnd(),
      accessTypes: ['write'],
      canPersist: true,
    };
  }

  /** Undefined where the number is of an earlier moment. */
  #frame(id: number): Frame | undefined {
    // The library's type says that there always is one.
    return this.#frames.get(id);
  }

  #children(reference: number): readonly VariableNode[] {
    // The library's type says that there always are some.
    const children = this.#variables.get(reference) as (() => readonly VariableNode[]) | undefined;
    return children?.() ?? [];
  }

  #variable({
    name,
    value,
    expression,
    children,
    childCount,
    indexed,
  }: VariableNode): Dap.Variable {
    return {
      name,
      value,
      variablesReference: children === undefined ? 0 : this.#variables.create(children),
      ...(expression === undefined ? {} : { evaluateName: expression }),
      ...(childCount !== undefined && indexed === true ? { indexedVariables: childCount } : {}),
    };
  }
}

/** Where it all began is never folded away. */
function isFromOutside({ step: { component } }: Frame): boolean {
  return component === 'outside' || component === 'hardware';
}
