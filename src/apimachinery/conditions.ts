// Conditions in an object's status: find one, set one without touching the list that is there.
// Source: k8s.io/apimachinery/pkg/api/meta (FindStatusCondition, SetStatusCondition).

/** What conditions of all kinds have in common. */
export interface ConditionLike {
  readonly type: string;
  readonly status: string;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly lastTransitionTime?: string | undefined;
}

export function findCondition<C extends ConditionLike>(
  conditions: readonly C[] | undefined,
  type: string,
): C | undefined {
  if (conditions === undefined) return undefined;
  for (const condition of conditions) if (condition.type === type) return condition;
  return undefined;
}

export function isConditionTrue(
  conditions: readonly ConditionLike[] | undefined,
  type: string,
): boolean {
  return findCondition(conditions, type)?.status === 'True';
}

/**
 * The list with `condition` in the place of the one of its type, or appended. `lastTransitionTime`
 * is kept where the status stays the same. Returns the same list where nothing changes.
 */
export function setCondition<C extends ConditionLike>(
  conditions: readonly C[] | undefined,
  condition: C,
): readonly C[] {
  const list = conditions ?? [];
  const index = list.findIndex((each) => each.type === condition.type);
  const old = list[index];
  if (old === undefined) return list.concat([condition]);
  const next =
    old.status === condition.status && old.lastTransitionTime !== undefined
      ? { ...condition, lastTransitionTime: old.lastTransitionTime }
      : condition;
  return sameFields(old, next) ? list : list.with(index, next);
}

/** The list without conditions of that type; the same list where there was none. */
export function removeCondition<C extends ConditionLike>(
  conditions: readonly C[] | undefined,
  type: string,
): readonly C[] {
  const list = conditions ?? [];
  return findCondition(list, type) === undefined ? list : list.filter((each) => each.type !== type);
}

/** All fields of conditions are scalars. */
function sameFields<C extends ConditionLike>(a: C, b: C): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as ReadonlySet<keyof C>;
  for (const key of keys) if (a[key] !== b[key]) return false;
  return true;
}
