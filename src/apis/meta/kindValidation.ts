// The two ways in which an object is validated, when it is created and when it takes the place of
// another, around what is checked both times.
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import type { KindRules } from '../kindRules';
import type { FieldErrors } from './fieldChecks';
import { checkObjectMeta, checkObjectMetaUpdate } from './objectMetaValidation';

interface KindChecks<T extends ApiObject> {
  /** The rule for names of the kind. */
  readonly name: (name: string) => readonly string[];
  /** What the kind's fields must be, at any time. */
  readonly check: (errors: FieldErrors, object: T, old: T | undefined) => void;
  /** What may not change. */
  readonly checkUpdate?: (errors: FieldErrors, object: T, old: T) => void;
}

export function kindValidation<T extends ApiObject>(
  resource: Resource<T>,
  { name, check, checkUpdate }: KindChecks<T>,
): Pick<KindRules<T>, 'resource' | 'validate' | 'validateUpdate'> {
  return {
    resource,
    validate(object) {
      const errors: FieldErrors = [];
      checkObjectMeta(errors, object.metadata, resource.namespaced, name);
      check(errors, object, undefined);
      return errors;
    },
    validateUpdate(object, old) {
      const errors: FieldErrors = [];
      checkObjectMetaUpdate(errors, object.metadata, old.metadata);
      check(errors, object, old);
      checkUpdate?.(errors, object, old);
      return errors;
    },
  };
}
