// Which EndpointSlices belong to a Service and to a controller: their labels say so.
// Source: k8s.io/api/discovery/v1 (well_known_labels.go).
import { keyOf } from '../../../apimachinery/objectMeta';
import type { EndpointSlice } from '../../../apis/generated/discovery/v1';
import type { Informer } from '../../client/informer';

export const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';
export const MANAGED_BY_LABEL = 'endpointslice.kubernetes.io/managed-by';
const BY_SERVICE = 'service';

/** Prepares {@link slicesOf}. */
export function indexByService(slices: Informer<EndpointSlice>): void {
  slices.addIndex(
    BY_SERVICE,
    (slice) => {
      const key = serviceKey(slice);
      return key === undefined ? [] : [key];
    },
    ({ metadata }) => metadata.labels,
  );
}

/** The slices of a Service that `manager` looks after. */
export function slicesOf(
  slices: Informer<EndpointSlice>,
  manager: string,
  key: string,
): readonly EndpointSlice[] {
  return slices
    .byIndex(BY_SERVICE, key)
    .filter((slice) => isManagedBy(slice, manager))
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** The key of its Service, where `manager` looks after the slice. */
export function serviceOfSlice(slice: EndpointSlice, manager: string): string | undefined {
  return isManagedBy(slice, manager) ? serviceKey(slice) : undefined;
}

function isManagedBy({ metadata }: EndpointSlice, manager: string): boolean {
  return metadata.labels?.[MANAGED_BY_LABEL] === manager;
}

function serviceKey({ metadata: { labels, namespace } }: EndpointSlice): string | undefined {
  const name = labels?.[SERVICE_NAME_LABEL];
  return name === undefined ? undefined : keyOf(namespace, name);
}
