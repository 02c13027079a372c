// What a CustomResourceDefinition's status says: which names are taken, whether it is served.
// Source: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions (helpers.go).
import { isConditionTrue } from '../../apimachinery/conditions';
import type {
  CustomResourceDefinition,
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

export function storageVersion({
  spec,
}: CustomResourceDefinition): CustomResourceDefinitionVersion | undefined {
  return spec.versions.find(({ storage }) => storage);
}
