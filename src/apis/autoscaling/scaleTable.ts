// The row of `kubectl get --subresource=scale`. Source: k8s.io/kubernetes/pkg/printers/internalversion (printScale).
import type { Scale } from '../generated/autoscaling/v1';
import { age, AGE_COLUMN, integerColumn, NAME_COLUMN, type KindTable } from '../printerColumn';

export const SCALE_TABLE: KindTable<Scale> = {
  columns: [
    NAME_COLUMN,
    integerColumn('Desired', 'Pods that there should be.'),
    integerColumn('Available', 'Pods that there are.'),
    AGE_COLUMN,
  ],
  row: ({ metadata, spec, status }, nowMs) => [
    metadata.name,
    spec.replicas ?? 0,
    status.replicas,
    age(metadata.creationTimestamp, nowMs),
  ],
};
