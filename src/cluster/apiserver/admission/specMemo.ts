// Pods that come from one template share their spec. What admission makes of a spec is remembered,
// so that they go on to share it, and the work is done once per template.

export class SpecMemo<Spec extends object> {
  readonly #made = new WeakMap<Spec, { readonly given: unknown; readonly spec: Spec }>();

  /** What `make` returns for the spec; the same object again while `given` is the same reference. */
  get(spec: Spec, given: unknown, make: () => Spec): Spec {
    const known = this.#made.get(spec);
    if (known !== undefined && known.given === given) return known.spec;
    const made = make();
    this.#made.set(spec, { given, spec: made });
    return made;
  }
}
