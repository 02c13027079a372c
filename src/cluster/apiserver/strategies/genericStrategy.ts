// The strategy that fits most kinds: the status belongs to the status subresource, and a changed
// spec is a new generation.
import { deepEqual } from '../../../apimachinery/deepEqual';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { ObjectParts } from '../objectParts';
import { NOTHING_RESET, ONLY_STATUS } from './resetFields';
import type { Strategy } from './strategy';

/** For kinds that are nothing but data: what the client writes is what is stored. */
export function dataStrategy<T extends ApiObject>(): Strategy<T> {
  return {
    prepareForCreate: (object) => object,
    prepareForUpdate: (object) => object,
    prepareForStatusUpdate: (object) => object,
    resetFields: NOTHING_RESET,
    allowsCreateOnUpdate: false,
    allowsUnconditionalUpdate: true,
    defaultPropagation: 'Background',
    returnsDeletedObject: false,
  };
}

/** For kinds with spec and status. */
export function specAndStatusStrategy<T extends ObjectParts>(): Strategy<T> {
  return {
    ...dataStrategy<T>(),
    prepareForCreate: (object) => withGeneration(withoutStatus(object), 1),
    prepareForUpdate: (object, old) => bumpedBySpec(withStatusOf(object, old), old),
    prepareForStatusUpdate: onlyStatus,
    resetFields: ONLY_STATUS,
  };
}

/** For kinds with a status that Kubernetes counts no generations of. */
export function statusStrategy<T extends ObjectParts>(): Strategy<T> {
  return {
    ...dataStrategy<T>(),
    prepareForCreate: withoutStatus,
    prepareForUpdate: withStatusOf,
    prepareForStatusUpdate: onlyStatus,
    resetFields: ONLY_STATUS,
  };
}

/** For kinds with a spec and no status: a changed spec is a new generation. */
export function specStrategy<T extends ObjectParts>(): Strategy<T> {
  return {
    ...dataStrategy<T>(),
    prepareForCreate: (object) => withGeneration(object, 1),
    prepareForUpdate: bumpedBySpec,
  };
}

const EMPTY = {};

/** As Go has it: a struct that nobody filled in. */
export function withoutStatus<T extends ObjectParts>(object: T): T {
  return { ...object, status: EMPTY };
}

/** The object with the status that is stored already. */
export function withStatusOf<T extends ObjectParts>(object: T, old: T): T {
  return object.status === old.status ? object : { ...object, status: old.status };
}

/** The stored object with nothing but the status taken from `object`. */
export function onlyStatus<T extends ObjectParts>(object: T, old: T): T {
  return { ...old, status: object.status ?? EMPTY };
}

export function withGeneration<T extends ApiObject>(object: T, generation: number): T {
  if (object.metadata.generation === generation) return object;
  return { ...object, metadata: { ...object.metadata, generation } };
}

/** One generation more where the spec differs; the old spec itself where it does not. */
export function bumpedBySpec<T extends ObjectParts>(object: T, old: T): T {
  if (object.spec === old.spec) return object;
  if (deepEqual(object.spec, old.spec)) return { ...object, spec: old.spec };
  return withGeneration(object, (old.metadata.generation ?? 0) + 1);
}
