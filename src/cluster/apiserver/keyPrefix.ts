// What stands before the names of all events of a namespace in their keys.

export class KeyPrefix {
  readonly text: string;
  /** What was asked for last: who looks for the place of a key compares it with several. */
  #key = '';
  #begins = false;

  constructor(text: string) {
    this.text = text;
  }

  /** Whether the key begins with it. */
  begins(key: string): boolean {
    if (key !== this.#key) {
      this.#key = key;
      this.#begins = key.startsWith(this.text);
    }
    return this.#begins;
  }
}
