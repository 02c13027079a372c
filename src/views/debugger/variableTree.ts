// Objects as a debugger shows them: a tree of names and values, unfolded as far as somebody looks.
import { isJsonObject } from '../../apimachinery/jsonObject';
import type { ApiObject } from '../../apimachinery/objectMeta';
import { pathStep } from './pathText';

export interface VariableNode {
  readonly name: string;
  /** One line. */
  readonly value: string;
  /** What a watch would have to be to show the same. */
  readonly expression?: string;
  /** Where a breakpoint on a change of the value can be set. */
  readonly field?: FieldOfObject;
  /** Absent for what has no parts. */
  readonly children?: () => readonly VariableNode[];
  readonly childCount?: number;
  /** The children are numbered, and many: they may be shown in pages. */
  readonly indexed?: boolean;
}

/** A field, or with path `''` a whole object. */
export interface FieldOfObject {
  readonly group: string;
  readonly plural: string;
  readonly namespace: string | undefined;
  readonly name: string;
  /** JSONPath: `.spec.replicas`. */
  readonly path: string;
}

/** An object with its fields; `field` undefined where it cannot change any more. */
export function objectVariable(
  name: string,
  object: ApiObject,
  expression: string | undefined,
  field: FieldOfObject | undefined,
): VariableNode {
  const { kind, metadata } = object;
  const node = valueVariable(name, object, expression, field);
  return { ...node, value: `${kind} ${metadata.name}` };
}

/** Any JSON value. */
export function valueVariable(
  name: string,
  value: unknown,
  expression: string | undefined,
  field: FieldOfObject | undefined,
): VariableNode {
  const own = {
    name,
    ...(expression === undefined ? {} : { expression }),
    ...(field === undefined ? {} : { field }),
  };
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return {
      ...own,
      value: items.length === 0 ? '[]' : `${String(items.length)} × ${shortText(items[0])}`,
      ...parts(
        items.map((item, index) => [`[${String(index)}]`, item] as const),
        own,
        true,
      ),
    };
  }
  if (!isJsonObject(value)) return { ...own, value: JSON.stringify(value) ?? 'not set' };
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return {
    ...own,
    value: shortText(value),
    ...parts(
      entries.map(([key, each]) => [key, each] as const),
      own,
      false,
    ),
  };
}

function parts(
  entries: readonly (readonly [string, unknown])[],
  { expression, field }: Pick<VariableNode, 'expression' | 'field'>,
  indexed: boolean,
): Pick<VariableNode, 'children' | 'childCount' | 'indexed'> {
  if (entries.length === 0) return {};
  return {
    childCount: entries.length,
    ...(indexed ? { indexed } : {}),
    children: () =>
      entries.map(([key, value], index) => {
        const step = pathStep(indexed ? index : key);
        return valueVariable(
          key,
          value,
          expression === undefined ? undefined : expression + step,
          field === undefined ? undefined : { ...field, path: field.path + step },
        );
      }),
  };
}

const MAX_SHORT = 60;

/** The first fields of an object: `{name: "web", image: "nginx:1.29", …}`. */
function shortText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : '[…]';
  if (!isJsonObject(value)) return JSON.stringify(value) ?? 'not set';
  let text = '';
  for (const [key, each] of Object.entries(value)) {
    const shown = typeof each === 'object' && each !== null ? '…' : JSON.stringify(each);
    const next = `${text === '' ? '' : ', '}${key}: ${shown ?? 'not set'}`;
    if (text.length + next.length > MAX_SHORT) return text === '' ? '{…}' : `{${text}, …}`;
    text += next;
  }
  return `{${text}}`;
}
