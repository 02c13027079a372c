// The sets that values of one shape have had, by what they were put together from: objects of a kind mostly
// have the same fields, and their sets are found on the way instead of made. A cache, and no more.
import type { FieldSet } from './fieldSet';

/** Names of labels, addresses and the like: what has had so many different parts is not worth a place. */
const MAX_NEXT = 32;
const MAX_PLACES = 512;

export class FieldSetTrie {
  readonly root: TriePlace = new TriePlace(this, undefined, '', undefined);
  /** Of a set that is to be known from now on, the one that equals it. */
  readonly share: (set: FieldSet) => FieldSet;
  #places = 1;

  constructor(share: (set: FieldSet) => FieldSet) {
    this.share = share;
  }

  /** Whether there is room for one more place. */
  take(): boolean {
    if (this.#places >= MAX_PLACES) return false;
    this.#places++;
    return true;
  }
}

/** Where one is after some elements with what is below them. */
export class TriePlace {
  readonly before: TriePlace | undefined;
  readonly element: string;
  readonly child: FieldSet | undefined;
  readonly #trie: FieldSetTrie;
  /** The places after this one, each with the next of its siblings: there is hardly ever more than one. */
  #next: TriePlace | undefined;
  #sibling: TriePlace | undefined;
  #set: FieldSet | undefined;
  #memberSet: FieldSet | undefined;

  constructor(
    trie: FieldSetTrie,
    before: TriePlace | undefined,
    element: string,
    child: FieldSet | undefined,
  ) {
    this.#trie = trie;
    this.before = before;
    this.element = element;
    this.child = child;
  }

  /** Undefined where there is no room. */
  after(element: string, child: FieldSet): TriePlace | undefined {
    let count = 0;
    for (let place = this.#next; place !== undefined; place = place.#sibling) {
      if (place.child === child && place.element === element) return place;
      count++;
    }
    if (count >= MAX_NEXT || !this.#trie.take()) return undefined;
    const made = new TriePlace(this.#trie, this, element, child);
    made.#sibling = this.#next;
    this.#next = made;
    return made;
  }

  /** The set that ends here, with what holds it or without; undefined before it was made. */
  set(isMember: boolean): FieldSet | undefined {
    return isMember ? this.#memberSet : this.#set;
  }

  /** From now on the set that ends here; returns the one that it is known as. */
  keep(set: FieldSet): FieldSet {
    const shared = this.#trie.share(set);
    if (shared.isMember) this.#memberSet = shared;
    else this.#set = shared;
    return shared;
  }
}
