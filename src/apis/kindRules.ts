// What the API server and the editor both need to know of a kind beyond its schema: defaults,
// validation and selectable fields. Pure; one constant of this type per kind.
import type { FieldError } from '../apimachinery/apiStatus';
import type { ApiObject, StringMap } from '../apimachinery/objectMeta';
import type { Resource } from '../apimachinery/resource';

export interface KindRules<T extends ApiObject> {
  readonly resource: Resource<T>;
  /** What the schema requires is enforced too: the rules look at part of the fields only. */
  readonly needsSchema?: true;
  /**
   * Fills in what the user left out (SetDefaults_* of Kubernetes). Returns the same reference where
   * nothing was missing, and shares all unchanged parts with its argument.
   */
  defaults(object: T): T;
  /** Complaints about an object to be created, metadata included (the registry has set the name). */
  validate(object: T): readonly FieldError[];
  /** Complaints about replacing `old` by `object`: `validate` of the spec, and immutable fields. */
  validateUpdate(object: T, old: T): readonly FieldError[];
  /** Complaints about a write to the status subresource. */
  validateStatusUpdate?(object: T, old: T): readonly FieldError[];
  /** Complaints about a write to a further subresource, by its name. */
  readonly subresources?: Readonly<Record<string, (object: T, old: T) => readonly FieldError[]>>;
  /** What the user is told of though it is accepted: fields that are deprecated or have no effect. */
  warnings?(object: T, old: T | undefined): readonly string[];
  /** Values for field selectors beyond metadata.name and metadata.namespace. */
  selectableFields?(object: T): StringMap;
}
