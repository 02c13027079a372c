// What one mutation of a MutatingAdmissionPolicy makes of an object: an apply configuration laid over it, or a JSON
// patch applied to it.
// Source: k8s.io/apiserver/pkg/admission/plugin/policy/mutating/patch (smd.go, json_patch.go).
import { ApiStatusError } from '../../../../apimachinery/apiStatus';
import { isJsonObject, type JsonObject } from '../../../../apimachinery/jsonObject';
import type { ApiObject } from '../../../../apimachinery/objectMeta';
import { misplacedStruct } from '../../../../apis/cel/patchTypes';
import { plainValue } from '../../../../apis/cel/plainValue';
import type { SchemaDecoder } from '../../../../apis/schema/decode';
import { decodingError, strictDecodingError } from '../../../../apis/schema/decodeProblem';
import type { JsonPatchOperation } from '../../../client/apiHandler';
import { appliedProblems } from '../../fieldmanager/appliedProblems';
import { isLeafShape, type FieldShape } from '../../fieldmanager/fieldShape';
import { mergeApplied, shapeOfKey } from '../../fieldmanager/mergeApplied';
import { printPath } from '../../fieldmanager/pathElement';
import type { SchemaShapes } from '../../fieldmanager/schemaShapes';
import { applyJsonPatch, JsonPatchError } from '../../patch/jsonPatch';
import type { BodyKind } from '../../bodyDecoder';

/** A mutation that cannot be made: counts as the failurePolicy says. */
export class MutationError extends Error {
  override readonly name = 'MutationError';
}

export interface PatchTools {
  readonly shapes: SchemaShapes;
  readonly decoder: SchemaDecoder;
}

/** `made` is what the expression gave. Throws {@link MutationError}. */
export function withApplyConfiguration(
  { shapes }: PatchTools,
  kind: BodyKind,
  object: ApiObject,
  made: unknown,
): ApiObject {
  const misplaced = misplacedStruct(made);
  if (misplaced !== undefined) throw new MutationError(`type mismatch: ${misplaced}`);
  const shape = shapes.ofKind(kind.schemaName);
  const json = plainValue(made);
  const applied = {
    ...(isJsonObject(json) ? json : {}),
    apiVersion: kind.apiVersion,
    kind: kind.kind,
  };
  const problems = appliedProblems(shape, applied);
  if (problems !== undefined) {
    const why = 'failed to convert patch object to typed object';
    throw new MutationError(`error applying patch: ${why}: ${problems}`);
  }
  const atomics = atomicParts(shape, applied, []);
  if (atomics.length > 0) {
    const why = `may not mutate atomic arrays, maps or structs: ${atomics.join(', ')}`;
    throw new MutationError(`error applying patch: invalid ApplyConfiguration: ${why}`);
  }
  // What is laid over an object is of its kind.
  return mergeApplied(shape, object, applied) as ApiObject;
}

/** Whoever sets a part of what is replaced as a whole would lose all the rest without knowing. */
function atomicParts(
  shape: FieldShape,
  value: unknown,
  path: readonly string[],
): readonly string[] {
  const own = shape.kind !== 'scalar' && shape.kind !== 'any' && isLeafShape(shape);
  const here = own ? [printPath(path)] : [];
  if (isJsonObject(value) && shape.kind !== 'list') {
    const fields = Object.entries(value).flatMap(([name, field]) =>
      shape.kind === 'struct'
        ? atomicParts(shapeOfKey(shape, name), field, [...path, `f:${name}`])
        : [],
    );
    return [...here, ...fields];
  }
  if (Array.isArray(value) && shape.kind === 'list') {
    const items = value.flatMap((item, index) =>
      atomicParts(shape.items, item, [...path, `i:${String(index)}`]),
    );
    return [...here, ...items];
  }
  return [];
}

/**
 * `made` is the list of operations that the expression gave. A test that fails leaves the object as it is. Throws
 * {@link MutationError}, and InternalError where the outcome is no object of the kind.
 */
export function withJsonPatch(
  { decoder }: PatchTools,
  kind: BodyKind,
  object: ApiObject,
  made: unknown,
): ApiObject {
  const operations = (Array.isArray(made) ? made : []).map(operationOf);
  let patched: unknown;
  try {
    patched = applyJsonPatch(object, operations);
  } catch (error) {
    if (!(error instanceof JsonPatchError)) throw error;
    if (error.message.endsWith(': test failed')) return object;
    throw new MutationError(`JSONPath: ${error.message}`);
  }
  // Custom kinds are pruned, all others have the fields that the schema has.
  if (kind.custom !== undefined && isJsonObject(patched)) {
    return kind.custom.decode(patched).value as ApiObject;
  }
  const { value, problems } = decoder.decode(kind.schemaName, patched);
  const why = decodingError(problems) ?? strictDecodingError(problems);
  if (why !== undefined) {
    throw new ApiStatusError('InternalError', `Internal error occurred: ${why}`, {
      causes: [{ message: why }],
    });
  }
  // Decoding leaves what the schema has: an object of the kind.
  return value as ApiObject;
}

function operationOf(made: unknown): JsonPatchOperation {
  const patch =
    made instanceof Map ? (made as ReadonlyMap<string, unknown>) : new Map<string, unknown>();
  const misplaced = misplacedStruct(patch.get('value'));
  if (misplaced !== undefined) throw new MutationError(`type mismatch: ${misplaced}`);
  const json = plainValue(patch);
  const fields: JsonObject = isJsonObject(json) ? json : {};
  const operation = { op: '', path: '', ...fields };
  if (isOperation(operation)) return operation;
  throw new MutationError(`JSONPath: Unexpected kind: ${String(operation.op)}`);
}

const OPERATIONS: readonly string[] = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

function isOperation(value: { readonly op: unknown }): value is JsonPatchOperation {
  return typeof value.op === 'string' && OPERATIONS.includes(value.op);
}
