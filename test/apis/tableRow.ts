// Rows and headers of tables as kubectl prints them, for tests.
import assert from 'node:assert/strict';
import { parse } from 'yaml';
import type { ApiObject } from '../../src/apimachinery/objectMeta';
import { parseTime } from '../../src/apimachinery/time';
import { tableOf } from '../../src/apis/printerColumns';

const NOW_MS = parseTime('2026-01-02T00:00:00Z') ?? 0;

/** The row of an object named web, a day old, as `kubectl get` (or `-o wide`) prints it. */
export function row(group: string, kind: string, manifest: string, wide = false): string {
  const object = {
    metadata: {
      name: 'web',
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...(parse(manifest) as { metadata?: object }).metadata,
    },
    spec: {},
    status: {},
    ...Object.fromEntries(
      Object.entries(parse(manifest) as object).filter(([key]) => key !== 'metadata'),
    ),
  } as unknown as ApiObject;
  const table = tableOf({ group, kind });
  const all = table.row(object, NOW_MS);
  assert.equal(all.length, table.columns.length, 'a cell a column');
  return all.filter((_, index) => wide || table.columns[index]?.priority === 0).join(' | ');
}

export function header(group: string, kind: string, wide = false): string {
  const { columns } = tableOf({ group, kind });
  return columns
    .filter((column) => wide || column.priority === 0)
    .map((column) => column.name.toUpperCase())
    .join(' ');
}
