// A workload as its Scale, and with other replicas.
// Source: k8s.io/kubernetes/pkg/registry/apps/*/storage (ScaleREST); autoscaling/v1 Scale.
import {
  formatLabelSelector,
  labelSelectorRequirements,
} from '../../../apimachinery/labelSelector';
import type { ApiObject, StringMap } from '../../../apimachinery/objectMeta';
import type { ScaleValues } from '../../../apis/apiextensions/customScale';
import type { Scale } from '../../../apis/generated/autoscaling/v1';
import type { LabelSelector } from '../../../apis/generated/meta/v1';
import type { ServedKind } from '../servedKinds';

export const SCALE = {
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  schemaName: 'autoscaling.v1.Scale',
  resource: { version: 'v1', kind: 'Scale' },
};

/** What the scalable kinds have in common. Replication controllers select by plain labels. */
interface Scalable extends ApiObject {
  readonly spec: {
    readonly replicas?: number | undefined;
    readonly selector?: LabelSelector | StringMap | undefined;
  };
  readonly status?: { readonly replicas?: number | undefined };
}

/** An object of a custom kind may lack the field that says how many: it counts as 0. */
export function scaleOf({ custom }: ServedKind, object: ApiObject): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    // Only kinds of this shape have the subresource.
    ...(custom?.scale === undefined
      ? ownScale(object as Scalable)
      : customScale(custom.scale.values(object))),
  };
}

export function withReplicas(
  { custom }: ServedKind,
  object: ApiObject,
  replicas: number,
): ApiObject {
  if (custom?.scale !== undefined) return custom.scale.withReplicas(object, replicas);
  const { spec } = object as Partial<Scalable>;
  const scaled: ApiObject & Partial<Scalable> = { ...object, spec: { ...spec, replicas } };
  return scaled;
}

type ScaleParts = Pick<Scale, 'spec' | 'status'>;

function customScale({ replicas = 0, statusReplicas, selector }: ScaleValues): ScaleParts {
  return { spec: { replicas }, status: { replicas: statusReplicas, selector } };
}

function ownScale({ spec, status }: Scalable): ScaleParts {
  return {
    spec: { replicas: spec.replicas ?? 1 },
    status: { replicas: status?.replicas ?? 0, selector: selectorText(spec.selector) },
  };
}

function selectorText(selector: LabelSelector | StringMap | undefined): string {
  if (selector === undefined) return '';
  const structured = 'matchLabels' in selector || 'matchExpressions' in selector;
  // Without either member it is a plain map of labels.
  const spec = (structured ? selector : { matchLabels: selector }) as LabelSelector;
  return formatLabelSelector(labelSelectorRequirements(spec) ?? []);
}
