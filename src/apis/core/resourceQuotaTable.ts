// Rows of `kubectl get resourcequotas`. Source: k8s.io/kubernetes/pkg/printers/internalversion.
import { canonicalQuantity } from '../../apimachinery/quantity';
import type { ResourceQuota } from '../generated/core/v1';
import { age, AGE_COLUMN, column, NAME_COLUMN, type KindTable } from '../printerColumn';

export const RESOURCE_QUOTA_TABLE: KindTable<ResourceQuota> = {
  columns: [
    NAME_COLUMN,
    column('Request', 'Used and allowed amounts, but for limits.'),
    column('Limit', 'Used and allowed sums of limits.'),
    AGE_COLUMN,
  ],
  row(quota, nowMs) {
    const { hard = {}, used = {} } = quota.status;
    const requests: string[] = [];
    const limits: string[] = [];
    for (const name of Object.keys(hard).sort()) {
      const text = `${name}: ${canonicalQuantity(used[name] ?? '0')}/${canonicalQuantity(hard[name] ?? '0')}`;
      (name.startsWith('limits.') ? limits : requests).push(text);
    }
    return [
      quota.metadata.name,
      requests.join(', '),
      limits.join(', '),
      age(quota.metadata.creationTimestamp, nowMs),
    ];
  },
};
