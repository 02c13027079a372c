// Equal field sets become one: 10,000 pods of a template have the same fields, and the managedFields of
// all of them share one set. A cache, and no more: what it has forgotten is made once again.
import { LEAF, NO_FIELDS, FieldSet } from './fieldSet';

/** What is kept at most, so that sets of objects long gone do not pile up. */
const MAX_SETS = 8192;
/** Shorter ones have few in common, and are small. */
const LONG_LIST = 4;

export class FieldSetPool {
  /** By hash, or by the next free number after it. */
  readonly #sets = new Map<number, FieldSet>();
  /** Likewise, by the hash of the elements alone. */
  readonly #lists = new Map<number, readonly string[]>();
  readonly #elementHashes = new Map<string, number>();

  /** The one set that equals this one. */
  share(set: FieldSet): FieldSet {
    if (set.hash !== 0 || set === LEAF || set === NO_FIELDS) return set;
    const children = this.#sharedChildren(set.children);
    const elementsHash = this.#elementsHash(set.elements);
    const hash = hashOf(set.isMember, elementsHash, children);
    let place = hash;
    for (let known = this.#sets.get(place); known !== undefined; known = this.#sets.get(++place)) {
      if (isSame(known, set, children)) return known;
    }
    if (this.#sets.size >= MAX_SETS) {
      this.#clear();
      place = hash;
    }
    const elements = this.#sharedElements(set.elements, elementsHash);
    const shared = new FieldSet(set.isMember, elements, children.slice());
    shared.hash = hash;
    this.#sets.set(place, shared);
    return shared;
  }

  /** The same list where all of them are shared already. */
  #sharedChildren(children: readonly FieldSet[]): readonly FieldSet[] {
    for (const each of children) {
      if (each.hash === 0 && each !== LEAF && each !== NO_FIELDS)
        return children.map((child) => this.share(child));
    }
    return children;
  }

  /** What differs between two pods is deep below: the long lists above it are the same. */
  #sharedElements(elements: readonly string[], hash: number): readonly string[] {
    // A copy: a list that was gathered has room to spare, several times its size.
    if (elements.length < LONG_LIST) return elements.slice();
    let place = hash;
    for (
      let known = this.#lists.get(place);
      known !== undefined;
      known = this.#lists.get(++place)
    ) {
      if (areSame(known, elements)) return known;
    }
    const shared = elements.slice();
    this.#lists.set(place, shared);
    return shared;
  }

  #elementsHash(elements: readonly string[]): number {
    let hash = 0x811c9dc5;
    for (const element of elements) {
      hash = Math.imul(hash ^ this.#elementHash(element), 0x01000193);
    }
    return hash;
  }

  #elementHash(element: string): number {
    let hash = this.#elementHashes.get(element);
    if (hash === undefined) {
      if (this.#elementHashes.size >= MAX_SETS) this.#elementHashes.clear();
      hash = textHash(element);
      this.#elementHashes.set(element, hash);
    }
    return hash;
  }

  #clear(): void {
    this.#sets.clear();
    this.#lists.clear();
  }
}

/** Over the elements and over what the children are known by; never 0. */
function hashOf(isMember: boolean, elementsHash: number, children: readonly FieldSet[]): number {
  let hash = isMember ? elementsHash : ~elementsHash;
  for (const child of children) hash = Math.imul(hash ^ child.hash, 0x01000193);
  return hash | 1;
}

function isSame(known: FieldSet, set: FieldSet, children: readonly FieldSet[]): boolean {
  return (
    known.isMember === set.isMember &&
    areSame(known.children, children) &&
    areSame(known.elements, set.elements)
  );
}

function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** FNV-1a. */
function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash;
}
