// Gives pods what their RuntimeClass says: its overhead, and where they can run at all.
// The plugin's name in Kubernetes is RuntimeClass.
// Source: k8s.io/kubernetes/plugin/pkg/admission/runtimeclass (admission.go).
import { deepEqual } from '../../../apimachinery/deepEqual';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { Pod, PodSpec } from '../../../apis/generated/core/v1';
import type { RuntimeClass } from '../../../apis/generated/node/v1';
import { PODS, RUNTIME_CLASSES } from '../../../apis/resources';
import type { StoredObjects } from '../storedObjects';
import {
  admissionForbidden,
  handling,
  type AdmissionPlugin,
  type AdmissionRequest,
} from './admissionPlugin';
import { SpecMemo } from './specMemo';

const NO_OVERHEAD = 'Pod Overhead set without corresponding RuntimeClass defined Overhead';

export class RuntimeClassAdmission implements AdmissionPlugin {
  readonly name = 'RuntimeClass';
  readonly handles = handling(PODS, 'CREATE');
  readonly #objects: StoredObjects;
  readonly #memo = new SpecMemo();

  constructor(objects: StoredObjects) {
    this.#objects = objects;
  }

  mutate(object: ApiObject, request: AdmissionRequest): ApiObject {
    // `handles` lets pods through only.
    const pod = object as Pod;
    const { runtimeClassName, overhead } = pod.spec;
    if (runtimeClassName === undefined) {
      if (overhead === undefined) return pod;
      throw rejected(request, NO_OVERHEAD);
    }
    const runtimeClass = this.#objects.get(RUNTIME_CLASSES, undefined, runtimeClassName);
    if (runtimeClass === undefined) {
      throw rejected(request, `RuntimeClass "${runtimeClassName}" not found`);
    }
    const spec = this.#memo.get(pod.spec, runtimeClass, () =>
      withRuntimeClass(pod.spec, runtimeClass, request),
    );
    return spec === pod.spec ? pod : ({ ...pod, spec } as Pod);
  }
}

function withRuntimeClass(
  spec: PodSpec,
  { overhead, scheduling }: RuntimeClass,
  request: AdmissionRequest,
): PodSpec {
  const fixed = overhead?.podFixed;
  if (spec.overhead !== undefined && overhead === undefined) throw rejected(request, NO_OVERHEAD);
  if (spec.overhead !== undefined && !deepEqual(spec.overhead, fixed)) {
    throw rejected(request, "Pod's Overhead doesn't match RuntimeClass's defined Overhead");
  }
  const selector = scheduling?.nodeSelector;
  for (const [key, value] of Object.entries(selector ?? {})) {
    const own = spec.nodeSelector?.[key];
    if (own === undefined || own === value) continue;
    const what = `runtimeClass.scheduling.nodeSelector[${key}] = ${value}`;
    const why = `conflict: ${what}; pod.spec.nodeSelector[${key}] = ${own}`;
    throw admissionForbidden(request, why);
  }
  const { tolerations = [] } = scheduling ?? {};
  const known = spec.tolerations ?? [];
  const added = tolerations.filter((each) => !known.some((other) => deepEqual(each, other)));
  return {
    ...spec,
    ...(fixed === undefined ? {} : { overhead: fixed }),
    ...(selector === undefined ? {} : { nodeSelector: { ...selector, ...spec.nodeSelector } }),
    ...(added.length === 0 ? {} : { tolerations: [...known, ...added] }),
  };
}

function rejected(request: AdmissionRequest, why: string): Error {
  return admissionForbidden(request, `pod rejected: ${why}`);
}
