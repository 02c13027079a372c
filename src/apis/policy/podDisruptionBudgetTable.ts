// Rows of `kubectl get pdb`. Source: k8s.io/kubernetes/pkg/printers/internalversion.
import type { PodDisruptionBudget } from '../generated/policy/v1';
import {
  age,
  AGE_COLUMN,
  column,
  integerColumn,
  NAME_COLUMN,
  type KindTable,
} from '../printerColumn';

export const POD_DISRUPTION_BUDGET_TABLE: KindTable<PodDisruptionBudget> = {
  columns: [
    NAME_COLUMN,
    column('Min Available', 'Pods that must stay.'),
    column('Max Unavailable', 'Pods that may be missing.'),
    integerColumn('Allowed Disruptions', 'Pods that may be evicted now.'),
    AGE_COLUMN,
  ],
  row: ({ metadata, spec, status }, nowMs) => [
    metadata.name,
    String(spec?.minAvailable ?? 'N/A'),
    String(spec?.maxUnavailable ?? 'N/A'),
    status.disruptionsAllowed ?? 0,
    age(metadata.creationTimestamp, nowMs),
  ],
};
