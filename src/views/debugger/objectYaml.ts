// An object as YAML, as `kubectl get -o yaml` prints it.
import { stringify } from 'yaml';
import type { ApiObject } from '../../apimachinery/objectMeta';

/** Empty for an object that is not there. Keys in their order; managedFields left out. */
export function objectYaml(object: ApiObject | undefined): string {
  if (object === undefined) return '';
  return stringify(
    { ...object, metadata: { ...object.metadata, managedFields: undefined } },
    { sortMapEntries: true, aliasDuplicateObjects: false, lineWidth: 0 },
  );
}
