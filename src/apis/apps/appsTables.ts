// Rows of `kubectl get` for the kinds of apps/v1. Source: k8s.io/kubernetes/pkg/printers/internalversion.
import type { DaemonSet, Deployment, ReplicaSet } from '../generated/apps/v1';
import {
  age,
  AGE_COLUMN,
  column,
  containerCells,
  formatLabels,
  formatSelector,
  integerColumn,
  NAME_COLUMN,
  WORKLOAD_COLUMNS,
  type KindTable,
} from '../printerColumn';
import { replicaTable } from '../replicaTable';

export const DEPLOYMENT_TABLE: KindTable<Deployment> = {
  columns: [
    NAME_COLUMN,
    column('Ready', 'Ready pods of those that are wanted.'),
    column('Up-to-date', 'Pods of the present template.'),
    column('Available', 'Pods that have been ready for long enough.'),
    AGE_COLUMN,
    ...WORKLOAD_COLUMNS,
  ],
  row: ({ metadata, spec, status }, nowMs) => [
    metadata.name,
    `${String(status.readyReplicas ?? 0)}/${String(spec.replicas ?? 0)}`,
    status.updatedReplicas ?? 0,
    status.availableReplicas ?? 0,
    age(metadata.creationTimestamp, nowMs),
    ...containerCells(spec.template.spec?.containers),
    formatSelector(spec.selector),
  ],
};

export const REPLICA_SET_TABLE = replicaTable<ReplicaSet>(({ spec }) =>
  formatSelector(spec.selector),
);

export const DAEMON_SET_TABLE: KindTable<DaemonSet> = {
  columns: [
    NAME_COLUMN,
    integerColumn('Desired', 'Nodes that should run the pod.'),
    integerColumn('Current', 'Nodes that run it.'),
    integerColumn('Ready', 'Nodes on which it is ready.'),
    integerColumn('Up-to-date', 'Nodes that run the present template.'),
    integerColumn('Available', 'Nodes on which it has been ready for long enough.'),
    column('Node Selector', 'Labels of the nodes that it is for.'),
    AGE_COLUMN,
    ...WORKLOAD_COLUMNS,
  ],
  row: ({ metadata, spec, status }, nowMs) => [
    metadata.name,
    status.desiredNumberScheduled,
    status.currentNumberScheduled,
    status.numberReady,
    status.updatedNumberScheduled ?? 0,
    status.numberAvailable ?? 0,
    formatLabels(spec.template.spec?.nodeSelector),
    age(metadata.creationTimestamp, nowMs),
    ...containerCells(spec.template.spec?.containers),
    formatSelector(spec.selector),
  ],
};
