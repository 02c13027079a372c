// Lists: Kubernetes' own functions. Source: k8s.io/apiserver/pkg/cel/library (lists.go).
import type { Environment } from '@marcbachmann/cel-js';
import { deepEqual } from '../../../apimachinery/deepEqual';
import { CelEvaluationError } from '../celErrors';

type Ordered = bigint | number | string | boolean | object;

const COMPARABLE = [
  'int',
  'double',
  'bool',
  'string',
  'google.protobuf.Timestamp',
  'google.protobuf.Duration',
  'dyn',
];

export function registerLists(library: Environment): void {
  for (const type of COMPARABLE) {
    library
      .registerFunction(`list<${type}>.isSorted(): bool`, isSorted)
      .registerFunction(`list<${type}>.min(): ${type}`, (list: readonly Ordered[]) =>
        extreme(list, 'min', (a, b) => a < b),
      )
      .registerFunction(`list<${type}>.max(): ${type}`, (list: readonly Ordered[]) =>
        extreme(list, 'max', (a, b) => a > b),
      );
  }
  library
    .registerFunction('list<int>.sum(): int', (list: readonly bigint[]) =>
      list.reduce((a, b) => a + b, 0n),
    )
    .registerFunction('list<double>.sum(): double', (list: readonly number[]) =>
      list.reduce((a, b) => a + b, 0),
    )
    .registerFunction('list<A>.indexOf(A): int', (list: readonly unknown[], value: unknown) =>
      BigInt(list.findIndex((each) => celEqual(each, value))),
    )
    .registerFunction('list<A>.lastIndexOf(A): int', (list: readonly unknown[], value: unknown) =>
      BigInt(list.findLastIndex((each) => celEqual(each, value))),
    );
}

function isSorted(list: readonly Ordered[]): boolean {
  return list.every((each, index) => {
    const before = list[index - 1];
    return before === undefined || before <= each;
  });
}

function extreme(
  list: readonly Ordered[],
  name: string,
  wins: (a: Ordered, b: Ordered) => boolean,
): Ordered {
  const [first, ...rest] = list;
  if (first === undefined) throw new CelEvaluationError(`${name} called on empty list`);
  return rest.reduce((a, b) => (wins(b, a) ? b : a), first);
}

/** Values of expressions by content; maps of objects included. */
export function celEqual(a: unknown, b: unknown): boolean {
  if (a instanceof Map && b instanceof Map) {
    if (a.size !== b.size) return false;
    for (const [key, value] of a) if (!b.has(key) || !celEqual(value, b.get(key))) return false;
    return true;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    const other: readonly unknown[] = b;
    return a.length === b.length && a.every((each, index) => celEqual(each, other[index]));
  }
  return deepEqual(a, b);
}
