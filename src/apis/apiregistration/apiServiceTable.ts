// Rows of `kubectl get apiservices`. Source: k8s.io/kube-aggregator/pkg/registry/apiservice (etcd.go).
import type { APIService, APIServiceStatus } from '../generated/apiregistration/v1';
import { age, AGE_COLUMN, column, NAME_COLUMN, type KindTable } from '../printerColumn';

export const API_SERVICE_TABLE: KindTable<APIService> = {
  columns: [
    NAME_COLUMN,
    column('Service', 'Who serves the group version: Local is kube-apiserver.'),
    column('Available', 'Whether it is served.'),
    AGE_COLUMN,
  ],
  row: ({ metadata, spec, status }, nowMs) => [
    metadata.name,
    spec?.service === undefined
      ? 'Local'
      : `${spec.service.namespace ?? ''}/${spec.service.name ?? ''}`,
    availableText(status),
    age(metadata.creationTimestamp, nowMs),
  ],
};

/** `False (MissingEndpoints)`. */
function availableText({ conditions }: APIServiceStatus): string {
  const available = conditions?.find(({ type }) => type === 'Available');
  if (available === undefined) return 'Unknown';
  return available.status === 'True' ? 'True' : `${available.status} (${available.reason ?? ''})`;
}
