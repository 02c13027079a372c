// Equal field sets become one: 10,000 pods of a template have the same fields, and the managedFields of
// all of them share one set. A cache, and no more: what it has forgotten is made once again.
import { LEAF, NO_FIELDS, FieldSet } from './fieldSet';

/** What is kept at most, so that sets of objects long gone do not pile up. */
const MAX_SETS = 8192;
/** Shorter ones have few in common, and are small. */
const LONG_LIST = 4;

export class FieldSetPool {
  readonly #sets = new Map<number, readonly FieldSet[]>();
  readonly #lists = new Map<string, readonly string[]>();
  readonly #elementHashes = new Map<string, number>();
  #size = 0;

  /** The one set that equals this one. */
  share(set: FieldSet): FieldSet {
    if (set.hash !== 0 || set === LEAF || set === NO_FIELDS) return set;
    const children = this.#sharedChildren(set.children);
    const hash = this.#hashOf(set.isMember, set.elements, children);
    const candidates = this.#sets.get(hash) ?? [];
    const known = candidates.find((each) => isSame(each, set, children));
    if (known !== undefined) return known;
    if (this.#size >= MAX_SETS) this.#clear();
    const shared = new FieldSet(set.isMember, this.#sharedElements(set.elements), children.slice());
    shared.hash = hash;
    this.#sets.set(hash, candidates.concat([shared]));
    this.#size++;
    return shared;
  }

  /** The same list where all of them are shared already. */
  #sharedChildren(children: readonly FieldSet[]): readonly FieldSet[] {
    const isShared = children.every(
      (each) => each.hash !== 0 || each === LEAF || each === NO_FIELDS,
    );
    return isShared ? children : children.map((child) => this.share(child));
  }

  /** What differs between two pods is deep below: the long lists above it are the same. */
  #sharedElements(elements: readonly string[]): readonly string[] {
    // A copy: a list that was gathered has room to spare, several times its size.
    if (elements.length < LONG_LIST) return elements.slice();
    const text = elements.join('\n');
    const shared = this.#lists.get(text) ?? elements.slice();
    this.#lists.set(text, shared);
    return shared;
  }

  /** Over the hashes of the elements and over what the children are known by; never 0. */
  #hashOf(isMember: boolean, elements: readonly string[], children: readonly FieldSet[]): number {
    let hash = isMember ? 0x811c9dc5 : 0x050c5d1f;
    for (const element of elements) {
      hash = Math.imul(hash ^ this.#elementHash(element), 0x01000193);
    }
    for (const child of children) hash = Math.imul(hash ^ child.hash, 0x01000193);
    return hash | 1;
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
    this.#size = 0;
  }
}

function isSame(known: FieldSet, set: FieldSet, children: readonly FieldSet[]): boolean {
  return (
    known.isMember === set.isMember &&
    known.elements.length === set.elements.length &&
    known.children.every((child, index) => child === children[index]) &&
    known.elements.every((element, index) => element === set.elements[index])
  );
}

/** FNV-1a. */
function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash;
}
