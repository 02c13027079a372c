// Rows of `kubectl get podmetrics` and `nodemetrics`.
// Source: https://github.com/kubernetes-sigs/metrics-server (pkg/api/table.go).
import type { ApiObject } from '../apimachinery/objectMeta';
import { column, NAME_COLUMN, type KindTable } from '../apis/printerColumn';

/** As metrics-server has them: `250000n` and `10240Ki`. */
export interface UsedQuantities {
  readonly cpu: string;
  readonly memory: string;
}

/** Of a node, or of each of a pod's containers. */
export interface Metrics extends ApiObject {
  readonly timestamp: string;
  /** Of the time in which it was used. */
  readonly window: string;
  readonly usage?: UsedQuantities;
  readonly containers?: readonly { readonly name: string; readonly usage: UsedQuantities }[];
}

export const METRICS_TABLE: KindTable<Metrics> = {
  columns: [
    NAME_COLUMN,
    { ...column('cpu', ''), format: 'quantity' },
    { ...column('memory', ''), format: 'quantity' },
    { ...column('Window', ''), format: 'duration' },
  ],
  row({ metadata, usage, containers = [], window }) {
    const used = usage === undefined ? containers.map((each) => each.usage) : [usage];
    const sum = (resource: keyof UsedQuantities): string => {
      const amounts = used.map((each) => Number.parseInt(each[resource], 10));
      const unit = resource === 'cpu' ? 'n' : 'Ki';
      return `${String(amounts.reduce((total, amount) => total + amount, 0))}${unit}`;
    };
    return [metadata.name, sum('cpu'), sum('memory'), window];
  },
};
