// Objects with their metadata.managedFields.
import { deepEqual } from '../../../apimachinery/deepEqual';
import type { Mutable } from '../../../apimachinery/mutable';
import type { ApiObject, ManagedFieldsEntry, ObjectMeta } from '../../../apimachinery/objectMeta';
import { withFields } from '../objectParts';

export function withManagedFields(
  object: ApiObject,
  managedFields: readonly ManagedFieldsEntry[],
): ApiObject {
  return { ...object, metadata: metadataWith(object.metadata, { managedFields }) };
}

/** An object without managers has no managedFields. */
export function metadataWith(metadata: ObjectMeta, fields: Partial<ObjectMeta>): ObjectMeta {
  const made: Mutable<ObjectMeta> = withFields(metadata, fields);
  if (!('managedFields' in made) || (made.managedFields?.length ?? 0) > 0) return made;
  delete made.managedFields;
  // An object from which a key was deleted takes several times the memory of its copy.
  return { ...made };
}

/** Whether the object has the same managers with the same fields, whenever they wrote last. */
export function isSameButTimes(
  managedFields: readonly ManagedFieldsEntry[],
  { metadata: { managedFields: stored = [] } }: ApiObject,
): boolean {
  return (
    managedFields === stored ||
    (managedFields.length === stored.length &&
      managedFields.every((entry, index) => {
        const other = stored[index];
        return other !== undefined && deepEqual(entry, { ...other, time: entry.time });
      }))
  );
}
