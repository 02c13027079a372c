// Rows of `kubectl get runtimeclasses`. Source: k8s.io/kubernetes/pkg/printers/internalversion.
import type { RuntimeClass } from '../generated/node/v1';
import { age, AGE_COLUMN, column, NAME_COLUMN, type KindTable } from '../printerColumn';

export const RUNTIME_CLASS_TABLE: KindTable<RuntimeClass> = {
  columns: [NAME_COLUMN, column('Handler', "The runtime's name for it."), AGE_COLUMN],
  row: ({ metadata, handler }, nowMs) => [
    metadata.name,
    handler,
    age(metadata.creationTimestamp, nowMs),
  ],
};
