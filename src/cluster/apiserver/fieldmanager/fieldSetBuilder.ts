// Gathers path elements and what is below them into a set.
import { FieldSet, LEAF, NO_FIELDS } from './fieldSet';
import type { FieldSetTrie, TriePlace } from './fieldSetTrie';

export class FieldSetBuilder {
  readonly #known: FieldSetTrie | undefined;
  /** Where a known set is followed; undefined once there is none. */
  #place: TriePlace | undefined;
  #elements: string[] | undefined;
  #children: FieldSet[] | undefined;

  /** `known`: sets that this one may equal. */
  constructor(known?: FieldSetTrie) {
    this.#known = known;
    this.#place = known?.root;
  }

  /** In any order, each element at most once; empty sets are left out. */
  add(element: string, child: FieldSet | undefined): void {
    if (child === undefined || child.isEmpty) return;
    if (this.#place !== undefined) {
      const next = this.#place.after(element, child);
      if (next !== undefined) {
        this.#place = next;
        return;
      }
      this.#gather(this.#place);
      this.#place = undefined;
    }
    (this.#elements ??= []).push(element);
    (this.#children ??= []).push(child);
  }

  build(isMember = false): FieldSet {
    const place = this.#place;
    if (place === undefined) {
      const made = this.#made(isMember);
      return this.#known?.share(made) ?? made;
    }
    if (place.child === undefined) return isMember ? LEAF : NO_FIELDS;
    const known = place.set(isMember);
    if (known !== undefined) return known;
    this.#gather(place);
    return place.keep(this.#made(isMember));
  }

  #gather(place: TriePlace): void {
    const elements: string[] = [];
    const children: FieldSet[] = [];
    for (let at: TriePlace | undefined = place; at?.child !== undefined; at = at.before) {
      elements.push(at.element);
      children.push(at.child);
    }
    this.#elements = elements.reverse();
    this.#children = children.reverse();
  }

  #made(isMember: boolean): FieldSet {
    const elements = this.#elements ?? [];
    const children = this.#children ?? [];
    if (elements.length === 0) return isMember ? LEAF : NO_FIELDS;
    if (elements.length <= SHORT) {
      sort(elements, children);
      return new FieldSet(isMember, elements, children);
    }
    if (isSorted(elements)) return new FieldSet(isMember, elements, children);
    const order = elements.map((element, index) => ({ element, child: children[index] }));
    order.sort((a, b) => (a.element < b.element ? -1 : 1));
    return new FieldSet(
      isMember,
      order.map(({ element }) => element),
      order.flatMap(({ child }) => child ?? []),
    );
  }
}

/** The set of these paths: `fieldSetOf(['f:spec', 'f:replicas'])`. */
export function fieldSetOf(...paths: readonly (readonly string[])[]): FieldSet {
  const below = new Map<string, (readonly string[])[]>();
  let isMember = false;
  for (const [first, ...rest] of paths) {
    if (first === undefined) isMember = true;
    else below.set(first, [...(below.get(first) ?? []), rest]);
  }
  const builder = new FieldSetBuilder();
  for (const [element, rest] of below) builder.add(element, fieldSetOf(...rest));
  return builder.build(isMember);
}

/** As long as this, a list is put in order fastest by moving each element to its place. */
const SHORT = 32;

function sort(elements: string[], children: FieldSet[]): void {
  for (let at = 1; at < elements.length; at++) {
    const [element = '', child = NO_FIELDS] = [elements[at], children[at]];
    let place = at;
    for (; place > 0; place--) {
      const [before = '', beforeChild = NO_FIELDS] = [elements[place - 1], children[place - 1]];
      if (before <= element) break;
      elements[place] = before;
      children[place] = beforeChild;
    }
    elements[place] = element;
    children[place] = child;
  }
}

function isSorted(elements: readonly string[]): boolean {
  for (let at = 1; at < elements.length; at++) {
    if ((elements[at - 1] ?? '') > (elements[at] ?? '')) return false;
  }
  return true;
}
