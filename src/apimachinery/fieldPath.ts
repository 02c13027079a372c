// The path of a field within an object, rendered only when an error needs it: validation of a
// correct object builds no strings. Source: k8s.io/apimachinery/pkg/util/validation/field (Path).

export class FieldPath {
  readonly #parent: FieldPath | undefined;
  readonly #text: string;
  readonly #bracketed: boolean;

  private constructor(parent: FieldPath | undefined, text: string, bracketed: boolean) {
    this.#parent = parent;
    this.#text = text;
    this.#bracketed = bracketed;
  }

  /** Starts a path: `FieldPath.root('spec')`. */
  static root(name: string): FieldPath {
    return new FieldPath(undefined, name, false);
  }

  /** `spec` -> `spec.containers`. */
  child(name: string): FieldPath {
    return new FieldPath(this, name, false);
  }

  /** `spec.containers` -> `spec.containers[0]`. */
  index(index: number): FieldPath {
    return new FieldPath(this, String(index), true);
  }

  /** `metadata.labels` -> `metadata.labels[app]`. */
  key(key: string): FieldPath {
    return new FieldPath(this, key, true);
  }

  toString(): string {
    const own = this.#bracketed ? `[${this.#text}]` : this.#text;
    if (this.#parent === undefined) return own;
    return this.#bracketed
      ? `${this.#parent.toString()}${own}`
      : `${this.#parent.toString()}.${own}`;
  }
}
