// What the servers behind an address answer: each is really asked once a second, by one request of
// many, and the others are taken to get the same status. Whether it can be reached at all is found
// out for every batch, elsewhere.
import type { Peer } from '../../runtime/networkView';
import type { HttpRequest } from '../../runtime/servers/httpMessage';

const SAMPLE_MS = 1000;
const MAX_SAMPLES = 500;

interface Sample {
  readonly atMs: number;
  readonly status: number;
}

export class ServerSamples {
  readonly #samples = new Map<string, Sample>();
  readonly #now: () => number;

  /** `now`: virtual ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The HTTP status; 0 where it speaks no HTTP: then the connection is all that can be said. */
  status(address: string, port: number, peer: Peer, request: HttpRequest): number {
    const key = `${address}:${port}`;
    const nowMs = this.#now();
    const known = this.#samples.get(key);
    if (known !== undefined && nowMs - known.atMs < SAMPLE_MS) return known.status;
    if (this.#samples.size >= MAX_SAMPLES) this.#samples.clear();
    const status = peer.http(request)?.status ?? 0;
    this.#samples.set(key, { atMs: nowMs, status });
    return status;
  }

  /** Nobody is there: whoever comes next is asked anew. */
  forget(address: string, port: number): void {
    this.#samples.delete(`${address}:${port}`);
  }
}
