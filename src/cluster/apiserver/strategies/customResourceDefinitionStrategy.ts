// Source: k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition (strategy.go, etcd.go).
// The status belongs to the controllers of the API server; deletion waits until all objects are gone.
import { setCondition } from '../../../apimachinery/conditions';
import { CLEANUP_FINALIZER, storageVersion } from '../../../apis/apiextensions/definitionState';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionStatus,
} from '../../../apis/generated/apiextensions/v1';
import {
  bumpedBySpec,
  dataStrategy,
  onlyStatus,
  withGeneration,
  withStatusOf,
} from './genericStrategy';
import { ONLY_STATUS } from './resetFields';
import type { Strategy } from './strategy';

const NEW_STATUS: CustomResourceDefinitionStatus = {
  conditions: [],
  acceptedNames: { plural: '', kind: '' },
  storedVersions: [],
};

export const CUSTOM_RESOURCE_DEFINITION_STRATEGY: Strategy<CustomResourceDefinition> = {
  ...dataStrategy<CustomResourceDefinition>(),
  resetFields: ONLY_STATUS,
  prepareForCreate: (definition) =>
    withStoredVersion(withGeneration({ ...definition, status: NEW_STATUS }, 1)),
  prepareForUpdate: (definition, old) =>
    withStoredVersion(bumpedBySpec(withStatusOf(definition, old), old)),
  prepareForStatusUpdate: onlyStatus,
  markTerminating(definition, now) {
    const { metadata, status } = definition;
    const { finalizers = [] } = metadata;
    if (metadata.deletionTimestamp !== undefined) return definition;
    const conditions = setCondition(status.conditions, {
      type: 'Terminating',
      status: 'True',
      reason: 'InstanceDeletionPending',
      message:
        'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
      lastTransitionTime: now,
    });
    return {
      ...definition,
      metadata: finalizers.includes(CLEANUP_FINALIZER)
        ? metadata
        : { ...metadata, finalizers: [...finalizers, CLEANUP_FINALIZER] },
      status: { ...status, conditions },
    };
  },
  // The finalizer comes with the deletion itself.
  holdsDeletion: ({ metadata }) => metadata.deletionTimestamp === undefined,
};

/** Objects may be stored in the version from now on. */
function withStoredVersion(definition: CustomResourceDefinition): CustomResourceDefinition {
  const name = storageVersion(definition)?.name;
  const { storedVersions = [] } = definition.status;
  if (name === undefined || storedVersions.includes(name)) return definition;
  return {
    ...definition,
    status: { ...definition.status, storedVersions: [...storedVersions, name] },
  };
}
