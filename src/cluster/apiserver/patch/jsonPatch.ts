// JSON Patch (RFC 6902), as the API server applies it. Nothing is changed in place: what an operation
// touches is copied on the way to it, and the rest is shared with the original.
// Source: https://www.rfc-editor.org/rfc/rfc6902; messages: gopkg.in/evanphx/json-patch.v4.
import { deepEqual } from '../../../apimachinery/deepEqual';
import { isJsonObject } from '../../../apimachinery/jsonObject';
import type { JsonPatchOperation } from '../../client/apiHandler';
import { setOwn } from './mergePatch';

/** A patch that cannot be applied to the document. */
export class JsonPatchError extends Error {
  override readonly name = 'JsonPatchError';
}

/** Throws {@link JsonPatchError}; then nothing is applied. */
export function applyJsonPatch(
  document: unknown,
  operations: readonly JsonPatchOperation[],
): unknown {
  return operations.reduce(applyOperation, document);
}

function applyOperation(document: unknown, operation: JsonPatchOperation): unknown {
  const path = parsePointer(operation.path, operation.op);
  switch (operation.op) {
    case 'add':
      return edited(document, path, operation, (holder, key) =>
        inserted(holder, key, operation.value),
      );
    case 'remove':
      return edited(document, path, operation, removed);
    case 'replace':
      return edited(document, path, operation, (holder, key) =>
        replaced(holder, key, operation.value),
      );
    case 'move': {
      const from = parsePointer(operation.from ?? '', operation.op);
      const value = valueAt(document, from, operation);
      const without = edited(document, from, operation, removed);
      return edited(without, path, operation, (holder, key) => inserted(holder, key, value));
    }
    case 'copy': {
      const value = valueAt(document, parsePointer(operation.from ?? '', operation.op), operation);
      return edited(document, path, operation, (holder, key) => inserted(holder, key, value));
    }
    case 'test':
      assertValue(document, path, operation);
      return document;
  }
}

/** `/a~1b/0` -> `['a/b', '0']`. */
function parsePointer(pointer: string, op: string): readonly string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) {
    throw new JsonPatchError(
      `${op} operation does not apply: doc is missing path: "${pointer}": missing value`,
    );
  }
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

type Edit = (holder: unknown[] | Record<string, unknown>, key: string) => void;

/** The document with the holder of the path's last step copied and edited. An empty path is the document. */
function edited(
  document: unknown,
  path: readonly string[],
  operation: JsonPatchOperation,
  edit: Edit,
): unknown {
  const [step, ...rest] = path;
  if (step === undefined) {
    const root: Record<string, unknown> = { document };
    editOne(root, 'document', operation, edit);
    return root.document;
  }
  const copy = copyOf(document, operation);
  if (rest.length === 0) {
    editOne(copy, step, operation, edit);
    return copy;
  }
  const child = childOf(document, step);
  if (child === undefined) throw missing(operation, 'missing value');
  const next = edited(child, rest, operation, edit);
  if (Array.isArray(copy)) copy[Number(step)] = next;
  else setOwn(copy, step, next);
  return copy;
}

function editOne(
  holder: unknown[] | Record<string, unknown>,
  key: string,
  operation: JsonPatchOperation,
  edit: Edit,
): void {
  try {
    edit(holder, key);
  } catch (error) {
    if (error instanceof MissingError) throw missing(operation, error.message);
    throw error;
  }
}

function inserted(holder: unknown[] | Record<string, unknown>, key: string, value: unknown): void {
  if (!Array.isArray(holder)) {
    setOwn(holder, key, value);
    return;
  }
  const index = key === '-' ? holder.length : indexOf(key);
  if (index > holder.length)
    throw new MissingError(`Unable to access invalid index: ${key}: invalid index referenced`);
  holder.splice(index, 0, value);
}

function replaced(holder: unknown[] | Record<string, unknown>, key: string, value: unknown): void {
  assertPresent(holder, key);
  if (Array.isArray(holder)) holder[indexOf(key)] = value;
  else setOwn(holder, key, value);
}

function removed(holder: unknown[] | Record<string, unknown>, key: string): void {
  assertPresent(holder, key);
  if (Array.isArray(holder)) holder.splice(indexOf(key), 1);
  else delete holder[key];
}

function assertPresent(holder: unknown[] | Record<string, unknown>, key: string): void {
  if (childOf(holder, key) === undefined) throw new MissingError('missing value');
}

function assertValue(
  document: unknown,
  path: readonly string[],
  operation: JsonPatchOperation,
): void {
  let value = document;
  for (const step of path) value = childOf(value, step);
  if (!deepEqual(value ?? null, operation.value ?? null)) {
    throw new JsonPatchError(`testing path ${operation.path} failed: test failed`);
  }
}

function valueAt(
  document: unknown,
  path: readonly string[],
  operation: JsonPatchOperation,
): unknown {
  let value = document;
  for (const step of path) {
    value = childOf(value, step);
    if (value === undefined) throw missing(operation, 'missing value');
  }
  return value;
}

function childOf(holder: unknown, step: string): unknown {
  // What is JSON holds JSON.
  if (Array.isArray(holder))
    return /^\d+$/.test(step) ? (holder as readonly unknown[])[Number(step)] : undefined;
  if (!isJsonObject(holder) || !Object.hasOwn(holder, step)) return undefined;
  return holder[step];
}

function copyOf(
  value: unknown,
  operation: JsonPatchOperation,
): unknown[] | Record<string, unknown> {
  // What is JSON holds JSON.
  if (Array.isArray(value)) return [...(value as readonly unknown[])];
  if (isJsonObject(value)) return { ...value };
  throw missing(operation, 'missing value');
}

function indexOf(key: string): number {
  if (!/^\d+$/.test(key)) throw new MissingError(`strconv.Atoi: parsing "${key}": invalid syntax`);
  return Number(key);
}

/** Where the last step leads nowhere; worded with the operation further up. */
class MissingError extends Error {}

function missing({ op, path }: JsonPatchOperation, why: string): JsonPatchError {
  switch (op) {
    case 'remove':
      return new JsonPatchError(
        `remove operation does not apply: doc is missing path: "${path}": ${why}`,
      );
    case 'replace':
      return new JsonPatchError(
        `replace operation does not apply: doc is missing key: ${path}: ${why}`,
      );
    case 'add':
      return new JsonPatchError(
        `add operation does not apply: doc is missing path: "${path}": ${why}`,
      );
    case 'move':
    case 'copy':
    case 'test':
      return new JsonPatchError(`error in ${op} for path: '${path}': ${why}`);
  }
}
