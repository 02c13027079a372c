// What is wrong with a patch itself, in the API server's words.
// Source: k8s.io/apiserver/pkg/endpoints/handlers (patch.go).
import {
  ApiStatusError,
  badRequest,
  entityTooLarge,
  invalid,
} from '../../../apimachinery/apiStatus';
import { quote } from '../../../apimachinery/fieldError';
import { goJson } from '../../../apimachinery/goJson';
import { goText } from '../../../apimachinery/goText';
import { isJsonObject, type JsonObject } from '../../../apimachinery/jsonObject';
import type { JsonPatchOperation, Patch } from '../../client/apiHandler';

const MAX_OPERATIONS = 10_000;
const OPERATIONS: readonly string[] = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

/** The operations of a JSON patch from outside. Throws BadRequest, RequestEntityTooLarge or Invalid. */
export function jsonPatchOperations(body: unknown): readonly JsonPatchOperation[] {
  if (!Array.isArray(body)) {
    throw badRequest(
      `json: cannot unmarshal ${goKind(body)} into Go value of type jsonpatch.Patch`,
    );
  }
  const operations: readonly unknown[] = body;
  if (operations.length > MAX_OPERATIONS) {
    const limit = `The allowed maximum operations in a JSON patch is ${String(MAX_OPERATIONS)}`;
    throw entityTooLarge(`${limit}, got ${String(operations.length)}`);
  }
  return operations.map(checkedOperation);
}

function checkedOperation(operation: unknown): JsonPatchOperation {
  if (!isJsonObject(operation)) {
    throw badRequest(
      `json: cannot unmarshal ${goKind(operation)} into Go value of type jsonpatch.Operation`,
    );
  }
  const { op, path, from, value } = operation;
  if (typeof op !== 'string' || !OPERATIONS.includes(op)) {
    throw rejectedPatch();
  }
  if (typeof path !== 'string') throw rejectedPatch();
  // One of the six, as found above.
  const known = op as JsonPatchOperation['op'];
  return { op: known, path, from: typeof from === 'string' ? from : undefined, value };
}

/** The body of a patch that is merged. Throws BadRequest. */
export function patchObject(body: unknown): JsonObject {
  if (isJsonObject(body)) return body;
  const found = body === null || body === undefined ? '' : ` ${goKind(body)}`;
  throw badRequest(
    `error decoding patch: json: cannot unmarshal${found} into Go value of type map[string]interface {}`,
  );
}

/** A JSON patch that does not fit the object. The API server does not say why. */
export function rejectedPatch(): ApiStatusError {
  const what = 'the server rejected our request due to an error in our request';
  return new ApiStatusError('Invalid', what, {});
}

/** What a patch makes of an object is no object of its kind. */
export function invalidPatch(patch: Patch, patched: unknown, why: string): ApiStatusError {
  const value = patch.type === 'strategic' ? goText(patch.body) : goJson(patched);
  const detail = `Invalid value: ${quote(value)}: ${why}`;
  return invalid({ group: '', kind: '' }, '', [
    { type: 'FieldValueInvalid', path: 'patch', detail },
  ]);
}

function goKind(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Custom resources have no Go types whose tags would say how lists merge. */
export function unsupportedPatch(): ApiStatusError {
  const accepted = ['json-patch+json', 'merge-patch+json', 'apply-patch+yaml'];
  return new ApiStatusError(
    'UnsupportedMediaType',
    'the body of the request was in an unknown format - accepted media types include: ' +
      accepted.map((each) => `application/${each}`).join(', '),
  );
}
