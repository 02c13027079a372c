// The shape of a kind's table: columns and one row an object, as the API server makes it for
// `kubectl get`. Source: k8s.io/kubernetes/pkg/printers/internalversion.
import { formatLabelSelectorSpec } from '../apimachinery/labelSelector';
import type { StringMap } from '../apimachinery/objectMeta';
import { humanDuration, parseTime } from '../apimachinery/time';
import type { Container } from './generated/core/v1';
import type { LabelSelector } from './generated/meta/v1';

/** metav1.TableColumnDefinition; columns with priority 1 are shown by `-o wide` only. */
export interface PrinterColumn {
  readonly name: string;
  /** `string`, `integer`, `boolean`; custom kinds have `number` and `date` as well. */
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

/** Null for a value that a custom resource does not have. */
export type Cell = string | number | boolean | null;

export interface KindTable<T> {
  readonly columns: readonly PrinterColumn[];
  /** One cell a column; `nowMs` is the wall clock in ms since 1970, for ages. */
  row(object: T, nowMs: number): readonly Cell[];
  /** Where the rows of a list are not in the order of the list. */
  compare?(a: T, b: T): number;
}

export const NAME_COLUMN: PrinterColumn = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'Name of the object, unique in its namespace.',
  priority: 0,
};

export function column(name: string, description: string, priority: 0 | 1 = 0): PrinterColumn {
  return { name, type: 'string', format: '', description, priority };
}

export function wideColumn(name: string, description: string): PrinterColumn {
  return column(name, description, 1);
}

export function integerColumn(name: string, description: string): PrinterColumn {
  return { name, type: 'integer', format: '', description, priority: 0 };
}

export function booleanColumn(name: string, description: string): PrinterColumn {
  return { name, type: 'boolean', format: '', description, priority: 0 };
}

export const AGE_COLUMN = column('Age', 'Time since the object was created.');

export const CONTAINER_COLUMNS: readonly PrinterColumn[] = [
  wideColumn('Containers', 'Names of the containers in the template.'),
  wideColumn('Images', 'Images of the containers in the template.'),
];

export const WORKLOAD_COLUMNS: readonly PrinterColumn[] = [
  ...CONTAINER_COLUMNS,
  wideColumn('Selector', 'Labels of the pods that belong to it.'),
];

/** `5m`, or `<unknown>` where there is no time. */
export function age(time: string | undefined, nowMs: number): string {
  const thenMs = time === undefined ? undefined : parseTime(time);
  return thenMs === undefined ? '<unknown>' : humanDuration(nowMs - thenMs);
}

/** Names and images of a template's containers. */
export function containerCells(containers: readonly Container[] | undefined): readonly Cell[] {
  const list = containers ?? [];
  return [
    list.map((container) => container.name).join(','),
    list.map((container) => container.image ?? '').join(','),
  ];
}

/** `app=web,tier=front` in the order of keys, or `<none>` (labels.FormatLabels). */
export function formatLabels(labels: StringMap | undefined): string {
  const text = Object.keys(labels ?? {})
    .sort()
    .map((key) => `${key}=${labels?.[key] ?? ''}`)
    .join(',');
  return text || '<none>';
}

export function formatSelector(selector: LabelSelector | undefined): string {
  return formatLabelSelectorSpec(selector);
}
