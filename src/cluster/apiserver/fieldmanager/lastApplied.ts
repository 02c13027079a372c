// The annotation in which kubectl's client-side apply keeps the last manifest. Server-side apply by kubectl
// takes over from it without conflicts, and keeps it up to date for the way back.
// Source: k8s.io/apimachinery/pkg/util/managedfields (internal/lastappliedmanager.go, lastappliedupdater.go).
import { goMapJson } from '../../../apimachinery/goJson';
import { isJsonObject, type JsonObject } from '../../../apimachinery/jsonObject';
import { fieldChanges } from './fieldChanges';
import type { FieldShape } from './fieldShape';
import { NO_FIELDS, type FieldSet } from './fieldSet';
import { difference } from './fieldSetAlgebra';
import { appliedFields } from './presentFields';

/** Other managers neither read nor write the annotation. */
export const KUBECTL = 'kubectl';

const ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';
const MAX_ANNOTATIONS_SIZE = 256 * 1024;

/** Fields that are still as client-side apply has left them. */
export function fieldsOfLastApplied(
  shape: FieldShape,
  live: unknown,
  apiVersion: string,
): FieldSet {
  const text = annotationsOf(live)?.[ANNOTATION];
  const last = typeof text === 'string' ? parsed(text) : undefined;
  if (!isJsonObject(last) || last.apiVersion !== apiVersion) return NO_FIELDS;
  const changes = fieldChanges(shape, last, live);
  const fields = appliedFields(shape, last);
  return difference(
    difference(fields, changes?.changed ?? NO_FIELDS),
    changes?.removed ?? NO_FIELDS,
  );
}

/** The object with what is applied in its annotation, where it has one. */
export function withLastApplied(object: unknown, applied: JsonObject): unknown {
  const annotations = annotationsOf(object);
  if (!isJsonObject(object) || !annotations?.[ANNOTATION]) return object;
  const others = omit(annotations, ANNOTATION);
  const text = `${goMapJson(withoutAnnotation(applied))}\n`;
  const all = { ...others, [ANNOTATION]: text };
  return {
    ...object,
    metadata: {
      ...(isJsonObject(object.metadata) ? object.metadata : {}),
      annotations: sizeOf(all) > MAX_ANNOTATIONS_SIZE ? others : all,
    },
  };
}

function withoutAnnotation(applied: JsonObject): JsonObject {
  const annotations = annotationsOf(applied);
  if (annotations === undefined || !isJsonObject(applied.metadata)) return applied;
  const others = omit(annotations, ANNOTATION);
  const metadata =
    Object.keys(others).length === 0
      ? omit(applied.metadata, 'annotations')
      : { ...applied.metadata, annotations: others };
  return { ...applied, metadata };
}

function annotationsOf(object: unknown): JsonObject | undefined {
  if (!isJsonObject(object) || !isJsonObject(object.metadata)) return undefined;
  const { annotations } = object.metadata;
  return isJsonObject(annotations) ? annotations : undefined;
}

function omit(object: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([each]) => each !== key));
}

function sizeOf(annotations: JsonObject): number {
  return Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + key.length + (typeof value === 'string' ? value.length : 0),
    0,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
