// The cluster as a program under a debugger: components are its threads, the chain of causes is the
// stack, objects are the variables, and the keys that step through a program step through time.
// Speaks the Debug Adapter Protocol and knows no VS Code.
// Source: https://microsoft.github.io/debug-adapter-protocol/specification
import {
  ContinuedEvent,
  DebugSession,
  InitializedEvent,
  OutputEvent,
  StoppedEvent,
  TerminatedEvent,
} from '@vscode/debugadapter';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { isApiError } from '../../apimachinery/apiStatus';
import { CommandWordsError } from '../../views/debugger/commandWords';
import { BREAKPOINT_FILTERS } from './breakpointFilters';
import { BreakpointRequests, type BreakpointContext } from './breakpointRequests';
import { Inspector } from './inspector';
import { Mover, type DebuggedSession, type Stand } from './mover';
import { Stops } from './stops';

export interface ClusterDebugOptions extends Pick<
  BreakpointContext,
  'resources' | 'readText' | 'inSlices'
> {
  readonly session: DebuggedSession;
  /** A bug of ours. */
  readonly onBug: (error: unknown) => void;
}

const CAPABILITIES: Dap.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsFunctionBreakpoints: true,
  supportsDataBreakpoints: true,
  supportsStepBack: true,
  supportsEvaluateForHovers: true,
  supportsExceptionFilterOptions: true,
};

export class ClusterDebugSession extends DebugSession {
  readonly #options: ClusterDebugOptions;
  readonly #stops = new Stops();
  readonly #breakpoints: BreakpointRequests;
  #inspector: Inspector;
  #mover: Mover | undefined;
  #wasPlaying = false;

  constructor(options: ClusterDebugOptions) {
    super();
    this.#options = options;
    this.#breakpoints = new BreakpointRequests({
      ...options,
      stops: this.#stops,
      isThere: ({ resource, namespace, name }) =>
        options.session.shown?.cluster.history.objectAt(resource, namespace, name) !== undefined,
    });
    this.#inspector = new Inspector([], options.resources);
  }

  override dispose(): void {
    this.#mover?.dispose();
    this.#mover = undefined;
    super.dispose();
  }

  protected override initializeRequest(response: Dap.InitializeResponse): void {
    const filters = BREAKPOINT_FILTERS.map(({ breakpoint: _, ...filter }) => filter);
    const body = { ...CAPABILITIES, exceptionBreakpointFilters: filters };
    this.sendResponse({ ...response, body });
  }

  protected override attachRequest(response: Dap.AttachResponse): void {
    const { shown } = this.#options.session;
    if (shown === undefined) {
      this.sendErrorResponse(response, 1, 'No cluster is running: start one first.');
      return;
    }
    this.#wasPlaying = shown.pacer.isPlaying;
    this.#inspector = new Inspector([...shown.cluster.machines.keys()], this.#options.resources);
    this.sendResponse(response);
    this.sendEvent(new InitializedEvent());
  }

  /** Breakpoints are set: time stops, so that there is something to look at. */
  protected override configurationDoneRequest(response: Dap.ConfigurationDoneResponse): void {
    this.sendResponse(response);
    this.#mover = new Mover(this.#options.session, this.#stops, {
      stands: (stand) => {
        this.#stands(stand);
      },
      goes: () => {
        this.sendEvent(new ContinuedEvent(1, true));
      },
      ends: () => {
        this.sendEvent(new TerminatedEvent());
      },
      says: (text) => {
        this.#say(text);
      },
    });
    this.#mover.pause('entry');
  }

  /** A program runs on when its debugger goes. */
  protected override disconnectRequest(response: Dap.DisconnectResponse): void {
    const { shown, past } = this.#options.session;
    this.#mover?.dispose();
    this.#mover = undefined;
    if (this.#wasPlaying && past === undefined) shown?.pacer.play();
    this.sendResponse(response);
  }

  protected override setBreakPointsRequest(
    response: Dap.SetBreakpointsResponse,
    { source, breakpoints = [] }: Dap.SetBreakpointsArguments,
  ): void {
    const lines = breakpoints.map(({ line }) => line);
    this.#breakpoints.inSource(source.path ?? '', lines).then(
      (found) => {
        this.sendResponse({ ...response, body: { breakpoints: found } });
      },
      (error: unknown) => {
        this.#fail(response, error);
      },
    );
  }

  protected override setFunctionBreakPointsRequest(
    response: Dap.SetFunctionBreakpointsResponse,
    { breakpoints }: Dap.SetFunctionBreakpointsArguments,
  ): void {
    const texts = breakpoints.map(({ name }) => name);
    this.#answer(response, () => ({ breakpoints: this.#breakpoints.typed(texts) }));
  }

  protected override setExceptionBreakPointsRequest(
    response: Dap.SetExceptionBreakpointsResponse,
    { filters, filterOptions = [] }: Dap.SetExceptionBreakpointsArguments,
  ): void {
    const all = [...filters.map((filterId) => ({ filterId })), ...filterOptions];
    this.#answer(response, () => ({ breakpoints: this.#breakpoints.filters(all) }));
  }

  protected override setDataBreakpointsRequest(
    response: Dap.SetDataBreakpointsResponse,
    { breakpoints }: Dap.SetDataBreakpointsArguments,
  ): void {
    const ids = breakpoints.map(({ dataId }) => dataId);
    this.#answer(response, () => ({ breakpoints: this.#breakpoints.fields(ids) }));
  }

  protected override dataBreakpointInfoRequest(
    response: Dap.DataBreakpointInfoResponse,
    args: Dap.DataBreakpointInfoArguments,
  ): void {
    this.#answer(response, () => this.#inspector.dataBreakpointInfo(args));
  }

  protected override threadsRequest(response: Dap.ThreadsResponse): void {
    this.#answer(response, () => this.#inspector.threads());
  }

  protected override stackTraceRequest(
    response: Dap.StackTraceResponse,
    args: Dap.StackTraceArguments,
  ): void {
    this.#answer(response, () => this.#inspector.stackTrace(args));
  }

  protected override scopesRequest(response: Dap.ScopesResponse, args: Dap.ScopesArguments): void {
    this.#answer(response, () => this.#inspector.scopes(args));
  }

  protected override variablesRequest(
    response: Dap.VariablesResponse,
    args: Dap.VariablesArguments,
  ): void {
    this.#answer(response, () => this.#inspector.variables(args));
  }

  protected override evaluateRequest(
    response: Dap.EvaluateResponse,
    args: Dap.EvaluateArguments,
  ): void {
    this.#answer(response, () => this.#inspector.evaluate(args));
  }

  protected override sourceRequest(response: Dap.SourceResponse, args: Dap.SourceArguments): void {
    this.#answer(response, () => this.#inspector.source(args));
  }

  protected override continueRequest(response: Dap.ContinueResponse): void {
    this.sendResponse({ ...response, body: { allThreadsContinued: true } });
    this.#mover?.continue();
  }

  /** F10: the next write to the API server. */
  protected override nextRequest(response: Dap.NextResponse): void {
    this.#move(response, (mover) => mover.stepToWrite());
  }

  /** F11: the next event of all, also those that nobody outside of their component sees. */
  protected override stepInRequest(response: Dap.StepInResponse): void {
    this.#move(response, (mover) => mover.stepEvent());
  }

  /** Shift+F11: the next change of the object that is looked at. */
  protected override stepOutRequest(response: Dap.StepOutResponse): void {
    this.#move(response, (mover) => mover.stepToChange());
  }

  protected override stepBackRequest(response: Dap.StepBackResponse): void {
    this.#move(response, (mover) => mover.stepBack());
  }

  protected override reverseContinueRequest(response: Dap.ReverseContinueResponse): void {
    this.#move(response, (mover) => mover.continueBack());
  }

  protected override pauseRequest(response: Dap.PauseResponse): void {
    this.#move(response, (mover) => {
      mover.pause('pause');
    });
  }

  /** The protocol wants the answer before the event that tells where the move has ended. */
  #move(response: Dap.Response, move: (mover: Mover) => Promise<void> | void): void {
    this.sendResponse(response);
    if (this.#mover !== undefined) move(this.#mover)?.catch(this.#options.onBug);
  }

  #stands(stand: Stand): void {
    const threadId = this.#inspector.lookAt(stand);
    const event: Dap.StoppedEvent = new StoppedEvent(stand.reason, threadId);
    event.body.allThreadsStopped = true;
    if (stand.text !== '') event.body.description = `Stopped at: ${stand.text}`;
    if (stand.hits.length > 0) event.body.hitBreakpointIds = stand.hits.map(({ id }) => id);
    this.sendEvent(event);
  }

  #say(text: string): void {
    this.sendEvent(new OutputEvent(`${text}\n`, 'console'));
  }

  #answer<B>(response: Dap.Response & { body?: B }, body: () => B): void {
    try {
      this.sendResponse({ ...response, body: body() });
    } catch (error) {
      this.#fail(response, error);
    }
  }

  #fail(response: Dap.Response, error: unknown): void {
    const isExpected = error instanceof CommandWordsError || isApiError(error);
    if (!isExpected) this.#options.onBug(error);
    const message = error instanceof Error ? error.message : String(error);
    this.sendErrorResponse(response, 2, message);
  }
}
