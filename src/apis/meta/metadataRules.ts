// Rules of kinds of which nothing but metadata is checked.
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import type { KindRules } from '../kindRules';
import type { FieldErrors } from './fieldChecks';
import { checkObjectMeta, checkObjectMetaUpdate } from './objectMetaValidation';

/** `checkName` is the rule for names of the kind. */
export function metadataRules<T extends ApiObject>(
  resource: Resource<T>,
  checkName: (name: string) => readonly string[],
): KindRules<T> {
  return {
    resource,
    defaults: (object) => object,
    validate(object) {
      const errors: FieldErrors = [];
      checkObjectMeta(errors, object.metadata, resource.namespaced, checkName);
      return errors;
    },
    validateUpdate(object, old) {
      const errors: FieldErrors = [];
      checkObjectMetaUpdate(errors, object.metadata, old.metadata);
      return errors;
    },
  };
}
