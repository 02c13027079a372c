// Rows of `kubectl get` for the kinds of apps/v1. Source: k8s.io/kubernetes/pkg/printers/internalversion.
import type { OwnerReference } from '../../apimachinery/objectMeta';
import { parseApiVersion, qualifiedKind } from '../../apimachinery/resource';
import type {
  ControllerRevision,
  DaemonSet,
  Deployment,
  ReplicaSet,
  StatefulSet,
} from '../generated/apps/v1';
import {
  age,
  AGE_COLUMN,
  column,
  CONTAINER_COLUMNS,
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

export const STATEFUL_SET_TABLE: KindTable<StatefulSet> = {
  columns: [
    NAME_COLUMN,
    column('Ready', 'Ready pods of those that are wanted.'),
    AGE_COLUMN,
    ...CONTAINER_COLUMNS,
  ],
  row: ({ metadata, spec, status }, nowMs) => [
    metadata.name,
    `${String(status.readyReplicas ?? 0)}/${String(spec.replicas ?? 0)}`,
    age(metadata.creationTimestamp, nowMs),
    ...containerCells(spec.template.spec?.containers),
  ],
};

export const CONTROLLER_REVISION_TABLE: KindTable<ControllerRevision> = {
  columns: [
    NAME_COLUMN,
    column('Controller', 'Whose history it belongs to.'),
    column('Revision', 'Number of the revision.'),
    AGE_COLUMN,
  ],
  row: ({ metadata, revision }, nowMs) => [
    metadata.name,
    controllerText(metadata.ownerReferences?.find(({ controller }) => controller === true)),
    revision,
    age(metadata.creationTimestamp, nowMs),
  ],
};

/** `statefulset.apps/web`. */
function controllerText(owner: OwnerReference | undefined): string {
  if (owner === undefined) return '<none>';
  const { group } = parseApiVersion(owner.apiVersion);
  return `${qualifiedKind({ group, kind: owner.kind }).toLowerCase()}/${owner.name}`;
}
