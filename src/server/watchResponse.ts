// Writes the events of many watches to their connections, a slice of work at a time: one change can have a
// thousand watchers, and the extension host must not stand still for all of them.
import type { ServerResponse } from 'node:http';
import type { RestWatch, RestWatchSink } from '../cluster/client/restHandler';

const SLICE_MS = 8;
/** A client that reads so slowly is cut off, as kube-apiserver does; it will list anew. */
const MAX_UNREAD_BYTES = 8 * 1024 * 1024;
/** kube-apiserver's --min-request-timeout: watches take this long, and up to twice as long. */
const MIN_TIMEOUT_SECONDS = 1800;

/** Connections with text to write, in the order in which it came. */
export class WatchWriter {
  readonly #waiting = new Set<WatchResponse>();
  #scheduled = false;

  /** Will be flushed soon. */
  enqueue(response: WatchResponse): void {
    this.#waiting.add(response);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.size === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#slice();
      this.#schedule();
    });
  }

  #slice(): void {
    const endMs = performance.now() + SLICE_MS;
    for (const response of this.#waiting) {
      this.#waiting.delete(response);
      response.flush();
      if (performance.now() >= endMs) return;
    }
  }
}

/** One watch on its connection, from its start until either side ends it. */
export class WatchResponse implements RestWatchSink {
  readonly #response: ServerResponse;
  readonly #writer: WatchWriter;
  #texts: string[] = [];
  #ended = false;

  constructor(response: ServerResponse, writer: WatchWriter) {
    this.#response = response;
    this.#writer = writer;
  }

  /**
   * Sends the head of the answer and what the watch begins with; ends with the connection or its time.
   * Throws ApiStatusError, with nothing sent, where the watch is refused.
   */
  start(watch: RestWatch): void {
    const open = watch.start(this);
    this.#response.writeHead(200, { ...watch.headers, 'cache-control': 'no-cache, private' });
    this.#response.flushHeaders();
    const seconds = watch.timeoutSeconds ?? MIN_TIMEOUT_SECONDS * (1 + Math.random());
    const timer = setTimeout(() => {
      this.end();
    }, seconds * 1000);
    this.#response.once('close', () => {
      clearTimeout(timer);
      this.#ended = true;
      this.#texts = [];
      open.stop();
    });
  }

  write(text: string): void {
    if (this.#ended) return;
    this.#texts.push(text);
    this.#writer.enqueue(this);
  }

  end(): void {
    this.#ended = true;
    this.#writer.enqueue(this);
  }

  /** Writes what has come since the last time. */
  flush(): void {
    const text = this.#texts.join('');
    this.#texts = [];
    if (this.#response.destroyed) return;
    if (text !== '') this.#response.write(text);
    if (this.#ended) this.#response.end();
    else if (this.#response.writableLength > MAX_UNREAD_BYTES) this.#response.destroy();
  }
}
