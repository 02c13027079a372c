// Rows of `kubectl get priorityclasses`. Source: k8s.io/kubernetes/pkg/printers/internalversion.
import type { PriorityClass } from '../generated/scheduling/v1';
import {
  age,
  AGE_COLUMN,
  booleanColumn,
  column,
  integerColumn,
  NAME_COLUMN,
  type KindTable,
} from '../printerColumn';

export const PRIORITY_CLASS_TABLE: KindTable<PriorityClass> = {
  columns: [
    NAME_COLUMN,
    integerColumn('Value', 'The priority of its pods.'),
    booleanColumn('Global-Default', 'Whether pods without a class get it.'),
    AGE_COLUMN,
    column('PreemptionPolicy', 'Whether its pods may push others out.'),
  ],
  row: ({ metadata, value, globalDefault, preemptionPolicy }, nowMs) => [
    metadata.name,
    value ?? 0,
    globalDefault ?? false,
    age(metadata.creationTimestamp, nowMs),
    preemptionPolicy ?? '',
  ],
};
