// The tables of all kinds: what `kubectl get` shows of them.
import type { ApiObject } from '../apimachinery/objectMeta';
import type { Resource } from '../apimachinery/resource';
import { DAEMON_SET_TABLE, DEPLOYMENT_TABLE, REPLICA_SET_TABLE } from './apps/appsTables';
import {
  CONFIG_MAP_TABLE,
  EVENT_TABLE,
  NAMESPACE_TABLE,
  REPLICATION_CONTROLLER_TABLE,
  SECRET_TABLE,
  SERVICE_ACCOUNT_TABLE,
  SERVICE_TABLE,
} from './core/coreTables';
import { NODE_TABLE } from './core/nodeTable';
import { POD_TABLE } from './core/podTable';
import { ENDPOINT_SLICE_TABLE } from './discovery/endpointSliceTable';
import type { Lease } from './generated/coordination/v1';
import { age, AGE_COLUMN, column, NAME_COLUMN, type KindTable } from './printerColumn';

// Views name a pod's state in the words of the STATUS column.
export { podReadiness, podRestarts, podStatusText } from './core/podTable';
export { nodeStatusText } from './core/nodeTable';

const LEASE_TABLE: KindTable<Lease> = {
  columns: [NAME_COLUMN, column('Holder', 'Who holds the lease.'), AGE_COLUMN],
  row: ({ metadata, spec }, nowMs) => [
    metadata.name,
    spec.holderIdentity ?? '',
    age(metadata.creationTimestamp, nowMs),
  ],
};

/** Kinds without columns of their own show when they were created. */
const PLAIN_TABLE: KindTable<ApiObject> = {
  columns: [NAME_COLUMN, column('Created At', 'When the object was created.')],
  row: ({ metadata }) => [metadata.name, metadata.creationTimestamp],
};

/** By `group/kind`. Methods take the object whose kind they were looked up by. */
const TABLES: Readonly<Record<string, KindTable<never>>> = {
  '/Pod': POD_TABLE,
  '/Node': NODE_TABLE,
  '/Namespace': NAMESPACE_TABLE,
  '/ReplicationController': REPLICATION_CONTROLLER_TABLE,
  '/Service': SERVICE_TABLE,
  '/ConfigMap': CONFIG_MAP_TABLE,
  '/Secret': SECRET_TABLE,
  '/ServiceAccount': SERVICE_ACCOUNT_TABLE,
  '/Event': EVENT_TABLE,
  'apps/Deployment': DEPLOYMENT_TABLE,
  'apps/ReplicaSet': REPLICA_SET_TABLE,
  'apps/DaemonSet': DAEMON_SET_TABLE,
  'discovery.k8s.io/EndpointSlice': ENDPOINT_SLICE_TABLE,
  'coordination.k8s.io/Lease': LEASE_TABLE,
};

/** The table of a kind; every kind has one. */
export function tableOf<T extends ApiObject>(
  resource: Pick<Resource<T>, 'group' | 'kind'>,
): KindTable<T> {
  const table = TABLES[`${resource.group}/${resource.kind}`] ?? PLAIN_TABLE;
  // The key says which kind of object the table is for.
  return table;
}
