// The annotation in which `kubectl apply` keeps the manifest that it applied last.
// Source: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/
import { goMapJson } from '../apimachinery/goJson';
import { isJsonObject, type JsonObject } from '../apimachinery/jsonObject';

export const LAST_APPLIED_ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';

/** The manifest with itself in the annotation, as it is sent. */
export function withLastApplied(manifest: JsonObject): JsonObject {
  const metadata = objectAt(manifest, 'metadata');
  const annotations = { ...objectAt(metadata, 'annotations') };
  Reflect.deleteProperty(annotations, LAST_APPLIED_ANNOTATION);
  const config = goMapJson({ ...manifest, metadata: { ...metadata, annotations } });
  return {
    ...manifest,
    metadata: {
      ...metadata,
      // The encoder ends each object with a newline, and the annotation keeps it.
      annotations: { ...annotations, [LAST_APPLIED_ANNOTATION]: `${config}\n` },
    },
  };
}

/** The manifest that was applied last; undefined where the object was made in another way. */
export function lastApplied(object: JsonObject): JsonObject | undefined {
  const text = objectAt(objectAt(object, 'metadata'), 'annotations')[LAST_APPLIED_ANNOTATION];
  if (typeof text !== 'string') return undefined;
  const config = parsedJson(text);
  return isJsonObject(config) ? config : undefined;
}

/** Undefined where somebody has spoilt the annotation: the next apply writes it anew. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isJsonObject(value) ? value : {};
}
