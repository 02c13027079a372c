// Semantic equality of API values. Source: k8s.io/apimachinery/pkg/api/equality (Semantic.DeepEqual).
//
// Differs from Kubernetes: quantities are compared as text, so `1` and `1000m` differ.

/** Equal by content; an absent field equals one that is undefined. The same reference is equal at once. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return Number.isNaN(a) && Number.isNaN(b);
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && arraysEqual(a, b);
  }
  // API objects are plain records: parsed from JSON, or literals of ours.
  return recordsEqual(
    a as Readonly<Record<string, unknown>>,
    b as Readonly<Record<string, unknown>>,
  );
}

function arraysEqual(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!deepEqual(a[i], b[i])) return false;
  return true;
}

function recordsEqual(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): boolean {
  let present = 0;
  for (const key in a) {
    const value = a[key];
    if (value === undefined) continue;
    present++;
    if (!Object.hasOwn(b, key) || !deepEqual(value, b[key])) return false;
  }
  for (const key in b) if (b[key] !== undefined) present--;
  return present === 0;
}
