// Latencies counted in bins that grow by a tenth each, so that any quantile is known within 5%
// whatever the number of requests. From 0.05 ms on; the last bin takes all that is longer.

const FIRST_MS = 0.05;
const GROWTH = 1.1;
const BINS = 160;
const LOG_GROWTH = Math.log(GROWTH);

export class LatencyHistogram {
  readonly #counts = new Uint32Array(BINS);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(latencyMs: number): void {
    const bin = latencyMs <= FIRST_MS ? 0 : Math.log(latencyMs / FIRST_MS) / LOG_GROWTH;
    const place = Math.min(BINS - 1, Math.floor(bin));
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    this.#total++;
  }

  /** Adds all that another has counted. */
  addAll(other: LatencyHistogram): void {
    for (let bin = 0; bin < BINS; bin++)
      this.#counts[bin] = (this.#counts[bin] ?? 0) + (other.#counts[bin] ?? 0);
    this.#total += other.#total;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }

  /** 0.5 for the median. Undefined where nothing was counted. */
  quantile(share: number): number | undefined {
    if (this.#total === 0) return undefined;
    const wanted = Math.max(1, Math.ceil(share * this.#total));
    let seen = 0;
    for (let bin = 0; bin < BINS; bin++) {
      seen += this.#counts[bin] ?? 0;
      // The middle of the bin.
      if (seen >= wanted) return FIRST_MS * GROWTH ** (bin + 0.5);
    }
    return undefined;
  }
}
