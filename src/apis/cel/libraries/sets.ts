// `sets.contains([1, 2], [2])`. Source: github.com/google/cel-go/ext (sets.go).
import type { Environment } from '@marcbachmann/cel-js';
import { celEqual } from './lists';

class SetsNamespace {}

type List = readonly unknown[];

export function registerSets(library: Environment): void {
  library
    .registerType('SetsNamespace', SetsNamespace)
    .registerConstant('sets', 'SetsNamespace', new SetsNamespace())
    .registerFunction(
      'SetsNamespace.contains(list<A>, list<A>): bool',
      (_: unknown, list: List, sub: List) => sub.every((each) => has(list, each)),
    )
    .registerFunction(
      'SetsNamespace.equivalent(list<A>, list<A>): bool',
      (_: unknown, a: List, b: List) =>
        a.every((each) => has(b, each)) && b.every((each) => has(a, each)),
    )
    .registerFunction(
      'SetsNamespace.intersects(list<A>, list<A>): bool',
      (_: unknown, a: List, b: List) => a.some((each) => has(b, each)),
    );
}

function has(list: List, value: unknown): boolean {
  return list.some((each) => celEqual(each, value));
}
