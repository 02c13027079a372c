// Rows of `kubectl get` for what keeps a number of pods: replica sets, and the replication controllers
// before them. Source: k8s.io/kubernetes/pkg/printers/internalversion (printReplicaSet).
import type { ObjectMeta } from '../apimachinery/objectMeta';
import type { Container } from './generated/core/v1';
import {
  age,
  AGE_COLUMN,
  containerCells,
  integerColumn,
  NAME_COLUMN,
  WORKLOAD_COLUMNS,
  type KindTable,
} from './printerColumn';

interface Replicas {
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly replicas?: number | undefined;
    readonly template?:
      { readonly spec?: { readonly containers: readonly Container[] } | undefined } | undefined;
  };
  readonly status: { readonly replicas: number; readonly readyReplicas?: number | undefined };
}

/** `selectorOf` prints the selector, which the two kinds write in different ways. */
export function replicaTable<T extends Replicas>(selectorOf: (object: T) => string): KindTable<T> {
  return {
    columns: [
      NAME_COLUMN,
      integerColumn('Desired', 'Pods that are wanted.'),
      integerColumn('Current', 'Pods that are there.'),
      integerColumn('Ready', 'Pods that are ready.'),
      AGE_COLUMN,
      ...WORKLOAD_COLUMNS,
    ],
    row: (object, nowMs) => [
      object.metadata.name,
      object.spec.replicas ?? 0,
      object.status.replicas,
      object.status.readyReplicas ?? 0,
      age(object.metadata.creationTimestamp, nowMs),
      ...containerCells(object.spec.template?.spec?.containers),
      selectorOf(object),
    ],
  };
}
