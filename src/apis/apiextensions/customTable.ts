// The table of a custom kind: its name, then what additionalPrinterColumns say, or its age.
// Source: k8s.io/apiextensions-apiserver/pkg/registry/customresource/tableconvertor.
import {
  JsonPathError,
  jsonPathText,
  parseJsonPath,
  type JsonPath,
} from '../../apimachinery/jsonPath';
import type { ApiObject } from '../../apimachinery/objectMeta';
import { parseTime } from '../../apimachinery/time';
import type { CustomResourceColumnDefinition } from '../generated/apiextensions/v1';
import { age, NAME_COLUMN, type Cell, type KindTable, type PrinterColumn } from '../printerColumn';

const AGE: CustomResourceColumnDefinition = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
  description:
    'CreationTimestamp is a timestamp representing the server time when this object was created.',
};

export function customTable(
  definitions: readonly CustomResourceColumnDefinition[] | undefined,
): KindTable<ApiObject> {
  const all = definitions === undefined || definitions.length === 0 ? [AGE] : definitions;
  const columns = all.map((definition) => ({ definition, find: finder(definition.jsonPath) }));
  return {
    columns: [NAME_COLUMN, ...all.map(printerColumn)],
    row: (object, nowMs) => [
      object.metadata.name,
      ...columns.map(({ definition, find }) => cell(definition.type, find(object)[0], nowMs)),
    ],
  };
}

function printerColumn(definition: CustomResourceColumnDefinition): PrinterColumn {
  const { name, type, format = '', description, jsonPath, priority = 0 } = definition;
  const byPath = `Custom resource definition column (in JSONPath format): ${jsonPath}`;
  return { name, type, format, description: description || byPath, priority };
}

/** A path that cannot be understood finds nothing: Kubernetes serves such a definition, too. */
function finder(path: string): JsonPath {
  try {
    return parseJsonPath(path);
  } catch (error) {
    if (error instanceof JsonPathError) return () => [];
    throw error;
  }
}

/** Null where there is no value of the column's type. */
function cell(type: string, value: unknown, nowMs: number): Cell {
  if (value === undefined || value === null) return null;
  switch (type) {
    case 'string':
      return jsonPathText(value);
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      if (typeof value !== 'string') return null;
      return parseTime(value) === undefined ? '<invalid>' : age(value, nowMs);
    default:
      return null;
  }
}
