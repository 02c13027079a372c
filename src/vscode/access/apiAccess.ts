// Keeps the running cluster reachable for kubectl: a server comes and goes with the cluster, on the same port as
// long as it is free, so that terminals and kubeconfigs stay good over a reload of the window.
import type { AnsweredRequest } from '../../server/apiListener';
import { pacedStreams } from '../pacedStreams';
import { pacedWait } from '../pacedWait';
import type { ClusterServer } from '../../server/clusterServer';
import type { Running } from '../running';
import type { Session } from '../session';

export interface ApiAccessOptions {
  readonly session: Session;
  /** For certificates and kubeconfig. */
  readonly folder: string;
  /** The learner's choice: 0 for any free port, undefined where the cluster shall not be reachable. */
  readonly wantedPort: () => number | undefined;
  /** The port of the last time; 0 for none. */
  readonly lastPort: () => number;
  readonly rememberPort: (port: number) => void;
  readonly onBug: (error: Error) => void;
  /** The server could not be started. */
  readonly onFailure: (error: unknown) => void;
  /** The port that the learner wants cannot be had. */
  readonly onOtherPort: (wanted: number, port: number) => void;
  readonly onAnswer: (answered: AnsweredRequest) => void;
}

export class ApiAccess {
  readonly #options: ApiAccessOptions;
  readonly #subscription: { dispose(): void };
  #running: Running | undefined;
  #server: Promise<ClusterServer | undefined> = Promise.resolve(undefined);

  constructor(options: ApiAccessOptions) {
    this.#options = options;
    this.#subscription = options.session.onDidChange(() => {
      this.#follow();
    });
    this.#follow();
  }

  /** The server of the running cluster; undefined where none runs or none is wanted. */
  server(): Promise<ClusterServer | undefined> {
    return this.#server;
  }

  /** Starts the server anew, on the port that is wanted now. */
  restart(): void {
    this.#replace(this.#running);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#replace(undefined);
  }

  #follow(): void {
    const { running } = this.#options.session;
    if (running === this.#running) return;
    this.#running = running;
    this.#replace(running);
  }

  /** One after the other: a port is free only when the server before has gone. */
  #replace(running: Running | undefined): void {
    this.#server = this.#server.then(async (before) => {
      await before?.close();
      if (running === undefined || running !== this.#running) return undefined;
      return this.#start(running);
    });
  }

  async #start(running: Running): Promise<ClusterServer | undefined> {
    const { cluster, api, pacer } = running;
    const { folder, wantedPort, lastPort, rememberPort, onOtherPort, onBug, onAnswer } =
      this.#options;
    const wanted = wantedPort();
    if (wanted === undefined) return undefined;
    try {
      // TLS and HTTP are loaded when a cluster runs, not with the extension.
      const { ClusterServer: Server } = await import('../../server/clusterServer');
      const port = wanted === 0 ? lastPort() : wanted;
      const streams = pacedStreams(cluster, pacer, running);
      const wait = pacedWait(cluster.simulation, pacer);
      const options = { cluster, api, streams, wait, folder, port, onBug, onAnswer };
      const server = await Server.start(options);
      rememberPort(server.port);
      if (wanted !== 0 && server.port !== wanted) onOtherPort(wanted, server.port);
      return server;
    } catch (error) {
      this.#options.onFailure(error);
      return undefined;
    }
  }
}
