// Conditions that many nodes or pods report alike, in the same second: one object for all of them.
import type { ConditionLike } from '../../apimachinery/conditions';
import { deepEqual } from '../../apimachinery/deepEqual';

export class SharedConditions<C extends ConditionLike> {
  // The last of each type, one that holds and one that does not: a dozen together.
  readonly #holding = new Map<string, C>();
  readonly #others = new Map<string, C>();

  /** The condition, or the equal one that was asked for last. */
  of(condition: C): C {
    const last = condition.status === 'True' ? this.#holding : this.#others;
    const known = last.get(condition.type);
    if (known !== undefined && deepEqual(known, condition)) return known;
    last.set(condition.type, condition);
    return condition;
  }
}
