// The sessions and forwarded ports that are open: what comes in for them goes to the node, and what
// the node sends goes to whoever opened them, both over the cable between API server and kubelet.
import type { Simulation } from '../simulation/simulation';
import type { StreamSink } from './client/clusterStreams';
import type { Wires } from './network/wires';
import { StreamCable } from './streamCable';

/** The node's end of a connection. */
export interface LiveSession {
  /** Once it is known as open: what it sends at once is heard, and may be its end. */
  start?(): void;
  send(bytes: string): void;
  endInput(): void;
  close(): void;
}

interface Open {
  readonly session: LiveSession;
  readonly cable: StreamCable;
}

const NOBODY: StreamSink = { output: () => undefined, ended: () => undefined };

export class LiveSessions {
  readonly #simulation: Simulation;
  readonly #wires: Wires;
  readonly #open = new Map<number, Open>();
  /** Where the output of sessions goes that were opened in this very run. */
  readonly #sinks = new Map<number, StreamSink>();

  constructor(simulation: Simulation, wires: Wires) {
    this.#simulation = simulation;
    this.#wires = wires;
    wires.onChange(() => {
      for (const { cable } of [...this.#open.values()]) cable.adjust();
    });
  }

  has(id: number): boolean {
    return this.#open.has(id);
  }

  /** Who will hear of a session that is about to be opened. */
  expect(id: number, sink: StreamSink): void {
    this.#sinks.set(id, sink);
  }

  forget(id: number): void {
    this.#sinks.delete(id);
  }

  /** `begin` gets what the node's end writes to; without a session, nothing is open. */
  open(
    id: number,
    ends: { readonly from: string; readonly to: string },
    begin: (sink: StreamSink) => LiveSession | undefined,
  ): void {
    const sink = this.#sinks.get(id) ?? NOBODY;
    this.#sinks.delete(id);
    const cable = new StreamCable(this.#simulation, this.#wires, ends);
    let isOver = false;
    const session = begin({
      output: (stream, bytes) => {
        cable.pass(() => {
          sink.output(stream, bytes);
        });
      },
      ended: (exitCode) => {
        cable.pass(() => {
          isOver = true;
          this.#open.delete(id);
          sink.ended(exitCode);
        });
      },
    });
    // TypeScript does not see that `begin` may have set it.
    const hasEnded = isOver as boolean;
    if (session === undefined || hasEnded) return;
    this.#open.set(id, { session, cable });
    session.start?.();
  }

  send(id: number, bytes: string): void {
    this.#toNode(id, (session) => {
      session.send(bytes);
    });
  }

  endInput(id: number): void {
    this.#toNode(id, (session) => {
      session.endInput();
    });
  }

  close(id: number): void {
    this.#toNode(id, (session) => {
      this.#open.delete(id);
      session.close();
    });
  }

  #toNode(id: number, deliver: (session: LiveSession) => void): void {
    this.#open.get(id)?.cable.pass(() => {
      const open = this.#open.get(id);
      if (open !== undefined) deliver(open.session);
    });
  }
}
