// Turns offsets into lines and columns, both from 0, as editors count them; built when first asked.

export interface Position {
  readonly line: number;
  readonly character: number;
}

export class LineIndex {
  readonly #text: string;
  #starts: Uint32Array | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  positionAt(offset: number): Position {
    const starts = this.#lineStarts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - (starts[low] ?? 0) };
  }

  offsetAt({ line, character }: Position): number {
    const starts = this.#lineStarts();
    const start = starts[line];
    return start === undefined ? this.#text.length : Math.min(start + character, this.#text.length);
  }

  #lineStarts(): Uint32Array {
    if (this.#starts !== undefined) return this.#starts;
    const starts = [0];
    for (let at = this.#text.indexOf('\n'); at >= 0; at = this.#text.indexOf('\n', at + 1)) {
      starts.push(at + 1);
    }
    this.#starts = Uint32Array.from(starts);
    return this.#starts;
  }
}
