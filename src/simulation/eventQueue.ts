// What will happen, ordered by (time, sequence): a binary heap.

/** An event that waits for its time. `cause` is the id of the trace entry that set it off. */
export interface ScheduledEvent {
  readonly atMs: number;
  /** Order among events of the same time, and unique. */
  readonly sequence: number;
  readonly cause: number;
  readonly label: string;
  readonly subject: string;
  /** Periodic work (heartbeats, resyncs) that goes on forever and does not keep a run from being idle. */
  readonly background: boolean;
  readonly action: () => void;
  cancelled: boolean;
}

export class EventQueue {
  readonly #heap: ScheduledEvent[] = [];
  #foreground = 0;

  /** Events that wait, cancelled ones not counted. */
  get foregroundSize(): number {
    return this.#foreground;
  }

  get size(): number {
    return this.#heap.length;
  }

  push(event: ScheduledEvent): void {
    if (!event.background) this.#foreground++;
    this.#heap.push(event);
    this.#siftUp(this.#heap.length - 1);
  }

  /** Takes an event out of the account at once; its place in the heap is freed when its time comes. */
  cancel(event: ScheduledEvent): void {
    if (event.cancelled) return;
    event.cancelled = true;
    if (!event.background) this.#foreground--;
  }

  /** The next event that is not cancelled, left in the queue. */
  peek(): ScheduledEvent | undefined {
    for (;;) {
      const top = this.#heap[0];
      if (!top?.cancelled) return top;
      this.#removeTop();
    }
  }

  pop(): ScheduledEvent | undefined {
    const top = this.peek();
    if (top === undefined) return undefined;
    this.#removeTop();
    if (!top.background) this.#foreground--;
    // A popped event can no longer be cancelled: it has happened.
    top.cancelled = true;
    return top;
  }

  #removeTop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#siftDown();
  }

  #siftUp(start: number): void {
    const heap = this.#heap;
    let index = start;
    const event = heap[index];
    if (event === undefined) return;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || !before(event, parent)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = event;
  }

  #siftDown(): void {
    const heap = this.#heap;
    const event = heap[0];
    if (event === undefined) return;
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = heap[childIndex];
      if (child === undefined) break;
      const right = heap[childIndex + 1];
      if (right !== undefined && before(right, child)) {
        child = right;
        childIndex++;
      }
      if (!before(child, event)) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = event;
  }
}

function before(a: ScheduledEvent, b: ScheduledEvent): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence);
}
