// Requests over time for a chart: points of equal width; when there are too many, two become one,
// so that an hour takes as little memory as a minute.

export interface SeriesPoint {
  readonly startMs: number;
  readonly succeeded: number;
  readonly failed: number;
}

const FIRST_WIDTH_MS = 1000;
const MAX_POINTS = 240;

export class SuccessSeries {
  readonly #startMs: number;
  readonly #succeeded: number[] = [];
  readonly #failed: number[] = [];
  #widthMs = FIRST_WIDTH_MS;

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  get widthMs(): number {
    return this.#widthMs;
  }

  get points(): readonly SeriesPoint[] {
    return this.#succeeded.map((succeeded, index) => ({
      startMs: this.#startMs + index * this.#widthMs,
      succeeded,
      failed: this.#failed[index] ?? 0,
    }));
  }

  add(nowMs: number, succeeded: number, failed: number): void {
    let index = this.#indexAt(nowMs);
    while (index >= MAX_POINTS) {
      this.#halve();
      index = this.#indexAt(nowMs);
    }
    while (this.#succeeded.length <= index) {
      this.#succeeded.push(0);
      this.#failed.push(0);
    }
    this.#succeeded[index] = (this.#succeeded[index] ?? 0) + succeeded;
    this.#failed[index] = (this.#failed[index] ?? 0) + failed;
  }

  #indexAt(nowMs: number): number {
    return Math.floor((nowMs - this.#startMs) / this.#widthMs);
  }

  #halve(): void {
    this.#widthMs *= 2;
    for (const values of [this.#succeeded, this.#failed]) {
      const half = Math.ceil(values.length / 2);
      for (let index = 0; index < half; index++)
        values[index] = (values[2 * index] ?? 0) + (values[2 * index + 1] ?? 0);
      values.length = half;
    }
  }
}
