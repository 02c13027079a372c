// A set of fields of an object, as metadata.managedFields holds it: a tree of path elements (see
// pathElement.ts). Printed as JSON it is Kubernetes' FieldsV1; sets are immutable and share what they
// have in common. Source: sigs.k8s.io/structured-merge-diff (fieldpath.Set).
//
// Example: {"f:spec":{"f:ports":{".":{},"k:{\"port\":80}":{}}}} has the members .spec.ports and
// .spec.ports[port=80], but not .spec, which only leads to them.

/** Kubernetes' JSON form. */
export interface FieldsV1 {
  readonly [element: string]: FieldsV1;
}

export class FieldSet {
  /** Whether the field itself is in the set; never for the root, nobody owns a whole object. */
  readonly isMember: boolean;
  /** Path elements that lead on, sorted. */
  readonly elements: readonly string[];
  /** What is below each of them; never empty sets. */
  readonly children: readonly FieldSet[];
  /** Private, so that sets are compared by what they hold. */
  #hash = 0;

  constructor(isMember: boolean, elements: readonly string[], children: readonly FieldSet[]) {
    this.isMember = isMember;
    this.elements = elements;
    this.children = children;
  }

  /** What the pool knows the set by; 0 before it is there (see fieldSetPool.ts). */
  get hash(): number {
    return this.#hash;
  }

  set hash(hash: number) {
    this.#hash = hash;
  }

  get isEmpty(): boolean {
    return !this.isMember && this.elements.length === 0;
  }

  /** What is below one path element. */
  child(element: string): FieldSet | undefined {
    return this.children[this.elements.indexOf(element)];
  }

  /** The set with another one below a path element that it has. */
  with(element: string, child: FieldSet): FieldSet {
    const children = this.elements.map((each, index) =>
      each === element ? child : (this.children[index] ?? NO_FIELDS),
    );
    return new FieldSet(this.isMember, this.elements, children);
  }

  has(path: readonly string[]): boolean {
    const end = path.reduce<FieldSet | undefined>((set, element) => set?.child(element), this);
    return path.length > 0 && end?.isMember === true;
  }

  toJSON(): FieldsV1 {
    const json: Record<string, FieldsV1> = {};
    if (this.isMember && this.elements.length > 0) json['.'] = {};
    this.elements.forEach((element, index) => {
      json[element] = this.children[index]?.toJSON() ?? {};
    });
    return json;
  }
}

/** No field at all. */
export const NO_FIELDS = new FieldSet(false, [], []);
/** A field that is in the set, and nothing below it. */
export const LEAF = new FieldSet(true, [], []);

/** Every path of the set, those of a level before what is below it; in the order of `compare`. */
export function pathsOf(
  set: FieldSet,
  compare: (a: string, b: string) => number,
): readonly (readonly string[])[] {
  const paths: (readonly string[])[] = [];
  collectPaths(set, [], compare, paths);
  return paths;
}

function collectPaths(
  set: FieldSet,
  prefix: readonly string[],
  compare: (a: string, b: string) => number,
  into: (readonly string[])[],
): void {
  const sorted = [...set.elements].sort(compare);
  for (const element of sorted) {
    if (set.child(element)?.isMember) into.push([...prefix, element]);
  }
  for (const element of sorted) {
    const child = set.child(element);
    if (child !== undefined) collectPaths(child, [...prefix, element], compare, into);
  }
}
