// Pods that come from one template share their spec. What admission makes of a spec is remembered,
// so that they go on to share it, and the work is done once per template.
import { madeLikewise, SiblingMemo } from '../../../apis/core/siblingSpecs';
import type { PodSpec } from '../../../apis/generated/core/v1';

export class SpecMemo {
  readonly #made = new SiblingMemo<{ readonly given: unknown; readonly made: PodSpec }>();

  /**
   * What `make` returns for the spec, or has returned for one of which it differs in affinity alone; the
   * same object for the same spec while `given` is the same reference.
   */
  get(spec: PodSpec, given: unknown, make: () => PodSpec): PodSpec {
    const known = this.#made.find(spec);
    if (known !== undefined && known.value.given === given) {
      return madeLikewise(spec, { spec: known.spec, value: known.value.made });
    }
    const made = make();
    this.#made.set(spec, { given, made });
    return made;
  }
}
