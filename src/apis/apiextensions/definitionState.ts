// What a CustomResourceDefinition's status says: which names are taken, whether it is served.
// Source: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions (helpers.go).
import { isConditionTrue } from '../../apimachinery/conditions';
import type { Resource } from '../../apimachinery/resource';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionNames,
  CustomResourceDefinitionVersion,
} from '../generated/apiextensions/v1';

/** Holds a definition until its objects are gone. */
export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

/** Its kinds are in discovery, and requests for them are answered. */
export function isEstablished({ status }: CustomResourceDefinition): boolean {
  return isConditionTrue(status.conditions, 'Established');
}

/** It is being deleted, and takes no new objects. */
export function isTerminating({ status }: CustomResourceDefinition): boolean {
  return isConditionTrue(status.conditions, 'Terminating');
}

/** Those that it has been given, or else those that it wishes for. */
export function namesOf({ spec, status }: CustomResourceDefinition): CustomResourceDefinitionNames {
  return status.acceptedNames ?? spec.names;
}

export function storageVersion({
  spec,
}: CustomResourceDefinition): CustomResourceDefinitionVersion | undefined {
  return spec.versions.find(({ storage }) => storage);
}

/** Its objects in the version that they are stored in, or one that is served if that is not. */
export function definedResource(definition: CustomResourceDefinition): Resource {
  const { spec } = definition;
  const { plural, kind } = namesOf(definition);
  const storage = storageVersion(definition);
  const version = storage?.served === true ? storage : spec.versions.find(({ served }) => served);
  const namespaced = spec.scope === 'Namespaced';
  return { group: spec.group, version: version?.name ?? '', plural, kind, namespaced };
}
