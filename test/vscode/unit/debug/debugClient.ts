// A client of the Debug Adapter Protocol, as VS Code is one: sends requests, keeps what comes back.
import assert from 'node:assert/strict';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { DebugSession } from '@vscode/debugadapter';

export class DebugClient {
  readonly events: Dap.Event[] = [];
  readonly #session: DebugSession;
  readonly #responses = new Map<number, (response: Dap.Response) => void>();
  #sequence = 0;

  constructor(session: DebugSession) {
    this.#session = session;
    session.onDidSendMessage((message) => {
      // What a debug adapter sends are messages of the protocol.
      const sent = message as Dap.ProtocolMessage;
      if (sent.type === 'event') {
        this.events.push(sent as Dap.Event);
        return;
      }
      const response = sent as Dap.Response;
      this.#responses.get(response.request_seq)?.(response);
    });
  }

  /** The body of the answer. Rejects with the message of a refusal. */
  async request<R extends Dap.Response>(command: string, args: object = {}): Promise<R['body']> {
    const seq = ++this.#sequence;
    const response = await new Promise<Dap.Response>((resolve) => {
      this.#responses.set(seq, resolve);
      const request: Dap.Request = { seq, type: 'request', command, arguments: args };
      this.#session.handleMessage(request);
    });
    if (response.success) return response.body as R['body'];
    // The protocol's error body has a message with a format.
    const { error } = response.body as { readonly error?: { readonly format: string } };
    throw new Error(error?.format ?? response.message ?? 'refused');
  }

  /** Attaches as VS Code does, with the breakpoints that are set before. */
  async attach(before: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    await this.request('initialize', { adapterID: 'clusterLab', pathFormat: 'path' });
    await this.request('attach');
    assert.ok(this.events.some(({ event }) => event === 'initialized'));
    await before();
    await this.request('configurationDone');
  }

  /** The last stop, which must have come after the call before this one; forgets all events. */
  takeStop(): Dap.StoppedEvent['body'] {
    const stop = this.events.findLast(({ event }) => event === 'stopped');
    assert.ok(stop !== undefined, 'it has not stopped');
    this.events.length = 0;
    return (stop as Dap.StoppedEvent).body;
  }

  async stackOf(threadId: number): Promise<readonly Dap.StackFrame[]> {
    const { stackFrames } = await this.request<Dap.StackTraceResponse>('stackTrace', { threadId });
    return stackFrames;
  }

  async threadName(threadId: number): Promise<string | undefined> {
    const { threads } = await this.request<Dap.ThreadsResponse>('threads');
    return threads.find(({ id }) => id === threadId)?.name;
  }

  /** The variables of a scope of a frame, by name. */
  async scope(frameId: number, name: string): Promise<ReadonlyMap<string, Dap.Variable>> {
    const { scopes } = await this.request<Dap.ScopesResponse>('scopes', { frameId });
    const reference = scopes.find((each) => each.name === name)?.variablesReference;
    assert.ok(reference !== undefined, `no scope "${name}"`);
    return this.children(reference);
  }

  async children(variablesReference: number): Promise<ReadonlyMap<string, Dap.Variable>> {
    const { variables } = await this.request<Dap.VariablesResponse>('variables', {
      variablesReference,
    });
    return new Map(variables.map((each) => [each.name, each]));
  }
}
