// Turns a pod's priorityClassName into its priority, and lets one class alone be the default. The plugin's name in
// Kubernetes is Priority.
// Source: k8s.io/kubernetes/plugin/pkg/admission/priority (admission.go).
//
// Differs from Kubernetes: the two system classes are known even where their objects are missing.
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { Pod, PodSpec } from '../../../apis/generated/core/v1';
import type { PriorityClass } from '../../../apis/generated/scheduling/v1';
import { PODS, PRIORITY_CLASSES } from '../../../apis/resources';
import { SYSTEM_PRIORITIES } from '../../../apis/scheduling/priorityClass';
import type { StoredObjects } from '../storedObjects';
import {
  admissionForbidden,
  handling,
  type AdmissionPlugin,
  type AdmissionRequest,
  type AdmissionScope,
} from './admissionPlugin';
import { SpecMemo } from './specMemo';

/** What a pod gets of its class. */
interface Priority {
  readonly className: string | undefined;
  readonly value: number;
  readonly preemptionPolicy: 'Never' | 'PreemptLowerPriority';
}

const ofNewPods = handling(PODS, 'CREATE');
const ofClasses = handling(PRIORITY_CLASSES, 'CREATE', 'UPDATE');

const NO_CLASS: Priority = {
  className: undefined,
  value: 0,
  preemptionPolicy: 'PreemptLowerPriority',
};

export class PodPriority implements AdmissionPlugin {
  readonly name = 'Priority';
  readonly #objects: StoredObjects;
  readonly #memo = new SpecMemo();

  constructor(objects: StoredObjects) {
    this.#objects = objects;
  }

  handles(scope: AdmissionScope): boolean {
    return ofNewPods(scope) || ofClasses(scope);
  }

  mutate(object: ApiObject, request: AdmissionRequest): ApiObject {
    if (!ofNewPods(request)) return object;
    // It is for pods, then.
    const pod = object as Pod;
    const name = pod.spec.priorityClassName;
    // A class cannot change its value; one that goes and comes back is another object.
    const source = this.#classObject(name);
    const spec = this.#memo.get(pod.spec, source, () =>
      withPriority(pod.spec, priorityOf(name, source, request), request),
    );
    return spec === pod.spec ? pod : ({ ...pod, spec } as Pod);
  }

  validate(object: ApiObject, request: AdmissionRequest): void {
    if (!ofClasses(request)) return;
    // It is for classes, then.
    const { globalDefault, metadata } = object as PriorityClass;
    if (globalDefault !== true) return;
    const known = this.#classObject(undefined)?.metadata.name;
    if (known === undefined || (request.operation === 'UPDATE' && known === metadata.name)) return;
    const why = `PriorityClass ${known} is already marked as default. Only one default can exist`;
    throw admissionForbidden(request, why);
  }

  /** The class of that name; without a name the one that is the default for all, if there is one. */
  #classObject(name: string | undefined): PriorityClass | undefined {
    if (name) return this.#objects.get(PRIORITY_CLASSES, undefined, name);
    return this.#objects
      .list(PRIORITY_CLASSES)
      .filter(({ globalDefault }) => globalDefault === true)
      .reduce<PriorityClass | undefined>(
        (lowest, each) =>
          lowest === undefined || (each.value ?? 0) < (lowest.value ?? 0) ? each : lowest,
        undefined,
      );
  }
}

function priorityOf(
  name: string | undefined,
  source: PriorityClass | undefined,
  request: AdmissionRequest,
): Priority {
  if (source !== undefined) {
    const { metadata, value = 0, preemptionPolicy = 'PreemptLowerPriority' } = source;
    return { className: metadata.name, value, preemptionPolicy };
  }
  if (!name) return NO_CLASS;
  const value = Object.hasOwn(SYSTEM_PRIORITIES, name) ? SYSTEM_PRIORITIES[name] : undefined;
  if (value === undefined) {
    throw admissionForbidden(request, `no PriorityClass with name ${name} was found`);
  }
  return { ...NO_CLASS, className: name, value };
}

function withPriority(spec: PodSpec, priority: Priority, request: AdmissionRequest): PodSpec {
  const { className, value, preemptionPolicy } = priority;
  if (spec.priority !== undefined && spec.priority !== value) {
    throw admissionForbidden(
      request,
      `the integer value of priority (${String(spec.priority)}) must not be provided in pod spec; ` +
        `priority admission controller computed ${String(value)} from the given PriorityClass name`,
    );
  }
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== preemptionPolicy) {
    throw admissionForbidden(
      request,
      `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; ` +
        `priority admission controller computed ${preemptionPolicy} from the given PriorityClass name`,
    );
  }
  return {
    ...spec,
    ...(className === undefined ? {} : { priorityClassName: className }),
    priority: value,
    preemptionPolicy,
  };
}
