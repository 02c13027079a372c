// What the request under way is warned of, each thing once: the API server handles one at a time.

export class RequestWarnings {
  readonly #texts: string[] = [];

  readonly add = (text: string): void => {
    if (!this.#texts.includes(text)) this.#texts.push(text);
  };

  /** All since this was last asked. */
  take(): readonly string[] {
    return this.#texts.length === 0 ? this.#texts : this.#texts.splice(0);
  }
}
