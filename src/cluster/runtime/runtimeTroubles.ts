// What is wrong with a node's container runtime: containerd that is stopped, processes that hang.

interface Freeze {
  /** Virtual ms. */
  readonly sinceMs: number;
  /** It would have done something meanwhile. */
  missed: boolean;
}

export class RuntimeTroubles {
  /** Processes that hang, by the id of their container. */
  readonly frozen = new Map<string, Freeze>();
  /** Containers whose application says that it is not ready: `<pod uid> <name>`. */
  readonly #unready = new Set<string>();
  #isDown = false;
  #held: (() => void)[] = [];

  /** containerd is stopped. */
  get isDown(): boolean {
    return this.#isDown;
  }

  isUnready(podUid: string, name: string): boolean {
    return this.#unready.has(`${podUid} ${name}`);
  }

  setUnready(podUid: string, name: string, isUnready: boolean): void {
    const key = `${podUid} ${name}`;
    if (isUnready) this.#unready.add(key);
    else this.#unready.delete(key);
  }

  stop(): void {
    this.#isDown = true;
  }

  /** What has waited is done now. */
  start(): void {
    this.#isDown = false;
    const held = this.#held;
    this.#held = [];
    for (const action of held) action();
  }

  /** Waits for the start. */
  hold(action: () => void): void {
    this.#held.push(action);
  }
}
