// Pods of a template share their spec, and those of a daemon all of it but the node that they are pinned to. What is
// computed of a spec and has nothing to do with affinity is computed once for all of these siblings.
import type { Container, PodSpec } from '../generated/core/v1';

export interface KnownSpec<T> {
  readonly spec: PodSpec;
  readonly value: T;
}

/** A value for each family of specs. A cache of what follows from specs alone, and no more. */
export class SiblingMemo<T> {
  /** Siblings have the same list of containers. */
  readonly #known = new WeakMap<readonly Container[], KnownSpec<T>>();

  /** The spec itself or a sibling, with its value. */
  find(spec: PodSpec): KnownSpec<T> | undefined {
    const known = this.#known.get(spec.containers);
    return known !== undefined && areSiblings(known.spec, spec) ? known : undefined;
  }

  set(spec: PodSpec, value: T): void {
    // Before validation there may be no containers.
    if (Array.isArray(spec.containers)) this.#known.set(spec.containers, { spec, value });
  }
}

/** What is made of `spec`, as something was made of its sibling. */
export function madeLikewise(spec: PodSpec, sibling: KnownSpec<PodSpec>): PodSpec {
  const { value } = sibling;
  if (value === sibling.spec) return spec;
  const { affinity } = spec;
  // Not a literal: on the V8 of Node 20 each of them would have a layout of its own.
  return affinity === value.affinity ? value : Object.assign({}, value, { affinity });
}

function areSiblings(a: PodSpec, b: PodSpec): boolean {
  if (a === b) return true;
  for (const key in a) {
    const field = key as keyof PodSpec; // The fields of a decoded spec are those of its type.
    if (a[field] !== b[field] && (field !== 'affinity' || b.affinity === undefined)) return false;
  }
  for (const key in b) if (!(key in a)) return false;
  return true;
}
