// Rows of `kubectl get` for dynamic resource allocation. Source: k8s.io/kubernetes/pkg/printers/internalversion.
import type {
  DeviceClass,
  ResourceClaim,
  ResourceClaimTemplate,
  ResourceSlice,
} from '../generated/resource/v1';
import { age, AGE_COLUMN, column, NAME_COLUMN, type KindTable } from '../printerColumn';

/** For device classes and templates of claims. */
export const NAME_AND_AGE_TABLE: KindTable<DeviceClass | ResourceClaimTemplate> = {
  columns: [NAME_COLUMN, AGE_COLUMN],
  row: ({ metadata }, nowMs) => [metadata.name, age(metadata.creationTimestamp, nowMs)],
};

export const RESOURCE_CLAIM_TABLE: KindTable<ResourceClaim> = {
  columns: [NAME_COLUMN, column('State', 'pending, allocated, reserved, deleted.'), AGE_COLUMN],
  row: (claim, nowMs) => [
    claim.metadata.name,
    claimState(claim),
    age(claim.metadata.creationTimestamp, nowMs),
  ],
};

/** `allocated,reserved`. */
function claimState({ metadata, status }: ResourceClaim): string {
  const states = metadata.deletionTimestamp === undefined ? [] : ['deleted'];
  if (status.allocation === undefined) return states[0] ?? 'pending';
  states.push('allocated');
  if ((status.reservedFor?.length ?? 0) > 0) states.push('reserved');
  return states.join(',');
}

export const RESOURCE_SLICE_TABLE: KindTable<ResourceSlice> = {
  columns: [
    NAME_COLUMN,
    column('Node', 'The node that has the devices.'),
    column('Driver', 'The driver of the devices.'),
    column('Pool', 'The pool that they belong to.'),
    AGE_COLUMN,
  ],
  row: ({ metadata, spec }, nowMs) => [
    metadata.name,
    spec.nodeName ?? '',
    spec.driver,
    spec.pool.name,
    age(metadata.creationTimestamp, nowMs),
  ],
};
