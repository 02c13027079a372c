// A condition on an object, in the words of `kubectl wait --for`: `condition=Available`,
// `condition=Ready=false`, `jsonpath={.status.phase}=Running`, `create`, `delete`.
// Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_wait/
import { findCondition, type ConditionLike } from '../../apimachinery/conditions';
import { isJsonObject } from '../../apimachinery/jsonObject';
import { JsonPathError, jsonPathText, parseJsonPath } from '../../apimachinery/jsonPath';
import type { ApiObject } from '../../apimachinery/objectMeta';

export interface WaitCondition {
  /** As kubectl takes it. */
  readonly text: string;
  /** Undefined: there is no such object. */
  holds(object: ApiObject | undefined): boolean;
}

/** A condition that cannot be understood; the message is for people. */
export class WaitConditionError extends Error {}

/** Throws {@link WaitConditionError}. */
export function parseWaitCondition(text: string): WaitCondition {
  const trimmed = text.trim().replace(/^--for[ =]/, '');
  const [word = ''] = trimmed.split('=', 1);
  const rest = trimmed.slice(word.length + 1);
  switch (word.toLowerCase()) {
    case 'create':
      return { text: 'create', holds: (object) => object !== undefined };
    case 'delete':
      return { text: 'delete', holds: (object) => object === undefined };
    case 'condition':
      return statusCondition(trimmed, rest);
    case 'jsonpath':
      return pathCondition(trimmed, rest);
    default:
      throw new WaitConditionError(`unrecognized condition: ${JSON.stringify(trimmed)}`);
  }
}

function statusCondition(text: string, rest: string): WaitCondition {
  const [type = '', wanted = 'true'] = rest.split('=');
  if (type === '') throw new WaitConditionError('Name a condition: condition=Available');
  return {
    text,
    holds: (object) => {
      const status = object === undefined ? undefined : statusOf(object);
      const conditions = status?.['conditions'];
      if (object === undefined || !Array.isArray(conditions)) return false;
      // Conditions of all kinds have a type and a status; kubectl takes no others either.
      const found = findCondition(conditions as readonly Condition[], type);
      if (found?.status.toLowerCase() !== wanted.toLowerCase()) return false;
      // What was said of an older spec says nothing of this one.
      const observed = found.observedGeneration ?? status?.['observedGeneration'];
      return typeof observed !== 'number' || observed >= (object.metadata.generation ?? 0);
    },
  };
}

type Condition = ConditionLike & { readonly observedGeneration?: number | undefined };

function statusOf(object: ApiObject): Record<string, unknown> | undefined {
  // Kinds without a status have none; those with one have an object there.
  const { status } = object as { readonly status?: unknown };
  return isJsonObject(status) ? status : undefined;
}

function pathCondition(text: string, rest: string): WaitCondition {
  const equals = topLevelEquals(rest);
  const path = unquoted(equals < 0 ? rest : rest.slice(0, equals));
  const wanted = equals < 0 ? undefined : unquoted(rest.slice(equals + 1));
  if (path === '' || wanted === '') {
    throw new WaitConditionError('Name a path and a value: jsonpath={.status.phase}=Running');
  }
  const find = readPath(path);
  return {
    text,
    holds: (object) => {
      if (object === undefined) return false;
      const [value, ...others] = find(object);
      if (value === undefined || others.length > 0 || typeof value === 'object') return false;
      return wanted === undefined || jsonPathText(value) === wanted;
    },
  };
}

function readPath(path: string): ReturnType<typeof parseJsonPath> {
  try {
    return parseJsonPath(path);
  } catch (error) {
    if (error instanceof JsonPathError) throw new WaitConditionError(error.message);
    throw error;
  }
}

/** The `=` between path and value: not those inside of the path's filters. */
function topLevelEquals(text: string): number {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if ('[({'.includes(character)) depth++;
    else if ('])}'.includes(character)) depth--;
    else if (character === '=' && depth === 0) return index;
  }
  return -1;
}

function unquoted(text: string): string {
  return text.trim().replace(/^['"]+|['"]+$/g, '');
}
