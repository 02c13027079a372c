// The scale subresource of a custom kind: where its paths point.
// Source: k8s.io/apiextensions-apiserver/pkg/registry/customresource (etcd.go, ScaleREST).
import { isJsonObject, type JsonObject } from '../../apimachinery/jsonObject';
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { CustomResourceSubresourceScale } from '../generated/apiextensions/v1';

export interface ScaleValues {
  /** Undefined where the object has no such field. */
  readonly replicas: number | undefined;
  readonly statusReplicas: number;
  readonly selector: string;
}

export class CustomScale {
  readonly paths: CustomResourceSubresourceScale;

  constructor(paths: CustomResourceSubresourceScale) {
    this.paths = paths;
  }

  values(object: ApiObject): ScaleValues {
    const { specReplicasPath, statusReplicasPath, labelSelectorPath = '' } = this.paths;
    const replicas = valueAt(object, specReplicasPath);
    const statusReplicas = valueAt(object, statusReplicasPath);
    const selector = labelSelectorPath === '' ? '' : valueAt(object, labelSelectorPath);
    return {
      replicas: typeof replicas === 'number' ? replicas : undefined,
      statusReplicas: typeof statusReplicas === 'number' ? statusReplicas : 0,
      selector: typeof selector === 'string' ? selector : '',
    };
  }

  withReplicas(object: ApiObject, replicas: number): ApiObject {
    const record: JsonObject = { ...object };
    // The path lies within the spec: the object keeps its shape.
    return withValue(
      record,
      stepsOf(this.paths.specReplicasPath),
      replicas,
    ) as unknown as ApiObject;
  }
}

/** Values at simple paths: `.spec.replicas`. */
export function valueAt(object: unknown, path: string): unknown {
  return stepsOf(path).reduce<unknown>(
    (value, step) => (isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined),
    object,
  );
}

function stepsOf(path: string): readonly string[] {
  return path.replace(/^\./, '').split('.');
}

function withValue(object: JsonObject, steps: readonly string[], value: unknown): JsonObject {
  const [first = '', ...rest] = steps;
  if (rest.length === 0) return { ...object, [first]: value };
  const inner = object[first];
  return { ...object, [first]: withValue(isJsonObject(inner) ? inner : {}, rest, value) };
}
