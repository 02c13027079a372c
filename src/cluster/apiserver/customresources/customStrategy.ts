// The strategy of custom resources: with the status subresource, the status is written there alone.
// Source: k8s.io/apiextensions-apiserver/pkg/registry/customresource (strategy.go, status_strategy.go).
import { deepEqual } from '../../../apimachinery/deepEqual';
import type { ObjectParts } from '../objectParts';
import { dataStrategy, withGeneration } from '../strategies/genericStrategy';
import { allButStatus, NOTHING_RESET } from '../strategies/resetFields';
import type { Strategy } from '../strategies/strategy';

/** `fields` are those of the object. */
export function customStrategy(hasStatus: boolean, fields: readonly string[]): Strategy {
  return {
    ...dataStrategy(),
    resetFields: hasStatus ? allButStatus(fields) : NOTHING_RESET,
    allowsUnconditionalUpdate: false,
    prepareForCreate: (object) =>
      withGeneration(hasStatus ? withStatus(object, undefined) : object, 1),
    prepareForUpdate(received, old: ObjectParts) {
      const object = hasStatus ? withStatus(received, old.status) : received;
      if (deepEqual(contentOf(object, hasStatus), contentOf(old, hasStatus))) return object;
      return withGeneration(object, (old.metadata.generation ?? 0) + 1);
    },
    prepareForStatusUpdate: (object: ObjectParts, old) => ({
      ...withStatus(old, object.status),
      // Server-side apply to the status owns fields, too.
      metadata: { ...old.metadata, managedFields: object.metadata.managedFields },
    }),
  };
}

/** With this status; without the key where there is none. */
function withStatus(object: ObjectParts, status: unknown): ObjectParts {
  if (object.status === status) return object;
  if (status !== undefined) return { ...object, status };
  const copy: { -readonly [K in keyof ObjectParts]: ObjectParts[K] } = { ...object };
  delete copy.status;
  return copy;
}

/** What a new generation is told by: all but metadata, and but the status where it has a subresource. */
function contentOf(object: ObjectParts, hasStatus: boolean): unknown {
  return { ...object, metadata: undefined, ...(hasStatus ? { status: undefined } : {}) };
}
